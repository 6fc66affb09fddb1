from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The floor of payments."""

    name = "payments"
    verbose_name = "Payments and returns"

    def ready(self):
        """Load who may act, and the duties chased here."""
        from payments import duties, rules  # noqa: F401
