"""The meeting of an annual review: who came, whether the budget was discussed, who saw the updated plan."""

from django.db import models
from django.db.models import F, Q

from audit.states import StateField, StateModel, guard, transition
from ehcp.models.review import AnnualReview
from people.models import Child, User


@guard("R14.9", "First record that the updated plan went to everybody who came.")
def went_to_everybody(meeting):
    """Hold when each attendee was sent the updated plan for comment."""
    attendees = meeting.attendees.all()
    return bool(attendees) and all(attendee.circulated_on for attendee in attendees)


class MeetingQuerySet(models.QuerySet):
    """Meetings."""

    def visible_to(self, user, *, on):
        """Keep the meetings of the children whose record this user may open."""
        return self.filter(review__plan__child__in=Child.objects.visible_to(user, on=on))


class AnnualReviewMeeting(StateModel):
    """A meeting that was held: the personal budget is always on its agenda (R14.9)."""

    class State(models.TextChoices):
        HELD = "held", "Held"
        CLOSED = "closed", "Closed"

    CHILD = "review__plan__child"

    review = models.OneToOneField(AnnualReview, models.PROTECT, related_name="meeting")
    state = StateField(choices=State, default=State.HELD)
    held_on = models.DateField()
    budget_discussed = models.BooleanField("the personal budget was discussed")
    child_views = models.TextField("the child’s or young person’s views", blank=True)
    words = models.TextField("what was said about the budget", blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "annual review meeting"
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_on__gte=F("held_on")), name="ehcp_meeting_recorded_after_held"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="ehcp_meeting_closed_on"
            ),
        ]

    def __str__(self):
        return f"meeting of {self.held_on}"

    @transition(field=state, source=State.HELD, target=State.CLOSED, guards=[went_to_everybody])
    def close(self):
        """Close the record of the meeting: everybody saw the updated plan."""


class Attendee(models.Model):
    """Somebody who came to the meeting, and when they were sent the updated plan for comment."""

    CHILD = "meeting__review__plan__child"

    meeting = models.ForeignKey(AnnualReviewMeeting, models.PROTECT, related_name="attendees")
    name = models.CharField(max_length=200)
    part = models.CharField("on whose behalf", max_length=200)
    circulated_on = models.DateField("updated plan sent on", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="ehcp_attendee_once"),
        ]

    def __str__(self):
        return f"{self.name}, {self.part}"
