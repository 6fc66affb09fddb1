from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """The floor of clocks."""

    name = "clocks"

    def ready(self):
        """Load who may act, and the duties chased here."""
        from clocks import duties, rules  # noqa: F401
