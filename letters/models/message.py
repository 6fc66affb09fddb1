"""What a family and the council say to each other in the portal (R24.7)."""

from django.db import models
from django.db.models import Q

from people.models import Child, Person, User


class MessageQuerySet(models.QuerySet):
    """Messages."""

    def visible_to(self, user, *, on):
        """Keep the messages of the children this user may see: all for staff, their own thread for family."""
        seen = self.filter(child__in=Child.objects.visible_to(user, on=on))
        return seen if user.is_staff else seen.filter(person=user.person_id)


class Message(models.Model):
    """A message in the thread between one family member and the council about one child; never changed."""

    CHILD = "child"

    child = models.ForeignKey(Child, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="messages")
    from_family = models.BooleanField()
    words = models.TextField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_on = models.DateField()
    written_at = models.DateTimeField()
    token = models.UUIDField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="letters_message_says_something"),
            models.UniqueConstraint(fields=["written_by", "token"], name="letters_message_sent_once"),
        ]
        indexes = [models.Index(fields=["child", "person", "-id"], name="letters_message_by_thread")]

    def __str__(self):
        return f"message of {self.written_on}"
