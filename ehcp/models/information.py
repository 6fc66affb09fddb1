"""That and how each family was told about personal budgets (R3.2)."""

from django.db import models

from ehcp.models.plan import Plan
from letters.models import Letter
from people.models import Person, User


class InformationGiven(models.Model):
    """One person told about personal budgets: when, how, why then, and by which letter. Never changed."""

    class Trigger(models.TextChoices):
        TO_PREPARE = "to_prepare", "We confirmed that a plan will be prepared"
        CO_PRODUCTION = "co_production", "Co-production meeting"
        DRAFT = "draft", "Draft plan"
        ANNUAL_REVIEW = "annual_review", "Annual review"
        AMENDED = "amended", "Plan amended"
        REASSESSMENT = "reassessment", "Re-assessment"
        ASKED = "asked", "The family asked"

    class How(models.TextChoices):
        LETTER = "letter", "By letter only"
        MEETING = "meeting", "At a meeting, and by letter"
        PHONE = "phone", "By phone, and by letter"
        VISIT = "visit", "On a visit, and by letter"

    CHILD = "plan__child"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="information_given")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    trigger = models.CharField("why now", max_length=20, choices=Trigger)
    how = models.CharField("how they were told", max_length=10, choices=How)
    given_on = models.DateField()
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "information given"
        indexes = [models.Index(fields=["plan", "given_on"], name="ehcp_information_by_plan")]

    def __str__(self):
        return f"{self.get_trigger_display()}, {self.given_on}"
