"""The written consent to a notice, and its withdrawal."""

from django.db import models
from django.db.models import Q

from budgets.choices import ScheduleAnswer
from budgets.models.agreement import AgreementVersion
from documents.models import Document
from people.models import Person, User


class Consent(models.Model):
    """A recipient's or a nominator's written consent to one version of the notice (R8.1, R8.3, d3)."""

    class Kind(models.TextChoices):
        RECIPIENT = "recipient", "The recipient"
        NOMINATOR = "nominator", "Whoever nominated the recipient"

    class How(models.TextChoices):
        PORTAL = "portal", "Typed in this service, signed in"
        PAPER = "paper", "Signed on paper"

    CHILD = "version__agreement__child"

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)
    statements = models.JSONField()
    schedule_answer = models.CharField(max_length=10, choices=ScheduleAnswer, blank=True)
    how = models.CharField(max_length=10, choices=How)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    given_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "person"],
                condition=Q(withdrawn_on=None),
                name="budgets_one_live_consent_each",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_words=""), name="budgets_withdrawal_in_writing"
            ),
        ]

    def __str__(self):
        return f"{self.signed_name}, {self.given_on}"
