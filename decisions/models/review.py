"""The one review engine: a notice questioned, heard and answered (reg 7, R7.3-R7.10)."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.states import StateField, StateModel, transition
from budgets.choices import HowReceived
from budgets.models import Ending, PersonalBudgetRequest, RequestedProvision
from decisions import states
from documents.models import Document
from letters.models import Letter
from people.models import Child, Person, User

OPEN = ("late", "accepted", "on_agenda", "decided")


class ReviewQuerySet(models.QuerySet):
    """Reviews."""

    def visible_to(self, user, *, on):
        """Keep the reviews of the children whose record this user may open."""
        return self.filter(child__in=Child.objects.visible_to(user, on=on))

    def unanswered(self):
        """Keep the reviews whose outcome the family has not been told."""
        return self.filter(state__in=OPEN)


class DecisionReview(StateModel):
    """A review of a decision of which a letter gave notice: asked in time or late, never hidden (R7.5)."""

    class Kind(models.TextChoices):
        DP_REFUSAL = "dp_refusal", "A direct payment was refused"
        BUDGET_REFUSAL = "budget_refusal", "A budget was refused"
        OTHER_OUTCOME = "other_outcome", "Another outcome of the Board"
        REDUCTION = "reduction", "Payments are to be reduced"
        STOP = "stop", "Payments are to end"

    class State(models.TextChoices):
        LATE = "late", "Asked after the last day: a case officer decides whether to take it"
        ACCEPTED = "accepted", "Being prepared"
        REFUSED_LATE = "refused_late", "Not taken: asked too late"
        ON_AGENDA = "on_agenda", "On the Governance Board’s agenda"
        DECIDED = "decided", "Decided by the Governance Board"
        RELEASED = "released", "Answered"

    class Meeting(models.TextChoices):
        OFFERED = "offered", "Offered"
        HELD = "held", "Held"
        DECLINED = "declined", "Declined"
        NO_REPLY = "no_reply", "No reply to the offer"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="decision_reviews")
    of_notice = models.ForeignKey(Letter, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=15, choices=Kind)
    request = models.ForeignKey(
        PersonalBudgetRequest, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    ending = models.ForeignKey(Ending, models.PROTECT, null=True, blank=True, related_name="reviews")
    lines = models.ManyToManyField(RequestedProvision, related_name="reviews", blank=True)
    state = StateField(choices=State, default=State.ACCEPTED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_on = models.DateField()
    how_received = models.CharField(max_length=10, choices=HowReceived)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    words = models.TextField("what the family disagrees with, and why")
    last_day_was = models.DateField("last day to ask, when it was asked", null=True, blank=True)
    is_late = models.BooleanField(default=False)
    late_because = models.TextField("why it came late", blank=True)
    late_settled_on = models.DateField(null=True, blank=True)
    late_settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    late_words = models.TextField("why it was taken, or not", blank=True)
    letter_received = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    wants_meeting = models.BooleanField(null=True, blank=True)
    meeting_state = models.CharField(max_length=10, choices=Meeting, blank=True)
    meeting_with = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="decision-maker"
    )
    meeting_offered_on = models.DateField(null=True, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    meeting_words = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    outcome_letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "review of a decision"
        verbose_name_plural = "reviews of decisions"
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, ending=None) | Q(request=None, ending__isnull=False),
                name="decisions_review_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["late", "accepted", "on_agenda", "decided"]),
                name="decisions_one_open_review_a_request",
            ),
            models.UniqueConstraint(
                fields=["ending"],
                condition=~Q(state="refused_late"),
                name="decisions_one_reconsideration_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("received_on")),
                name="decisions_review_decided_after_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused_late") | (Q(late_settled_by__isnull=False) & ~Q(late_words="")),
                name="decisions_late_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(outcome_letter__isnull=False, released_on__isnull=False),
                name="decisions_review_answered_by_letter",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="decisions_review_by_child"),
            models.Index(fields=["state", "received_on", "id"], name="decisions_review_by_state"),
        ]

    def __str__(self):
        return f"review asked on {self.received_on}"

    @property
    def is_open(self):
        """Whether the family waits for its outcome."""
        return self.state in OPEN

    @transition(field=state, source=State.ACCEPTED, target=State.LATE, guards=[states.came_late])
    def set_aside(self):
        """Let a request that came after the last day wait until somebody decides whether to take it (R7.5)."""

    @transition(field=state, source=State.LATE, target=State.ACCEPTED, guards=[states.says_why_late_settled])
    def accept_late(self):
        """Take a late request: the usual answer (R7.5)."""

    @transition(
        field=state, source=State.LATE, target=State.REFUSED_LATE, guards=[states.says_why_late_settled]
    )
    def refuse_late(self):
        """Decline a late request, with reasons; only a case manager may (R7.5)."""

    @transition(
        field=state,
        source=State.ACCEPTED,
        target=State.ON_AGENDA,
        guards=[states.meeting_was_offered, states.representations_are_considered],
    )
    def put_on_agenda(self):
        """Take it to the next Board for a final decision (R7.7)."""

    @transition(field=state, source=State.ON_AGENDA, target=State.ACCEPTED)
    def take_off_agenda(self):
        """Take it off a meeting: put off to another one."""

    @transition(
        field=state,
        source=State.ON_AGENDA,
        target=State.DECIDED,
        guards=[states.representations_are_considered],
    )
    def decide(self):
        """Record that the Board decided; nobody outside is told yet."""

    @transition(field=state, source=State.DECIDED, target=State.ON_AGENDA)
    def send_back(self):
        """Give it back to the Board."""

    @transition(field=state, source=State.DECIDED, target=State.RELEASED, guards=[states.has_outcome_letter])
    def release(self):
        """Answer the family in writing, with reasons (R7.4)."""


class Representation(models.Model):
    """Something the family sends in for its review; each is considered, and the note says how (R7.3)."""

    CHILD = "review__child"

    review = models.ForeignKey(DecisionReview, models.PROTECT, related_name="representations")
    words = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    given_on = models.DateField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    considered_on = models.DateField(null=True, blank=True)
    considered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    considered_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(considered_on=None) | ~Q(considered_words=""),
                name="decisions_considered_says_how",
            )
        ]

    def __str__(self):
        return f"representation of {self.given_on}"
