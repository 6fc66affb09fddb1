"""Reviews of the making and use of direct payments (reg 11, R11)."""

from django.db import models

from budgets.models.agreement import Agreement
from people.models import User


class PaymentReview(models.Model):
    """A review of the payments under one agreement: five questions, each with reasons (R11.5). Never changed."""

    class Occasion(models.TextChoices):
        FIRST = "first", "Within the first three months"
        SECOND = "second", "The second one"
        YEARLY = "yearly", "The yearly one"
        ANNUAL_REVIEW = "annual_review", "With the annual review of the plan"
        PERIOD = "period", "The agreed period ends"
        ASKED = "asked", "The recipient asked"
        CHANGE = "change", "Something changed"
        CONCERN = "concern", "A concern"

    class Result(models.TextChoices):
        NO_CHANGE = "no_change", "No change"
        CHANGE = "change", "Change the amount, recipient or conditions"
        STOP = "stop", "Propose to end the payments"

    CHILD = "agreement__child"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="payment_reviews")
    occasion = models.CharField(max_length=15, choices=Occasion)
    held_on = models.DateField()
    progress = models.TextField("progress towards each outcome")
    child_views = models.TextField("the child’s or young person’s voice")
    appropriate = models.TextField("whether direct payments are still right, and used well")
    sufficient = models.TextField("whether the amount is still enough")
    obligations = models.TextField("whether the conditions are kept")
    result = models.CharField(max_length=10, choices=Result)
    reasons = models.TextField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["agreement", "-held_on"], name="budgets_payment_review_by")]

    def __str__(self):
        return f"review of {self.held_on}"
