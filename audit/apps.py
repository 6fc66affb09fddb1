from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The floor of events, states and guarded acts."""

    name = "audit"

    def ready(self):
        """Register who may."""
        from audit import rules  # noqa: F401
