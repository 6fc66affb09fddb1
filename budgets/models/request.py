"""A family's request, from the day it is asked to the day it is concluded."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.states import StateField, StateModel, transition
from budgets import states
from budgets.choices import (
    Disposition,
    HowHeard,
    HowReceived,
    Manages,
    RecipientKind,
    RequestKind,
    ScheduleAnswer,
)
from ehcp.models import Plan
from letters.models import Letter
from people.models import Child, Person, User


class RequestQuerySet(models.QuerySet):
    """Requests."""

    def visible_to(self, user, *, on):
        """Keep the requests of the children whose record this user may open."""
        return self.filter(child__in=Child.objects.visible_to(user, on=on))

    def undecided(self):
        """Keep the requests on their way to the Board."""
        return self.filter(state__in=states.BEFORE_DECISION)


class PersonalBudgetRequest(StateModel):
    """A request for a personal budget (s.49(1), R1.1): it always ends in a recorded outcome."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Request"
        INFO_NEEDED = "info_needed", "Information needed"
        READY = "ready", "Ready for the Governance Board"
        ON_AGENDA = "on_agenda", "On the Governance Board’s agenda"
        DECIDED = "decided", "Governance Board decision"
        REVIEW_WINDOW = "review_window", "Review window"
        UNDER_REVIEW = "under_review", "Under review"
        REVIEW_OUTCOME = "review_outcome", "Review outcome"
        CONCLUDED = "concluded", "Concluded"
        WITHDRAWN = "withdrawn", "Withdrawn"
        NO_LONGER_NEEDED = "no_longer_needed", "No longer needed"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    # The draft it was sent from: the same form sent five times is one request.
    token = models.UUIDField(unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="requests")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="requests")
    state = StateField(choices=State, default=State.REQUESTED)
    kind = models.CharField(max_length=10, choices=RequestKind)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    received_on = models.DateField("date first asked")
    received_at = models.DateTimeField()
    how_received = models.CharField(max_length=10, choices=HowReceived)
    window = models.CharField(max_length=15)
    disposition = models.CharField(max_length=15, choices=Disposition, blank=True)
    disposition_words = models.TextField(blank=True)
    disposed_on = models.DateField(null=True, blank=True)
    how_heard = models.CharField("how the family heard", max_length=10, choices=HowHeard)
    views = models.TextField("the child’s or young person’s views")
    views_how = models.CharField("how they were given", max_length=300)
    institution_preferred = models.CharField(
        "kind of school or college preferred", max_length=200, blank=True
    )
    educated_elsewhere = models.BooleanField("educated other than at school", default=False)
    care_status = models.CharField(max_length=200, blank=True)
    needs = models.TextField("how to reach the family", blank=True)
    share_with_school = models.BooleanField(default=False)
    share_with_health = models.BooleanField(default=False)
    share_with_advice = models.BooleanField(default=False)
    declared_on = models.DateField(null=True, blank=True)

    recipient_kind = models.CharField(max_length=15, choices=RecipientKind, blank=True)
    recipient = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recipient_name = models.CharField(max_length=200, blank=True)
    recipient_is_organisation = models.BooleanField(default=False)
    recipient_born_on = models.DateField(null=True, blank=True)
    manages = models.CharField(max_length=10, choices=Manages, blank=True)
    help_wanted = models.TextField(blank=True)
    schedule_answer = models.CharField(max_length=10, choices=ScheduleAnswer, blank=True)
    employs = models.BooleanField("means to employ somebody", default=False)

    # What the case officer finds (R5); the rules ask policy whether it is enough.
    nominated_in_writing = models.BooleanField(default=False)
    can_manage = models.BooleanField(null=True, blank=True)
    help_considered = models.BooleanField(default=False)
    has_capacity = models.BooleanField(null=True, blank=True, default=True)
    is_in_schedule = models.BooleanField(null=True, blank=True)
    eligibility_words = models.TextField(blank=True)
    eligibility_checked_on = models.DateField(null=True, blank=True)
    costs_checked_on = models.DateField(null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.TextField(blank=True)
    decision_letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("received_on")),
                name="budgets_decided_after_received",
            ),
            models.CheckConstraint(
                condition=Q(released_on=None) | Q(decided_on__isnull=False, released_on__gte=F("decided_on")),
                name="budgets_released_after_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["review_window", "under_review", "review_outcome", "concluded"])
                | Q(released_on__isnull=False, decision_letter__isnull=False),
                name="budgets_told_by_a_stored_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "no_longer_needed"])
                | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
                name="budgets_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(disposition="") | Q(disposed_on__isnull=False),
                name="budgets_disposed_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="budgets_request_by_child"),
            models.Index(fields=["state", "ready_on", "id"], name="budgets_request_by_state"),
        ]

    def __str__(self):
        return self.reference

    @transition(field=state, source=[State.REQUESTED, State.READY], target=State.INFO_NEEDED)
    def ask_for_more(self):
        """Wait for something the family is asked for (L2a)."""

    @transition(field=state, source=State.INFO_NEEDED, target=State.REQUESTED)
    def go_on(self):
        """Take it up again: what was asked for came, or is no longer needed."""

    @transition(field=state, source=[State.REQUESTED, State.INFO_NEEDED, State.READY], target=State.REQUESTED)
    def amend(self):
        """Take the family's own change; the earlier version is kept."""

    @transition(
        field=state,
        source=[State.REQUESTED, State.INFO_NEEDED],
        target=State.READY,
        guards=states.READY_FOR_BOARD,
    )
    def make_ready(self):
        """Call it ready for the Board."""

    @transition(field=state, source=State.READY, target=State.ON_AGENDA)
    def put_on_agenda(self):
        """Take it to a meeting of the Board."""

    @transition(field=state, source=State.ON_AGENDA, target=State.READY)
    def take_off_agenda(self):
        """Take it off a meeting: put off to another one."""

    @transition(
        field=state, source=State.ON_AGENDA, target=State.DECIDED, guards=[states.is_decided_after_asked]
    )
    def decide(self):
        """Record that the Board has decided every line; nobody outside is told yet."""

    @transition(field=state, source=State.DECIDED, target=State.ON_AGENDA)
    def send_back(self):
        """Give it back to the Board: the second checker found something wrong."""

    @transition(
        field=state, source=State.DECIDED, target=State.REVIEW_WINDOW, guards=[states.is_told_by_letter]
    )
    def release(self):
        """Tell the family: the time to ask for a review begins when they are notified (R7.5)."""

    @transition(
        field=state,
        source=[State.REVIEW_WINDOW, State.CONCLUDED, State.REVIEW_OUTCOME],
        target=State.UNDER_REVIEW,
    )
    def review(self):
        """Look at the decision again, asked in time or late (R7.3, R7.5)."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.REVIEW_OUTCOME)
    def answer_review(self):
        """Tell the family the outcome of the review (R7.4)."""

    @transition(field=state, source=State.REVIEW_WINDOW, target=State.CONCLUDED)
    def conclude(self):
        """Close a decision nobody questioned in time; a late request still reopens it."""

    @transition(
        field=state,
        source=[State.REQUESTED, State.INFO_NEEDED, State.READY],
        target=State.WITHDRAWN,
        guards=[states.says_why_closed],
    )
    def withdraw(self):
        """End it by the family's own wish."""

    @transition(
        field=state,
        source=[State.REQUESTED, State.INFO_NEEDED, State.READY],
        target=State.NO_LONGER_NEEDED,
        guards=[states.says_why_closed],
    )
    def close_no_longer_needed(self):
        """End it because the family says in writing that it is not needed, or the plan has ended."""


class RequestVersion(models.Model):
    """What was asked, word for word, each time it was sent or amended. Never changed."""

    CHILD = "request__child"

    request = models.ForeignKey(PersonalBudgetRequest, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    sent_on = models.DateField()
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="budgets_one_version_a_number")
        ]

    def __str__(self):
        return f"version {self.number}"


class InformationNeeded(models.Model):
    """Something the council needs before it can go on: asked for, and come or given up (L2a)."""

    CHILD = "request__child"

    request = models.ForeignKey(PersonalBudgetRequest, models.PROTECT, related_name="information_needed")
    items = models.TextField(help_text="One item a line.")
    why = models.TextField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    settled_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(settled_on=None), name="budgets_one_open_question"
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(settled_words=""), name="budgets_settled_says_how"
            ),
        ]

    def __str__(self):
        return f"asked on {self.asked_on}"
