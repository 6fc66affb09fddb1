from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The floor of decisions."""

    name = "decisions"
    verbose_name = "Decisions of the Governance Board"

    def ready(self):
        """Load who may act, and the duties chased here."""
        from decisions import duties, rules  # noqa: F401
