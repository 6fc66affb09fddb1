"""Noting in each child's record that a letter was delivered, without waiting for anyone."""

from itertools import groupby

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from audit.acts import hold, record
from letters.models import Delivery
from people.models import Child

AT_ONCE = 2000


def note_delivered():
    """Record an event for each letter that has now reached its addressee by every channel it went by (T9).

    A child somebody is at work on is left for the next run; so are more than a run's worth.
    """
    sent = Delivery.objects.filter(state=Delivery.State.SENT, noted_at=None)
    due = sent.order_by("letter__child_id", "letter_id").values_list("letter__child_id", "letter_id")[
        :AT_ONCE
    ]
    for child_id, rows in groupby(due, key=lambda row: row[0]):
        _note(child_id, {letter_id for _, letter_id in rows})


@transaction.atomic
def _note(child_id, letter_ids):
    if child_id and hold(Child(pk=child_id), skip_locked=True) is None:
        return
    rows = Delivery.objects.filter(letter__in=letter_ids).select_related("letter").order_by("letter_id", "id")
    for letter, deliveries in groupby(rows, key=lambda each: each.letter):
        deliveries = list(deliveries)
        fresh = [each for each in deliveries if each.state == each.State.SENT and each.noted_at is None]
        # One look at all of them decides, so that two channels that arrive together are noted once.
        days = [each.notified_on for each in deliveries if each.is_needed]
        if fresh and child_id and None not in days:
            by_channel = {each.channel: each.notified_on.isoformat() for each in deliveries if each.is_needed}
            record(
                "letters.delivered",
                by=None,
                about=letter,
                on=max(days),
                kind_of_letter=letter.kind,
                **by_channel,
            )
        looked_at = Delivery.objects.filter(pk__in=[each.pk for each in fresh])
        if None in days:
            # One that was withdrawn since we looked leaves the letter to the next run.
            pending = Delivery.objects.filter(letter=letter, notified_on=None)
            looked_at = looked_at.filter(Exists(pending.exclude(state=Delivery.State.WITHDRAWN)))
        looked_at.update(noted_at=timezone.now())


def note_again(letter_id):
    """Have a letter looked at again: what was withdrawn may have been all it still waited for."""
    Delivery.objects.filter(letter=letter_id, state=Delivery.State.SENT).update(noted_at=None)
