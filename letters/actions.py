"""Acts about letters: writing them, and what officers do about their delivery."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from audit.acts import NotAllowed, authorise, hold, record
from audit.bell import ring_on_commit
from letters.kinds import KINDS, MessageAlert
from letters.models import Channel, Delivery, Letter, Message
from letters.noting import note_again
from letters.writing import DELIVER, Writing, deliveries_of, delivery_by, letter_of
from people.models import Link
from policy import Refused
from policy.deadlines import notified_on

State = Delivery.State


def write(kind, *, child, to, by, on, about=None, channels=None):
    """Write a letter to each person, its words now and its deliveries for the worker.

    It is part of the caller's transaction, and the caller has asked who may. `by` is None when the service
    itself writes.
    """
    _need_transaction()
    if not to:
        raise Refused("letters", "There is nobody to write to.")
    child = hold(child) if child else None
    letters = []
    for person in dict.fromkeys(to):
        writing = Writing(kind=kind, child=child, to=person, about=about, channels=channels)
        letter = letter_of(writing, on=on, by=by, render=True)
        letter.save()
        Delivery.objects.bulk_create(deliveries_of(letter, writing))
        if child:
            record("letters.written", by=by, about=letter, on=on, kind_of_letter=kind.code, to=person.name)
        letters.append(letter)
    ring_on_commit(DELIVER)
    return letters


def write_many(writings, *, on, by=None):
    """Write a sweep's letters set-wise; the worker renders them. The letters are the sweep's record."""
    _need_transaction()
    writings = list(writings)
    prefetch_related_objects([writing.to for writing in writings], "user")
    prefetch_related_objects([each.child for each in writings if each.child], "case_officer__person")
    letters = [letter_of(writing, on=on, by=by, render=False) for writing in writings]
    Letter.objects.bulk_create(letters, batch_size=1000)
    pairs = zip(letters, writings, strict=True)
    deliveries = [each for letter, writing in pairs for each in deliveries_of(letter, writing)]
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    ring_on_commit(DELIVER)
    return letters


def _need_transaction():
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("a letter is written in the transaction of the act it follows from")


@transaction.atomic
def try_again(delivery, *, on, by):
    """Send a letter that failed once more, the same way."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, State.FAILED)
    _need_secret(delivery)
    record("letters.sent_again", by=by, about=delivery, on=on, failure=delivery.failure)
    _wait_again(delivery, by=by)
    return delivery


@transaction.atomic
def leave_unsent(delivery, *, on, by):
    """Send no more of a mail about no child that did not arrive: its reader can ask for a new one."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, *Delivery.NEEDS_A_PERSON)
    if delivery.letter.child_id:
        raise Refused("T9", "A letter about a child is sent again, or handed over.")
    record("letters.withdrawn", by=by, about=delivery, on=on, reason=delivery.failure)
    _withdraw(delivery, by=by)
    return delivery


@transaction.atomic
def send_by_other_channel(delivery, channel, *, on, by):
    """Send a letter that failed, or may have failed, by e-mail instead of post or the reverse."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, *Delivery.NEEDS_A_PERSON)
    _need_secret(delivery)
    if channel not in (Channel.EMAIL, Channel.POST) or channel == delivery.channel:
        raise Refused("T9", "Choose another way to send it.")
    if channel == Channel.POST and not delivery.person.postal_lines:
        raise Refused("T9", f"There is no postal address for {delivery.person.name}: add one first.")
    if Delivery.objects.filter(letter=delivery.letter, person=delivery.person, channel=channel).exists():
        raise Refused(
            "T9", f"It is already on its way by {Channel(channel).label.lower()}, or has failed to arrive."
        )
    other = delivery_by(channel, delivery.letter, delivery.person, secret=delivery.secret)
    other.handled_by = by
    other.save()
    _withdraw(delivery, by=by)
    record(
        "letters.sent_another_way", by=by, about=delivery, on=on, failure=delivery.failure, channel=channel
    )
    ring_on_commit(DELIVER)
    return other


@transaction.atomic
def settle_doubt(delivery, *, arrived, on, by):
    """Say whether a letter that may have been sent did arrive; one that did not goes again."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, State.DOUBTFUL)
    record("letters.doubt_settled", by=by, about=delivery, on=on, arrived=arrived)
    if arrived:
        _have_sent(delivery, sent_on=timezone.localdate(delivery.sent_at), by=by)
    else:
        _wait_again(delivery, by=by)
    return delivery


@transaction.atomic
def record_returned(delivery, *, on, by, words):
    """Record that a letter bounced or came back: it notified nobody (T9)."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, State.SENT)
    if not words.strip():
        raise Refused("T9", "Say what came back.")
    delivery.state, delivery.failure = State.FAILED, f"Came back: {words.strip()}"[:300]
    delivery.notified_on = delivery.noted_at = None
    delivery.handled_by = by
    delivery.save()
    record("letters.returned", by=by, about=delivery, on=on, words=words.strip())
    return delivery


