from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The floor of letters."""

    name = "letters"
