"""Makes news of another officer a legal notice, in a worker under test only."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    """An app that changes what the worker takes for a legal notice."""

    name = "tests.faults"

    def ready(self):
        """Mark the kind."""
        from letters.kinds import ChangeOfOfficer

        ChangeOfOfficer.legal_notice = True
