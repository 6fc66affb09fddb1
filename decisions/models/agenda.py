"""Items on the agenda of a Board meeting: a request, a review or an ending, one record a time it is taken."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from budgets.models import Ending, PersonalBudgetRequest
from decisions import states
from decisions.models.meeting import BoardMeeting
from decisions.models.review import DecisionReview
from letters.models import Letter
from people.models import Child, User
from people.roles import Role

# A member may look back at what they decided for this long; then access ends (actors table).
ACCESS_AFTER = timedelta(days=28)


class AgendaItemQuerySet(models.QuerySet):
    """Agenda items."""

    def visible_to(self, user, *, on):
        """Keep what this user may open: staff of the child, members for a time, checkers what waits for them.

        A member who is recused sees that the item is there, and no more: the pages see to it (R25.4).
        """
        if not user.is_active or not user.is_staff:
            return self.none()
        seen = Q(child__in=Child.objects.visible_to(user, on=on))
        if user.has_role(Role.BOARD_MEMBER):
            last = on - ACCESS_AFTER
            # One that was put off is before the Board again as another item, so this one is over.
            put_off = Q(state="deferred", meeting__meets_on__gte=last)
            seen |= Q(state__in=["listed", "recorded", "checked"]) | put_off | Q(released_on__gte=last)
        if user.has_role(Role.SECOND_CHECKER):
            seen |= Q(state__in=["recorded", "checked"])
        return self.filter(seen)

    def of_case(self, subject):
        """Keep every time a request or an ending was listed, and the reviews of it."""
        if isinstance(subject, DecisionReview):
            subject = subject.request or subject.ending
        name = "ending" if isinstance(subject, Ending) else "request"
        return self.filter(Q(**{name: subject}) | Q(**{f"review__{name}": subject}))

    def waiting(self):
        """Keep what the Board has still to decide."""
        return self.filter(state="listed")


class AgendaItem(StateModel):
    """One case at one meeting: listed, decided, checked by a second person, released to the family."""

    class State(models.TextChoices):
        LISTED = "listed", "On the agenda"
        RECORDED = "recorded", "Decided, waiting for the second check"
        CHECKED = "checked", "Checked, waiting for release"
        RELEASED = "released", "Released"
        DEFERRED = "deferred", "Put off"
        TAKEN_OFF = "taken_off", "Taken off the agenda"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="items")
    child = models.ForeignKey(Child, models.PROTECT, related_name="agenda_items")
    request = models.ForeignKey(
        PersonalBudgetRequest, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    review = models.ForeignKey(
        DecisionReview, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    ending = models.ForeignKey(Ending, models.PROTECT, null=True, blank=True, related_name="agenda_items")
    state = StateField(choices=State, default=State.LISTED)
    listed_on = models.DateField()
    listed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    waiver = models.TextField("why it was listed after the papers were locked", blank=True)
    # Each time the second checker sends it back the Board decides in another round.
    round = models.PositiveSmallIntegerField(default=1)
    recorded_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    voters = models.ManyToManyField(User, related_name="+", blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # What the checker saw: the letter is refused when the decisions are not those.
    checked_digest = models.CharField(max_length=64, blank=True)
    sent_back_because = models.TextField(blank=True)
    covering_note = models.TextField(blank=True)
    deferred_because = models.TextField(blank=True)
    released_on = models.DateField(null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "item of the agenda"
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(request__isnull=False, review=None, ending=None)
                    | Q(request=None, review__isnull=False, ending=None)
                    | Q(request=None, review=None, ending__isnull=False)
                ),
                name="decisions_item_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["listed", "recorded", "checked"]),
                name="decisions_request_listed_once",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(state__in=["listed", "recorded", "checked"]),
                name="decisions_review_listed_once",
            ),
            models.UniqueConstraint(
                fields=["ending"],
                condition=Q(state__in=["listed", "recorded", "checked"]),
                name="decisions_ending_listed_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recorded", "checked", "released"])
                | Q(decided_on__isnull=False, recorded_by__isnull=False, recorded_on__isnull=False),
                name="decisions_recorded_on_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "released"])
                | (Q(checked_by__isnull=False, checked_on__isnull=False) & ~Q(checked_digest="")),
                name="decisions_checked_on_and_by",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("recorded_by")),
                name="decisions_second_person_checks",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_on__isnull=False, letter__isnull=False),
                name="decisions_released_by_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | ~Q(deferred_because=""), name="decisions_deferred_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "id"], name="decisions_item_by_meeting"),
            models.Index(fields=["state", "id"], name="decisions_item_by_state"),
            models.Index(fields=["child", "-id"], name="decisions_item_by_child"),
        ]

    def __str__(self):
        return f"item {self.pk}"

    @property
    def subject(self):
        """The request, review or ending it is about."""
        return self.request or self.review or self.ending

    def recusals_of_case(self):
        """Give who stepped aside from the case, whenever it was listed (R25.4)."""
        listed = AgendaItem.objects.filter(child=self.child_id).of_case(self.subject)
        return Recusal.objects.filter(item__in=listed)

    @transition(
        field=state,
        source=State.LISTED,
        target=State.RECORDED,
        guards=[states.every_line_is_decided, states.was_quorate, states.not_decided_before_asked],
    )
    def record_decision(self):
        """Record that the Board has decided; from here only the second checker can give it back."""

    @transition(
        field=state, source=State.RECORDED, target=State.CHECKED, guards=[states.checker_is_a_second_person]
    )
    def pass_check(self):
        """Confirm, as a second person, that this is what goes to the family."""

    @transition(field=state, source=[State.RECORDED, State.CHECKED], target=State.LISTED)
    def send_back(self):
        """Give it back to the Board for another round, saying why."""

    @transition(
        field=state,
        source=State.CHECKED,
        target=State.RELEASED,
        guards=[states.decisions_are_as_checked, states.has_its_letter],
    )
    def release(self):
        """Tell the family by letter."""

    @transition(field=state, source=State.LISTED, target=State.DEFERRED, guards=[states.says_why_deferred])
    def defer(self):
        """Put it off to another meeting; the family is told why and until when (R7.8)."""

    @transition(field=state, source=[State.LISTED], target=State.TAKEN_OFF)
    def take_off(self):
        """Take it off: withdrawn, or moved to another meeting."""


class Recusal(models.Model):
    """A member who takes no part in an item, nor in the case when it is listed again, and why (R25.4)."""

    CHILD = "item__child"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    reasons = models.TextField()
    declared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="decisions_recused_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="decisions_recusal_says_why"),
        ]

    def __str__(self):
        return f"recusal of {self.member_id}"
