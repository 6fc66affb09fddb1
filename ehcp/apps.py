from django.apps import AppConfig


class EhcpConfig(AppConfig):
    """The floor of ehcp."""

    name = "ehcp"
    verbose_name = "EHC plans"
