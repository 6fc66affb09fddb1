"""A request that somebody is still writing."""

import uuid

from django.db import models

from people.models import Child, User


class RequestDraftQuerySet(models.QuerySet):
    """Requests somebody is still writing."""

    def visible_to(self, user, *, on):
        """Keep this user's own, while they may open the child's record."""
        return self.filter(written_by=user.pk, child__in=Child.objects.visible_to(user, on=on))


class RequestDraft(models.Model):
    """A request somebody is still writing: what they typed, kept until it is sent. Theirs alone."""

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="request_drafts")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    amends = models.ForeignKey(
        "PersonalBudgetRequest", models.PROTECT, null=True, blank=True, related_name="amending_drafts"
    )
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = RequestDraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["written_by", "child", "-id"], name="budgets_draft_by_writer")]

    def __str__(self):
        return f"draft of {self.started_at:%Y-%m-%d}"
