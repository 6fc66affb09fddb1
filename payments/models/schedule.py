"""When money is paid: a schedule for a version of an agreement, and its instalments (b4)."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from audit.states import StateField, StateModel, transition
from budgets.models import Agreement, AgreementVersion
from payments import states
from people.models import Child, User
from people.roles import Role
from policy.schedules import Rhythm as PolicyRhythm


class Schedule(models.Model):
    """The instalments of one version of an agreement, made when it is ready to pay."""

    CHILD = "agreement__child"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="schedules")
    version = models.OneToOneField(AgreementVersion, models.PROTECT, related_name="schedule")
    rhythm = models.CharField(max_length=10, choices=[(each.value, each.value) for each in PolicyRhythm])
    in_advance = models.BooleanField()
    made_on = models.DateField()
    # Instalments are planned up to this day; a sweep plans the next year in time, while the agreement pays.
    planned_to = models.DateField()

    def __str__(self):
        return f"schedule of {self.agreement_id}"

    @property
    def is_one_off(self):
        """Whether all is paid at once, for something that no number of days makes less."""
        return self.rhythm == PolicyRhythm.ONE_OFF.value


def taken_over():
    """Hold for a payment whose version was followed by one agreed anew; an increase only adds to it (R8.3)."""
    later = AgreementVersion.objects.filter(
        agreement=OuterRef("schedule__agreement"), number__gt=OuterRef("schedule__version__number")
    )
    return Exists(later.filter(increases=None))


def past_the_end():
    """Hold for a payment of an ended agreement with days after its last one; what is paid at once is whole."""
    at_once = Q(schedule__rhythm=PolicyRhythm.ONE_OFF.value, from_on__lte=F("schedule__agreement__ended_on"))
    over = Q(schedule__agreement__state__in=["ended", "closed"])
    return over & Q(to_on__gt=F("schedule__agreement__ended_on")) & ~at_once


class InstalmentQuerySet(models.QuerySet):
    """Instalments."""

    def visible_to(self, user, *, on):
        """Keep the instalments of agreements this user may open; finance sees all of them."""
        if user.is_active and user.is_staff and user.has_role(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER):
            return self.all()
        return self.filter(schedule__agreement__in=Agreement.objects.visible_to(user, on=on))

    def due(self, *, on):
        """Keep what should have been paid by a date and was not."""
        return self.filter(state__in=["planned", "approved", "failed"], due_on__lte=on)

    def payable(self):
        """Keep what may be paid: of a version that still pays, while its agreement does, to its last day (R8.1)."""
        pays = Q(schedule__agreement__state__in=["ready", "active", "stop_notice", "ended"])
        return self.filter(pays, ~past_the_end(), ~taken_over())


class Instalment(StateModel):
    """One payment: planned, approved by one person, released by another (R8.7, R10.5)."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        APPROVED = "approved", "Approved"
        RELEASED = "released", "Paid"
        FAILED = "failed", "Came back from the bank"
        CANCELLED = "cancelled", "Cancelled"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="instalments")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    state = StateField(choices=State, default=State.PLANNED)
    due_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    worked_out = models.TextField("how it was worked out")
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_on = models.DateField(null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    failed_words = models.TextField(blank=True)
    cancelled_because = models.TextField(blank=True)
    # The day staff were told that it is late: told once, shown until it is paid.
    alarmed_on = models.DateField(null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="payments_instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_instalment_pays"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="payments_period_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "released", "failed"])
                | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="payments_approved_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_by__isnull=False, released_on__isnull=False),
                name="payments_released_by",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("approved_by")),
                name="payments_second_person_releases",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="payments_cancelled_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["planned", "approved", "failed"]),
                name="payments_to_pay",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["approved", "failed"]),
                name="payments_to_finish",
            ),
            models.Index(fields=["child", "due_on"], name="payments_by_child"),
        ]

    def __str__(self):
        return f"instalment {self.number}"

    @transition(
        field=state,
        source=[State.PLANNED, State.FAILED],
        target=State.APPROVED,
        guards=[states.may_be_paid, states.account_is_known],
    )
    def approve(self):
        """Approve the payment."""

    @transition(
        field=state,
        source=State.APPROVED,
        target=State.RELEASED,
        guards=[states.may_be_paid, states.account_is_known, states.released_by_a_second_person],
    )
    def release(self):
        """Release the payment, as a second person."""

    @transition(field=state, source=State.RELEASED, target=State.FAILED)
    def fail(self):
        """Note that the bank sent it back."""

    @transition(
        field=state,
        source=[State.PLANNED, State.APPROVED, State.FAILED],
        target=State.CANCELLED,
        guards=[states.says_why_cancelled],
    )
    def cancel(self):
        """Cancel it: the agreement ends before its period, or another version pays."""
