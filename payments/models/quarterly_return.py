"""How the money was used: the return of a quarter, its spending, and what is asked about it (R15, b5)."""

import uuid
from decimal import Decimal

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from audit.states import StateField, StateModel, transition
from budgets.choices import HowReceived
from budgets.models import AgreedProvision, Agreement, AgreementVersion
from letters.models import Letter
from payments import states
from people.models import Child, User
from people.roles import Role

NOTHING = Decimal("0.00")


def _pounds(words="", **options):
    return models.DecimalField(words or None, max_digits=10, decimal_places=2, **options)


def _row_key():
    """Make the key of a row, which its form carries: sent twice it is one row."""
    return models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)


def _how_received():
    """Say how something came that an officer wrote down for the family; empty when it came in the service."""
    return models.CharField(max_length=10, choices=HowReceived, blank=True, db_default="")


class ReturnQuerySet(models.QuerySet):
    """Quarterly returns."""

    def visible_to(self, user, *, on):
        """Keep the returns of agreements this user may open; finance sees all of them."""
        if user.is_active and user.is_staff and user.has_role(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER):
            return self.all()
        return self.filter(agreement__in=Agreement.objects.visible_to(user, on=on))


class QuarterlyReturn(StateModel):
    """The return of one quarter, or the final one, for one agreement (R15.1)."""

    class State(models.TextChoices):
        OPEN = "open", "To be sent"
        SUBMITTED = "submitted", "Received, not yet checked"
        QUERIED = "queried", "We have a question"
        ACCEPTED = "accepted", "Accepted"

    class UnderUse(models.TextChoices):
        NONE = "", "All of it was used as planned"
        VACANCY = "vacancy", "There was nobody to provide it"
        ILLNESS = "illness", "Illness or hospital"
        HOLIDAY = "holiday", "School holidays"
        CLOSED = "closed", "The provider was closed"
        CHOICE = "choice", "You chose to wait"
        LATE = "late", "The payment came late"
        OTHER = "other", "Something else"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="quarterly_returns")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="returns")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="+")
    state = StateField(choices=State, default=State.OPEN)
    from_on = models.DateField()
    to_on = models.DateField()
    is_final = models.BooleanField("the final return", default=False)
    opened_on = models.DateField()
    opening = _pounds("opening balance", null=True, blank=True)
    opening_words = models.TextField("why it differs from the last closing balance", blank=True)
    # What the council paid in the period, from its own records; the family adds what else came in.
    paid_in = _pounds("paid by the council", default=NOTHING)
    other_in = _pounds("other money paid in", default=NOTHING)
    closing = _pounds("closing balance", null=True, blank=True)
    statement = _pounds("balance on the bank statement", null=True, blank=True)
    reconciliation = _pounds("pending at the bank", default=NOTHING)
    reconciliation_words = models.TextField(blank=True)
    advance = _pounds("paid in advance for a later period", default=NOTHING)
    nothing_spent = models.BooleanField(default=False)
    under_use = models.CharField(max_length=10, choices=UnderUse, blank=True)
    under_use_words = models.TextField(blank=True)
    help_wanted = models.TextField(blank=True)
    # Every answer about the use may be empty, so the answers do not show that they were given.
    use_said_on = models.DateField(null=True, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    how_received = _how_received()
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_words = models.TextField(blank=True)
    # The surplus test as it stood when the return was accepted (R15.3-R15.5).
    threshold = _pounds("six weeks’ equivalent", null=True, blank=True)
    deductions = _pounds(null=True, blank=True)
    adjusted = _pounds("balance tested", null=True, blank=True)
    over_by = _pounds(null=True, blank=True)
    sum_steps = models.JSONField(default=list, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "return"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "from_on"],
                condition=Q(is_final=False),
                name="payments_one_return_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_final=True), name="payments_one_final_return"
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="payments_return_in_order"),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(
                    submitted_on__isnull=False,
                    submitted_by__isnull=False,
                    declared_on__isnull=False,
                    opening__isnull=False,
                    closing__isnull=False,
                ),
                name="payments_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(checked_by__isnull=False, checked_on__isnull=False, threshold__isnull=False),
                name="payments_accepted_by",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("submitted_by")),
                name="payments_checker_did_not_send_it",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_on", "id"], name="payments_return_by_state"),
            models.Index(fields=["agreement", "-to_on"], name="payments_return_by_agreement"),
        ]

    def __str__(self):
        return f"return to {self.to_on}"

    @transition(
        field=state,
        source=[State.OPEN, State.QUERIED],
        target=State.SUBMITTED,
        guards=[
            states.questions_are_answered,
            states.is_declared,
            states.balances_to_the_penny,
            states.spending_is_coded,
        ],
    )
    def submit(self):
        """Send the return."""

    @transition(field=state, source=State.SUBMITTED, target=State.QUERIED, guards=[states.question_is_asked])
    def query(self):
        """Ask the family about it, naming what is missing."""

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.ACCEPTED,
        guards=[states.checked_by_another, states.surplus_is_worked_out],
    )
    def accept(self):
        """Accept it: from here it is locked."""


class SpendLine(models.Model):
    """Money spent on one thing, against agreed provision (R13.1)."""

    CHILD = "quarterly_return__child"

    key = _row_key()
    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="spending")
    spent_on = models.DateField()
    payee = models.CharField(max_length=200)
    provision = models.ForeignKey(
        AgreedProvision, models.PROTECT, null=True, blank=True, related_name="spending"
    )
    words = models.CharField("what it was for", max_length=300, blank=True)
    amount = _pounds()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_spending_is_positive"),
            models.CheckConstraint(
                condition=Q(provision__isnull=False) | ~Q(words=""), name="payments_other_spending_says_what"
            ),
        ]
        indexes = [
            models.Index(fields=["quarterly_return", "spent_on", "id"], name="payments_spend_by_return")
        ]

    def __str__(self):
        return self.payee


class Liability(models.Model):
    """Something owed and not yet paid; it comes off the balance when finance accepts it (R15.5)."""

    class Kind(models.TextChoices):
        TAX = "tax", "Tax and National Insurance"
        WAGES = "wages", "Wages"
        HOLIDAY_PAY = "holiday_pay", "Holiday pay"
        INVOICE = "invoice", "An invoice"
        PLANNED = "planned", "Planned spending the agreement allows"

    CHILD = "quarterly_return__child"

    key = _row_key()
    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="liabilities")
    kind = models.CharField(max_length=12, choices=Kind)
    amount = _pounds()
    due_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300)
    accepted = models.BooleanField(null=True, blank=True)
    accepted_words = models.CharField("why not", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_liability_is_positive"),
            models.CheckConstraint(
                condition=~Q(accepted=False) | ~Q(accepted_words=""),
                name="payments_deduction_refused_says_why",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class ReturnQuestion(models.Model):
    """What finance asks about a return, and the answer (b5: two rounds at most)."""

    CHILD = "quarterly_return__child"

    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="questions")
    words = models.TextField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    how_received = _how_received()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return"], condition=Q(answered_on=None), name="payments_one_open_question"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | ~Q(answer=""), name="payments_answer_in_words"
            ),
        ]

    def __str__(self):
        return f"question of {self.asked_on}"
