from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """The floor of budgets."""

    name = "budgets"
    verbose_name = "Personal budgets"

    def ready(self):
        """Load who may act, and the duties chased here."""
        from budgets import duties, rules  # noqa: F401
