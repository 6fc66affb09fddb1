from django.apps import AppConfig


class GovukConfig(AppConfig):
    """A floor with no tables: how every page looks."""

    name = "govuk"
    verbose_name = "GOV.UK parts"
