"""Whether what was written arrived: the outbox, and the only part of a letter that changes."""

from django.db import models
from django.db.models import Q

from letters.models.letter import Letter
from people.models import Child, Person, User
from people.roles import Role


class Channel(models.TextChoices):
    """A way a letter travels (T9)."""

    EMAIL = "email", "Email with a link to sign in"
    POST = "post", "Post"
    HAND = "hand", "By hand"


class DeliveryQuerySet(models.QuerySet):
    """Deliveries."""

    def needs_a_person(self):
        """Keep the deliveries that wait for an officer: failed, or in doubt."""
        return self.filter(state__in=Delivery.NEEDS_A_PERSON)

    def to_print(self):
        """Keep the letters waiting in the print queue."""
        return self.filter(channel=Channel.POST, state=Delivery.State.TO_PRINT)

    def visible_to(self, user, *, on):
        """Keep those about the children whose record this member of staff may open.

        Mail about no child, to sign in or about work, is an administrator's to look after.
        """
        if not user.is_staff:
            return self.none()
        theirs = Q(letter__child__in=Child.objects.visible_to(user, on=on))
        if user.has_role(Role.ADMINISTRATOR):
            theirs |= Q(letter__child=None)
        return self.filter(theirs)


class Delivery(models.Model):
    """One letter on its way to one person by one channel.

    The states are moved by set-based SQL in the worker and by acts of officers; `letters/outbox.py` and
    `letters/actions.py` are the only writers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        CLAIMED = "claimed", "Being prepared"
        SENDING = "sending", "Handed to the mail server"
        TO_PRINT = "to_print", "Waiting to be printed"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"
        DOUBTFUL = "doubtful", "May have been delivered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    NEEDS_A_PERSON = (State.FAILED, State.DOUBTFUL)
    CHILD = "letter__child"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    # Only for mail about a sign-in, to an address being proved; a letter's address is looked up as it leaves.
    address = models.EmailField(max_length=254, blank=True)
    secret = models.TextField(null=True, blank=True)  # noqa: DJ001  nothing to hide is not an empty secret
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    failure = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "person", "channel"], name="letters_one_delivery_a_channel"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False, notified_on__isnull=False),
                name="letters_sent_has_its_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "doubtful"]) | ~Q(failure=""),
                name="letters_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=["waiting", "claimed", "sending"]),
                name="letters_outbox",
            ),
            models.Index(fields=["id"], condition=Q(state="to_print"), name="letters_print_queue"),
            models.Index(
                fields=["id"], condition=Q(state__in=["failed", "doubtful"]), name="letters_needs_a_person"
            ),
            models.Index(
                fields=["id"], condition=Q(state="sent", noted_at=None), name="letters_sent_not_noted"
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} of {self.letter_id}"

    @property
    def is_needed(self):
        """Whether the letter counts as delivered only when this has arrived."""
        return self.state != self.State.WITHDRAWN

    @property
    def needs_a_person(self):
        """Whether it waits for an officer."""
        return self.state in self.NEEDS_A_PERSON
