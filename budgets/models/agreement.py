"""What was agreed: the agreement, its written notices by version, what they secure, and consent to them."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from budgets import states
from budgets.choices import PAID_OVER, Mechanism, RecipientKind, Stream
from budgets.models.line import RequestedProvision
from budgets.models.request import PersonalBudgetRequest
from ehcp.models import Plan
from letters.models import Letter
from people.models import Child, Link, Person, User
from people.roles import Role

FINANCE = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)


class AgreementQuerySet(models.QuerySet):
    """Agreements."""

    def visible_to(self, user, *, on):
        """Keep what this user may open: the child's family and staff, the person paid, and finance once noticed."""
        if not user.is_active:
            return self.none()
        seen = Q(child__in=Child.objects.visible_to(user, on=on))
        if not user.is_staff:
            own = Link.objects.live(on=on).filter(person=user.person_id)
            seen |= Q(recipient=user.person_id, child__in=own.values("child")) & ~Q(state="draft")
        elif user.has_role(*FINANCE):
            seen |= ~Q(state__in=["draft", "declined", "called_off"])
        return self.filter(seen)

    def active(self):
        """Keep the agreements under which support is paid for now, notice given or not."""
        return self.filter(state__in=["active", "stop_notice"])


class Agreement(StateModel):
    """An agreement about a budget held in one way (R8, R22.8): a direct payment, or a plain arrangement."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        NOTICE_ISSUED = "notice_issued", "Sent for consent"
        DECLINED = "declined", "Declined by the recipient"
        CONSENTED = "consented", "Consented to"
        READY = "ready", "Signed and ready"
        ACTIVE = "active", "Active"
        STOP_NOTICE = "stop_notice", "Notice to end given"
        ENDED = "ended", "Ended"
        CLOSED = "closed", "Closed"
        CALLED_OFF = "called_off", "No longer needed"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="agreements")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements")
    request = models.ForeignKey(PersonalBudgetRequest, models.PROTECT, related_name="agreements")
    mechanism = models.CharField(max_length=17, choices=Mechanism)
    state = StateField(choices=State, default=State.DRAFT)
    opened_on = models.DateField()
    recipient_kind = models.CharField(max_length=15, choices=RecipientKind, blank=True)
    recipient = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="agreements_received"
    )
    holder = models.CharField("who holds and arranges it", max_length=200, blank=True)
    section_j = models.TextField("what Section J of the plan says", blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Facts that come down from payments.
    account_verified_on = models.DateField(null=True, blank=True)
    first_paid_on = models.DateField(null=True, blank=True)
    active_on = models.DateField(null=True, blank=True)
    payment_review_held_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField("last day", null=True, blank=True)
    end_ground = models.CharField(max_length=4, blank=True)
    end_words = models.TextField(blank=True)
    provision_after = models.TextField("who secures the provision afterwards", blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["active", "stop_notice"])
                | Q(active_on__isnull=False, signed_on__isnull=False),
                name="budgets_active_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "stop_notice"])
                | ~Q(mechanism__in=["direct_payment", "third_party"])
                | Q(first_paid_on__isnull=False, account_verified_on__isnull=False),
                name="budgets_active_is_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "closed"])
                | (Q(ended_on__isnull=False) & ~Q(end_ground="") & ~Q(provision_after="")),
                name="budgets_ended_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="budgets_agreement_by_child"),
            models.Index(fields=["state", "id"], name="budgets_agreement_by_state"),
            models.Index(fields=["recipient", "-id"], name="budgets_agreement_by_payee"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_paid_over(self):
        """Whether money leaves the council under it."""
        return self.mechanism in PAID_OVER

    @property
    def current_version(self):
        """The newest version of its notice."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)

    def still_pays(self, version):
        """Tell whether a version was not taken over by a later one that was agreed anew."""
        later = (each for each in self.versions.all() if each.number > version.number)
        return all(each.increases_id for each in later)

    @transition(field=state, source=State.DRAFT, target=State.NOTICE_ISSUED, guards=[states.has_its_notice])
    def issue_notice(self):
        """Send the written notice, or the plain agreement, for consent (reg 8, R8.2)."""

    @transition(field=state, source=[State.NOTICE_ISSUED, State.CONSENTED, State.READY], target=State.DRAFT)
    def revise(self):
        """Prepare another version of the notice: something in it has changed (R8.3)."""

    @transition(
        field=state,
        source=[State.DRAFT, State.NOTICE_ISSUED, State.CONSENTED, State.READY],
        target=State.CALLED_OFF,
    )
    def call_off(self):
        """Let it go before it begins: nothing of it is agreed any more (R8.6)."""

    @transition(field=state, source=State.NOTICE_ISSUED, target=State.CONSENTED, guards=[states.has_consent])
    def consent(self):
        """Take the recipient's written consent to this version (R8.1)."""

    @transition(
        field=state,
        source=State.NOTICE_ISSUED,
        target=State.DECLINED,
        guards=[states.says_who_secures_it_now],
    )
    def decline(self):
        """Take a no from the recipient: the provision is secured another way (R1.5)."""

    @transition(
        field=state,
        source=State.CONSENTED,
        target=State.READY,
        guards=[
            states.has_consent,
            states.is_signed_for_council,
            states.account_is_verified,
            states.has_section_j,
        ],
    )
    def call_ready(self):
        """Call it ready: signed by both, the account approved (R8.5, R10.4)."""

    @transition(
        field=state, source=State.READY, target=State.ACTIVE, guards=[states.first_payment_is_released]
    )
    def activate(self):
        """Begin: the first payment is released, or the arrangement starts."""

    @transition(field=state, source=State.ACTIVE, target=State.STOP_NOTICE, guards=[states.has_stop_notice])
    def give_stop_notice(self):
        """Count down to the end that notice was given of (R14.8)."""

    @transition(field=state, source=State.STOP_NOTICE, target=State.ACTIVE)
    def take_back_stop_notice(self):
        """Go on as before: the ending does not go ahead."""

    @transition(
        field=state,
        source=[State.ACTIVE, State.STOP_NOTICE],
        target=State.ENDED,
        guards=[states.says_how_it_ended],
    )
    def end(self):
        """End it on its last day, or at once where the law says so (R14.1, R14.8)."""

    @transition(
        field=state,
        source=[State.NOTICE_ISSUED, State.CONSENTED, State.READY],
        target=State.DECLINED,
        guards=[states.says_who_secures_it_now],
    )
    def withdraw_before_start(self):
        """Take back consent before anything was paid."""

    @transition(field=state, source=State.ENDED, target=State.CLOSED)
    def close(self):
        """Close it: the final return is accepted."""


