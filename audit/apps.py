from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The floor of events, states and guarded acts."""

    name = "audit"
