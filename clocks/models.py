"""Every obligation: who owes what to whom, by when, met or late."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from letters.models import Delivery, Letter, Message
from people.models import Child, Team, User


class OwedBy(models.TextChoices):
    """Who owes what a clock counts down to."""

    COUNCIL = "council", "The council"
    FAMILY = "family", "The family"
    SETTING = "setting", "The school or college"


SAME_NOTICE = ("about_type", "about_id", "kind", "written_on")


def _letters_of_its_notice():
    """Find the letters of an outer clock's notice: each person's, about one record, of one kind and day."""
    alike = Q(**{name: OuterRef(f"notice__{name}") for name in SAME_NOTICE})
    return Letter.objects.filter(Q(pk=OuterRef("notice")) | alike)


def _has_reached_everyone():
    needed = Delivery.objects.filter(letter=OuterRef("pk")).exclude(state=Delivery.State.WITHDRAWN)
    waiting = ~Exists(needed) | Exists(needed.filter(notified_on=None))
    return Q(~Exists(_letters_of_its_notice().filter(waiting)))


class ClockQuerySet(models.QuerySet):
    """Clocks."""

    def open(self):
        """Keep what is still owed."""
        return self.filter(met_on=None, dropped_on=None)

    def late(self, *, on):
        """Keep what was or is late on a date: worked out, never stored, so it survives completion."""
        return self.filter(due_on__lt=Coalesce(F("met_on"), on), dropped_on=None)

    def of(self, record, duty=None):
        """Keep the clocks about one record, and one duty when it is named."""
        clocks = self.filter(about_type=record._meta.label_lower, about_id=record.pk)
        return clocks.filter(duty=duty) if duty else clocks

    def notified(self):
        """Keep what needs no notice, and what has one that reached everyone it was written to (T9)."""
        return self.filter(Q(notice=None) | _has_reached_everyone())

    def moved(self):
        """Keep those whose notice reached the last of them later than the day they start (T9)."""
        mine = self.exclude(notice=None)._with_notified_on()
        return mine.filter(_has_reached_everyone(), notified_on__gt=F("started_on"))

    def chaseable(self):
        """Keep what may be chased: not what others owe from a notice that is still to come, or came late (T9)."""
        is_settled = _has_reached_everyone() & Q(notified_on__lte=F("started_on"))
        return self._with_notified_on().filter(Q(owed_by=OwedBy.COUNCIL) | Q(notice=None) | is_settled)

    def _with_notified_on(self):
        needed = [state for state in Delivery.State.values if state != Delivery.State.WITHDRAWN]
        arrived = {"deliveries__state__in": needed, "deliveries__notified_on__isnull": False}
        days = _letters_of_its_notice().filter(**arrived).order_by("-deliveries__notified_on")
        return self.annotate(notified_on=Subquery(days.values("deliveries__notified_on")[:1]))

    def visible_to(self, user, *, on):
        """Keep the clocks of children whose record this user may open; of messages, a family sees its own."""
        seen = self.filter(child__in=Child.objects.visible_to(user, on=on))
        if user.is_staff:
            return seen
        own = Message.objects.visible_to(user, on=on).values("pk")
        return seen.filter(~Q(about_type=Message._meta.label_lower) | Q(about_id__in=own))


class Clock(models.Model):
    """An obligation with its dates, worked out once by policy and stored; never typed in (house rule 4)."""

    CHILD = "child"

    child = models.ForeignKey(Child, models.PROTECT, related_name="clocks")
    duty = models.CharField(max_length=40)
    about_type = models.CharField(max_length=80)
    about_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    owed_by = models.CharField(max_length=10, choices=OwedBy)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="clocks")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="clocks")
    notice = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="clocks")
    started_on = models.DateField()
    raw_on = models.DateField()
    due_on = models.DateField()
    target_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    policy_version = models.CharField(max_length=40)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "about_type", "about_id", "started_on"],
                name="clocks_one_a_duty_record_and_start",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(dropped_on=None), name="clocks_met_or_dropped_not_both"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | ~Q(dropped_because=""), name="clocks_dropped_says_why"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("raw_on")), name="clocks_due_not_before_raw"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on", "id"],
                condition=Q(met_on=None, dropped_on=None),
                name="clocks_open_by_owner",
            ),
            models.Index(
                fields=["team", "due_on", "id"],
                condition=Q(met_on=None, dropped_on=None),
                name="clocks_open_by_team",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(met_on=None, dropped_on=None), name="clocks_open"
            ),
            models.Index(
                fields=["next_step_on", "id"],
                condition=Q(met_on=None, dropped_on=None),
                name="clocks_next_step",
            ),
            models.Index(fields=["child", "due_on"], name="clocks_by_child"),
            models.Index(fields=["about_type", "about_id"], name="clocks_by_about"),
        ]

    def __str__(self):
        return self.label

    @property
    def is_open(self):
        """Whether it is still owed."""
        return self.met_on is None and self.dropped_on is None

    def is_late(self, *, on):
        """Say whether it was met late or is overdue on a date."""
        return self.dropped_on is None and self.due_on < (self.met_on or on)


class ClockRevision(models.Model):
    """A change of a clock's dates, with both dates and the reason; nothing moves silently."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="revisions")
    due_on_before = models.DateField()
    due_on_after = models.DateField()
    reason = models.CharField(max_length=300)
    revised_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["clock", "id"], name="clocks_revision_by_clock")]

    def __str__(self):
        return f"{self.due_on_before} to {self.due_on_after}"


class ClockStep(models.Model):
    """A reminder or escalation of a clock: done once, or overtaken by a later one and skipped."""

    class Outcome(models.TextChoices):
        REMINDED = "reminded", "Reminded"
        ESCALATED = "escalated", "Escalated"
        SKIPPED = "skipped", "Skipped: a later step was already due"

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=40)
    step_on = models.DateField()
    done_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "step"], name="clocks_each_step_once")]

    def __str__(self):
        return self.step
