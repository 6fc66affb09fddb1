"""Annual reviews of plans (s.44)."""

from django.db import models
from django.db.models import F, Q

from ehcp.models.plan import Plan


class AnnualReview(models.Model):
    """An annual review: its window opens with the invitation and closes with the final decision (R4.1, R18.6)."""

    CHILD = "plan__child"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="annual_reviews")
    due_on = models.DateField("due by")
    invited_on = models.DateField(null=True, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    concluded_on = models.DateField("final decision or amended plan on", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="ehcp_one_review_a_due_date"),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(meeting_on__isnull=False),
                name="ehcp_review_concluded_after_meeting",
            ),
            models.CheckConstraint(
                condition=Q(meeting_on=None) | Q(invited_on=None) | Q(meeting_on__gte=F("invited_on")),
                name="ehcp_review_invited_before_meeting",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(concluded_on=None), name="ehcp_review_open")
        ]

    def __str__(self):
        return f"annual review due by {self.due_on}"
