"""Decisions of the Board: one a line and round, never changed once written (R6.8, R7.8)."""

import uuid

from django.db import models
from django.db.models import F, Q

from budgets.choices import Mechanism
from budgets.models import RequestedProvision
from decisions.models.agenda import AgendaItem
from people.models import User


class Decision(models.Model):
    """What the Board decided about one line, or about a whole ending, with its reasons. Never changed.

    A decision the second checker sends back stays; the next round writes another.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        AGREED_IN_PART = "agreed_in_part", "Agreed in part"
        IDENTIFIED_NOT_PAID = "not_paid", "Budget agreed, payment refused"
        REFUSED = "refused", "Refused"
        END = "end", "The payments end"
        DO_NOT_END = "do_not_end", "The payments go on"

    class ReviewOutcome(models.TextChoices):
        UPHELD = "upheld", "The decision stays as it was"
        VARIED = "varied", "The decision is changed in part"
        OVERTURNED = "overturned", "The decision is changed as you asked"

    CHILD = "item__child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    line = models.ForeignKey(
        RequestedProvision, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField(max_length=15, choices=Outcome)
    review_outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    amount = models.DecimalField("amount a year", max_digits=10, decimal_places=2, null=True, blank=True)
    weeks = models.PositiveSmallIntegerField("funded weeks", null=True, blank=True)
    mechanism = models.CharField(max_length=17, choices=Mechanism, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    conditions = models.JSONField(default=list)
    # {row: {"answer": …, "reasons": …}} of the tests, and {row: words} of the local questions.
    tests = models.JSONField(default=dict)
    local_questions = models.JSONField(default=dict)
    grounds = models.JSONField(default=list)
    aggregate_sum = models.JSONField(default=dict)
    reasons = models.TextField()
    secured_by = models.TextField(blank=True)
    backdated_words = models.TextField("from when, and what about the time before", blank=True)
    decided_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    policy_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "line", "round"], name="decisions_one_a_line_and_round"),
            models.UniqueConstraint(
                fields=["item", "round"], condition=Q(line=None), name="decisions_one_an_ending_and_round"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="decisions_have_reasons"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "not_paid", "agreed_in_part"]) | ~Q(secured_by=""),
                name="decisions_refusal_is_secured",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["agreed", "agreed_in_part"])
                | (Q(amount__gt=0, weeks__isnull=False, from_on__isnull=False) & ~Q(mechanism="")),
                name="decisions_agreed_says_what",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="decisions_period_in_order"
            ),
        ]
        indexes = [models.Index(fields=["line", "-id"], name="decisions_by_line")]

    def __str__(self):
        return self.get_outcome_display()
