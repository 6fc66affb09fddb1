"""What was written: immutable."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef

from people.models import Child, Link, Person, User


class LetterQuerySet(models.QuerySet):
    """Letters."""

    def visible_to(self, user, *, on):
        """Keep the letters this user may read: the child's staff, and the addressee while tied to the child.

        Mail about a sign-in and digests of work are about no child, and nobody reads them here.
        """
        if not user.is_active:
            return self.none()
        if user.is_staff:
            # Asked alone, so that a caseload is found by its children however many letters there are.
            return self.filter(child__in=Child.objects.visible_to(user, on=on))
        tied = Link.objects.live(on=on).filter(child=OuterRef("child"), person=user.person_id)
        return self.filter(Exists(tied), addressee=user.person_id)


class Letter(models.Model):
    """A letter to one addressee. Its words are written once and never change (R24.7).

    A sweep inserts the parts and leaves `html` empty; the worker renders it, once.
    """

    CHILD = "child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="letters")
    addressee = models.ForeignKey(Person, models.PROTECT, related_name="letters")
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    parts = models.JSONField()
    html = models.TextField(null=True, blank=True)  # noqa: DJ001  not rendered yet is not empty
    written_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    policy_version = models.CharField(max_length=40)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["child", "-id"], name="letters_by_child"),
            models.Index(fields=["addressee", "-id"], name="letters_by_addressee"),
            models.Index(fields=["about_type", "about_id"], name="letters_by_about"),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    @property
    def notified_on(self):
        """The day the addressee counts as notified: the latest of its channels, if all arrived (T9)."""
        days = [delivery.notified_on for delivery in self.deliveries.all() if delivery.is_needed]
        return max(days) if days and None not in days else None


class LetterPdf(models.Model):
    """A letter as a tagged PDF, made once and never changed; `address` is the one printed on it."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="pdf")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    address = models.TextField(blank=True)
    made_at = models.DateTimeField()

    def __str__(self):
        return f"PDF of {self.letter_id}"
