from django.apps import AppConfig


class EhcpConfig(AppConfig):
    """The floor of ehcp."""

    name = "ehcp"
    verbose_name = "EHC plans"

    def ready(self):
        """Load who may act, and the duties chased here."""
        from ehcp import duties, rules  # noqa: F401
