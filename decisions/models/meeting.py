"""Meetings of the Governance Board, and who came (R25.1, R25.2)."""

import uuid

from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from decisions import states
from people.models import User


class Body(models.TextChoices):
    """Whom a member speaks for; the values are policy's (R25.1)."""

    EDUCATION = "education", "Education"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"


class BoardMeeting(StateModel):
    """A meeting of the Governance Board: one of the weekly series, or an extra sitting."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    CHILD = ""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = StateField(choices=State, default=State.PLANNED)
    meets_on = models.DateField()
    papers_on = models.DateField("papers are locked on")
    is_extra = models.BooleanField("an extra sitting", default=False)
    place = models.CharField(max_length=200, blank=True)
    cancelled_because = models.TextField(blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "meeting of the Board"
        verbose_name_plural = "meetings of the Board"
        constraints = [
            models.UniqueConstraint(
                fields=["meets_on"], condition=~Q(state="cancelled"), name="decisions_one_meeting_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="decisions_cancelled_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "meets_on", "id"], name="decisions_meeting_by_day")]

    def __str__(self):
        return f"Board of {self.meets_on}"

    @transition(
        field=state, source=State.PLANNED, target=State.CLOSED, guards=[states.nothing_is_left_undecided]
    )
    def close(self):
        """Close the meeting: every item is decided, put off or taken off."""

    @transition(field=state, source=State.PLANNED, target=State.CANCELLED, guards=[states.agenda_is_empty])
    def cancel(self):
        """Cancel the meeting; its items were moved first."""


class Attendance(models.Model):
    """A member who came to a meeting, and for whom they speak."""

    CHILD = ""

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(User, models.PROTECT, related_name="board_attendances")
    body = models.CharField("speaks for", max_length=12, choices=Body)
    is_chair = models.BooleanField("in the chair", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="decisions_member_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_chair=True), name="decisions_one_chair"
            ),
        ]

    def __str__(self):
        return f"{self.member_id} for {self.get_body_display()}"
