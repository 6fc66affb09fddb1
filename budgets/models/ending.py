"""What an annual review says about a budget, and the ending of an agreement."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from audit.states import StateField, StateModel, transition
from budgets import states
from budgets.models.agreement import Agreement
from budgets.models.line import RequestedProvision
from budgets.models.payment_review import PaymentReview
from ehcp.models import AnnualReviewMeeting
from letters.models import Letter
from people.models import User
from policy.stopping import BY_CODE


class BudgetOutcome(models.Model):
    """What an annual review meeting came to about one line of a budget in force (R14.9)."""

    class Outcome(models.TextChoices):
        CONTINUE = "continue", "It continues"
        CHANGE = "change", "It should change"
        END = "end", "It should end"

    CHILD = "meeting__review__plan__child"

    meeting = models.ForeignKey(AnnualReviewMeeting, models.PROTECT, related_name="budget_outcomes")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="outcomes")
    line = models.ForeignKey(RequestedProvision, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "line"], name="budgets_one_outcome_a_line")]

    def __str__(self):
        return self.get_outcome_display()


class EndingQuerySet(models.QuerySet):
    """Endings."""

    def visible_to(self, user, *, on):
        """Keep the endings of agreements this user may open."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user, on=on))

    def come(self, *, on):
        """Keep the endings whose last day has passed and that no review holds."""
        return self.filter(state="notice_given", ends_on__lt=on, held_for_review_on=None)


class Ending(StateModel):
    """The ending of an agreement, from a proposal with its ground to the last day (R14, b8)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ON_AGENDA = "on_agenda", "On the Governance Board’s agenda"
        DECIDED = "decided", "Decided by the Governance Board"
        NOTICE_GIVEN = "notice_given", "Notice given"
        ENDED = "ended", "Ended"
        NOT_ENDED = "not_ended", "Does not go ahead"

    CHILD = "agreement__child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="endings")
    state = StateField(choices=State, default=State.PROPOSED)
    meeting = models.ForeignKey(
        AnnualReviewMeeting, models.PROTECT, null=True, blank=True, related_name="endings"
    )
    payment_review = models.ForeignKey(
        PaymentReview, models.PROTECT, null=True, blank=True, related_name="endings"
    )
    ground = models.CharField(max_length=4)
    reasons = models.TextField()
    evidence = models.TextField()
    attempts = models.JSONField("how the young person was asked", default=list, blank=True)
    provision_after = models.TextField("who secures the provision afterwards")
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    board_decided_on = models.DateField(null=True, blank=True)
    board_reasons = models.TextField(blank=True)
    # As the notice says; it only moves later.
    ends_on = models.DateField("last day", null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    held_for_review_on = models.DateField(null=True, blank=True)

    objects = EndingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=list(BY_CODE)), name="budgets_ending_has_a_known_ground"
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=~Q(state__in=["ended", "not_ended"]),
                name="budgets_one_ending_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="notice_given")
                | Q(ends_on__isnull=False, notified_on__isnull=False, letter__isnull=False),
                name="budgets_notice_is_a_letter",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(notified_on=None) | Q(ends_on__gte=F("notified_on")),
                name="budgets_ends_after_notice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_on", "id"], condition=Q(state="notice_given"), name="budgets_ending_to_come"
            )
        ]

    def __str__(self):
        return f"ending of {self.agreement_id}"

    @property
    def attempts_made(self):
        """The days and the ways in which the young person was asked (R14.7)."""
        return [(date.fromisoformat(day), how) for day, how in self.attempts]

    @property
    def ground_words(self):
        """The ground in words (R14)."""
        return BY_CODE[self.ground].words

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.ON_AGENDA,
        guards=[states.was_discussed, states.ending_is_reasoned],
    )
    def put_on_agenda(self):
        """Take it to a meeting of the Board."""

    @transition(field=state, source=State.ON_AGENDA, target=State.PROPOSED)
    def take_off_agenda(self):
        """Take it off a meeting."""

    @transition(
        field=state, source=State.ON_AGENDA, target=State.DECIDED, guards=[states.board_decided_ending]
    )
    def decide(self):
        """Record that the Board decided; nobody outside is told yet."""

    @transition(field=state, source=State.DECIDED, target=State.ON_AGENDA)
    def send_back(self):
        """Give it back to the Board."""

    @transition(
        field=state,
        source=[State.PROPOSED, State.DECIDED],
        target=State.NOTICE_GIVEN,
        guards=[states.board_decided_ending, states.ending_is_reasoned, states.notice_allows_its_end],
    )
    def give_notice(self):
        """Give written notice (L10): from here the last day counts down (R14.8)."""

    @transition(
        field=state,
        source=State.NOTICE_GIVEN,
        target=State.ENDED,
        guards=[states.is_not_held_for_review],
    )
    def complete(self):
        """End: the last day has come, and nothing holds it."""

    @transition(
        field=state,
        source=[State.PROPOSED, State.ON_AGENDA, State.DECIDED, State.NOTICE_GIVEN],
        target=State.NOT_ENDED,
    )
    def do_not_end(self):
        """Let it go: the Board or a review decided that the payments go on, or they ended another way."""
