"""Single-use codes by which a family joins."""

from django.db import models
from django.db.models import F, Q

from people.models.person import Person
from people.models.user import User


class JoinCode(models.Model):
    """A code the council sent to one person; kept only as a digest, used once, before it expires."""

    CHILD = ""

    person = models.ForeignKey(Person, models.PROTECT, related_name="join_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="people_code_expires_later"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="people_one_open_code_a_person",
            ),
        ]

    def __str__(self):
        return f"code of {self.made_at:%Y-%m-%d}"
