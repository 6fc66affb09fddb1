"""Files people give us, kept private and closed until they are known to be clean."""

import uuid

from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from people.models import Child, User


class DocumentQuerySet(models.QuerySet):
    """Documents."""

    def about(self, record):
        """Keep the documents about one record."""
        return self.filter(about_type=record._meta.label_lower, about_id=record.pk)

    def visible_to(self, user, *, on):
        """Keep what this user may open: staff what is about their children, a family what they gave."""
        seen = self.filter(child__in=Child.objects.visible_to(user, on=on))
        return seen if user.is_staff else seen.filter(uploaded_by=user)


class Document(StateModel):
    """A file about a child. Its bytes are in the private store under a random name."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being checked for viruses"
        CLEAN = "clean", "Checked"
        INFECTED = "infected", "Not opened: a virus was found"
        UNREADABLE = "unreadable", "Not opened: the file could not be checked"

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="documents")
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, unique=True)
    state = StateField(choices=State, default=State.WAITING)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_tries = models.PositiveSmallIntegerField(default=0)
    next_scan_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_document_not_empty"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(scanned_at__isnull=False),
                name="documents_clean_only_when_scanned",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="documents_by_child"),
            models.Index(fields=["about_type", "about_id"], name="documents_by_about"),
            models.Index(
                fields=["next_scan_at", "id"], condition=Q(state="waiting"), name="documents_to_scan"
            ),
        ]

    def __str__(self):
        return self.name

    @transition(field=state, source=State.WAITING, target=State.CLEAN)
    def pass_scan(self):
        """Open the file to those who may see it."""

    @transition(field=state, source=State.WAITING, target=State.INFECTED)
    def fail_scan(self):
        """Keep the file closed for good."""

    @transition(field=state, source=State.WAITING, target=State.UNREADABLE)
    def give_up_scan(self):
        """Keep the file closed: the scanner cannot read it."""