@transaction.atomic
def record_by_hand(delivery, *, on, by, words=""):
    """Record that a letter that did not arrive was handed over, in place of the way that failed (T9)."""
    delivery = _held(delivery, by=by)
    _need_state(delivery, *Delivery.NEEDS_A_PERSON)
    _refuse_wrong_day(delivery.letter, on)
    letter, person = delivery.letter, delivery.person
    if letter.deliveries.filter(person=person, channel=Channel.HAND).exists():
        raise Refused("T9", "It is already recorded that this letter was handed over.")
    _withdraw(delivery, by=by)
    given = delivery_by(Channel.HAND, letter, person)
    _have_sent(given, sent_on=on, by=by)
    record("letters.handed_over", by=by, about=given, on=on, words=words.strip())
    return given


@transaction.atomic
def let_arrive(child, *, before, by):
    """Count a child's letters of earlier days as sent then; only in a demonstration, which tells of those days."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Letters arrive by themselves only where DEMO=1.")
    waiting = Delivery.objects.filter(letter__child=child, letter__written_on__lt=before, state=State.WAITING)
    for each in waiting.order_by("pk"):
        delivery = _held(each, by=by)
        _have_sent(delivery, sent_on=delivery.letter.written_on, by=None)


def mark_posted(deliveries, *, on, by):
    """Record that printed letters were posted, one transaction a child; give those now marked (T9).

    One that is marked already stays as it is, so pressing the button twice does no harm.
    """
    deliveries = sorted(deliveries, key=lambda each: (each.letter.child_id or 0, each.pk))
    return [marked for each in deliveries if (marked := _mark_posted(each, on=on, by=by))]


@transaction.atomic
def _mark_posted(delivery, *, on, by):
    delivery = _held(delivery, by=by)
    authorise("letters.print", delivery, by=by)
    if delivery.channel == Channel.POST and delivery.state == State.SENT:
        return None
    _need_state(delivery, State.TO_PRINT)
    _refuse_wrong_day(delivery.letter, on)
    _have_sent(delivery, sent_on=on, by=by)
    record("letters.posted", by=by, about=delivery, on=on, notified_on=delivery.notified_on)
    return delivery


@transaction.atomic
def write_message(child, person, *, from_family, words, by, on, token):
    """Write a message in a person's thread about a child (R27.1).

    One from the council is also announced by letter. The token makes a form sent twice one message.
    """
    child = hold(child)
    authorise("letters.write_message", child, by=by)
    if from_family != (by.person_id == person.pk):
        raise NotAllowed("letters.write_message")
    words = words.replace("\r\n", "\n").strip()
    if not words or "\x00" in words:
        raise Refused("R27.1", "Write your message.")
    earlier = Message.objects.filter(written_by=by, token=token).first()
    if earlier:
        return earlier
    if not Link.objects.live(on=on).filter(child=child, person=person).exists():
        raise Refused(
            "R27.1",
            f"{person.name} has no link to {child.name}, so you cannot write to them about this case.",
        )
    message = Message.objects.create(
        child=child, person=person, from_family=from_family, words=words,
        written_by=by, written_on=on, written_at=timezone.now(), token=token,
    )  # fmt: skip
    record("letters.message_written", by=by, about=message, on=on, from_family=from_family)
    if not from_family:
        alert = MessageAlert(sender=by.person.name, words=words)
        write(alert, child=child, to=[person], by=by, on=on, about=message)
    return message


def _held(delivery, *, by):
    delivery = hold(delivery)
    authorise("letters.handle_delivery", delivery, by=by)
    return delivery


def _need_state(delivery, *states):
    if delivery.state not in states:
        raise Refused(
            "T9", f"This cannot be done now: the letter is “{delivery.get_state_display().lower()}”."
        )


def can_go_again(delivery):
    """Tell whether all of its words are still kept."""
    kind = KINDS.get(delivery.letter.kind)
    return bool(delivery.secret) or not (kind and kind.is_secret())


def _need_secret(delivery):
    if not can_go_again(delivery):
        raise Refused("T9", "Its code or link is not kept once it has been sent. Make a new one instead.")


def _refuse_wrong_day(letter, on):
    if not letter.written_on <= on <= timezone.localdate():
        raise Refused("T9", "Give a day from the day the letter was written to today.")


def _wait_again(delivery, *, by):
    delivery.state, delivery.failure, delivery.tries = State.WAITING, "", 0
    delivery.lease_until, delivery.next_try_at, delivery.handled_by = None, timezone.now(), by
    delivery.printed_at = delivery.printed_by = None
    delivery.save()
    ring_on_commit(DELIVER)


def _withdraw(delivery, *, by, because=None):
    delivery.state, delivery.secret, delivery.handled_by = State.WITHDRAWN, None, by
    delivery.failure = because or delivery.failure
    delivery.save()
    note_again(delivery.letter_id)


def _have_sent(delivery, *, sent_on, by):
    """Set the day it went and the day the addressee counts as notified; a kept secret is wiped."""
    delivery.state, delivery.failure, delivery.secret, delivery.lease_until = State.SENT, "", None, None
    delivery.sent_at = delivery.sent_at or timezone.now()
    delivery.notified_on = notified_on(delivery.channel, sent_on)
    delivery.handled_by = by
    delivery.save()
    ring_on_commit(DELIVER)
