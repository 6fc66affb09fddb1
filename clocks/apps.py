from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """The floor of clocks."""

    name = "clocks"
