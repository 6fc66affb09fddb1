from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The floor of letters."""

    name = "letters"

    def ready(self):
        """Register who may."""
        from letters import rules  # noqa: F401
