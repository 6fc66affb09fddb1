"""The top floor as a Django app: migrations, commands and checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The floor of pages."""

    name = "portal"

    def ready(self):
        """Register what must hold before the service starts."""
        from portal import checks  # noqa: F401