class AgreementVersion(models.Model):
    """A version of the written notice (reg 8(2), d2): frozen once issued; consent is to one version (R8.3)."""

    CHILD = "agreement__child"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    yearly = models.DecimalField(max_digits=10, decimal_places=2)
    funded_weeks = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=10, blank=True)
    in_advance = models.BooleanField(default=True)
    first_payment_on = models.DateField(null=True, blank=True)
    conditions = models.JSONField(default=list)
    # Six weeks' equivalent in pounds, as printed (R15.3).
    threshold = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    policy_version = models.CharField(max_length=40)
    # The version this one only pays more than: no consent is asked again, that one's stands (R8.3, R12.4).
    increases = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="budgets_one_notice_a_number"),
            models.CheckConstraint(condition=Q(yearly__gt=0), name="budgets_notice_has_an_amount"),
            models.CheckConstraint(
                condition=Q(funded_weeks__gte=1, funded_weeks__lte=53), name="budgets_notice_weeks"
            ),
        ]

    def __str__(self):
        return f"version {self.number}"


class AgreedProvision(models.Model):
    """One item of goods or services the notice specifies (reg 2, reg 8(2)(b), R2.1)."""

    CHILD = "version__agreement__child"

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="provision")
    line = models.ForeignKey(RequestedProvision, models.PROTECT, related_name="agreed")
    title = models.CharField(max_length=300)
    plan_reference = models.CharField(max_length=60)
    quantity = models.CharField(max_length=200)
    stream = models.CharField(max_length=12, choices=Stream)
    yearly = models.DecimalField(max_digits=10, decimal_places=2)
    funded_weeks = models.PositiveSmallIntegerField()
    outcome_words = models.TextField(blank=True)
    # The days over which this agreement pays for the line; empty until it is active.
    paid_over = DateRangeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "line"], name="budgets_line_once_a_notice"),
            ExclusionConstraint(
                name="budgets_line_paid_for_once",
                expressions=[("line", RangeOperators.EQUAL), ("paid_over", RangeOperators.OVERLAPS)],
                condition=Q(paid_over__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title
