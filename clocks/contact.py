"""Contact with families: what they write starts a clock, and only a person's answer stops it (R27.1)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from clocks import actions as clocks
from clocks.models import Clock
from documents import actions as documents
from letters import actions as letters
from letters.models import Message
from policy import Refused
from policy.plain import long_date

DUTY = "message_reply"
ABOUT = Message._meta.label_lower


def send_message(child, *, by, words, on, token, files=()):
    """Send a family's message and its files, and start the clock on the answer; sent twice is sent once."""
    authorise("clocks.send_message", child, by=by)
    if earlier := _sent_before(by, token):
        return earlier
    # Before the child is held: nobody at work on it waits for an upload.
    received = [documents.receive(file, child=child, by=by, on=on) for file in files]
    return _send(child, by=by, words=words, on=on, token=token, received=received)


@transaction.atomic
def _send(child, *, by, words, on, token, received):
    child = hold(child)
    authorise("clocks.send_message", child, by=by)
    if earlier := _sent_before(by, token):
        return earlier
    message = letters.write_message(
        child, by.person, from_family=True, words=words, by=by, on=on, token=token
    )
    for file in received:
        documents.file_received(file, child=child, about=message, by=by, on=on)
    clocks.start(DUTY, child=child, about=message, label="Reply to a message", started_on=on)
    return message


@transaction.atomic
def reply(child, person, *, by, words, on, token, seen):
    """Write to a family member and alert them, meeting each waiting message of theirs up to the newest seen.

    What they wrote after the officer opened the page has not been answered by it.
    """
    child = hold(child)
    authorise("clocks.reply", child, by=by)
    # A form sent again must not answer what the family wrote in between.
    if earlier := _sent_before(by, token):
        return earlier
    message = letters.write_message(child, person, from_family=False, words=words, by=by, on=on, token=token)
    clocks.meet_all(DUTY, about_type=ABOUT, about_ids=_written(child, person).filter(pk__lte=seen), on=on)
    return message


def is_waiting(child, person):
    """Tell whether a family member waits for an answer about a child."""
    return (
        Clock.objects.open()
        .filter(duty=DUTY, about_type=ABOUT, about_id__in=_written(child, person))
        .exists()
    )


def _written(child, person):
    return Message.objects.filter(child=child, person=person, from_family=True).values("pk")


@transaction.atomic
def note_answered_elsewhere(clock, *, how, on, by):
    """Record that a message was answered outside the portal, by a call back for example."""
    clock = hold(clock)
    authorise("clocks.note_answer", clock, by=by)
    if clock.duty != DUTY:
        raise Refused("R27.1", "Only a message can be answered this way.")
    if not how.strip():
        raise Refused("R27.1", "Say how the message was answered.")
    if on > timezone.localdate():
        raise Refused("R27.1", "The date cannot be in the future.")
    if on < clock.started_on:
        came = long_date(clock.started_on)
        raise Refused("R27.1", f"The message came on {came}: it cannot be answered before that.")
    if not clock.is_open:
        raise Refused("R27.1", "This message has already been answered.")
    clock.met_on, clock.next_step_on = on, None
    clock.save()
    record("clocks.message_answered", by=by, about=clock, on=on, how=how.strip())
    return clock


def _sent_before(by, token):
    return Message.objects.filter(written_by=by, token=token).first()
