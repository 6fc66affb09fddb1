from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The floor of people, links and roles."""

    name = "people"
