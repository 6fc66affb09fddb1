"""How a letter and its deliveries come into being: for one act at once, or set-wise for a sweep."""

import json
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from letters.addresses import channels_for
from letters.kinds import FAMILY, Kind
from letters.models import Channel, Delivery, Letter
from letters.rendering import common_parts, words_of
from people.joining import ALPHABET
from people.models import Child, Person
from people.sealing import seal
from policy import council, in_force

State = Delivery.State
MAIL_DOMAIN = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")

# The task that a bell wakes once letters have been written.
DELIVER = "letters.tasks.deliver_letters"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A letter a sweep wants written: its kind filled in, the child it is about, and one addressee."""

    kind: Kind
    child: Child | None
    to: Person
    about: object = None
    channels: tuple[str, ...] | None = None


def new_reference():
    """Give a reference nobody can guess, such as L-7KQ2-M4XD-9RTC."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"L-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def letter_of(writing, *, on, by, render):
    """Make a letter, not saved yet; without `render` its words are left to the worker."""
    kind, about = writing.kind, writing.about
    if kind.audience == FAMILY and writing.child is None:
        raise ValueError("a letter to a family is about a child")
    reference = new_reference()
    common = common_parts(
        kind, council=council(on), child=writing.child, addressee=writing.to, reference=reference, on=on
    )
    letter = Letter(
        reference=reference,
        kind=kind.code,
        title=kind.title,
        child=writing.child,
        addressee=writing.to,
        about_type=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        parts={"says": kind.parts(), "common": common},
        written_on=on,
        written_at=timezone.now(),
        written_by=by,
        policy_version=in_force(on).version,
    )
    letter.html = words_of(letter) if render else None
    return letter


def deliveries_of(letter, writing, *, address=""):
    """Make the deliveries of a saved letter, not saved yet; one that has nowhere to go has failed already."""
    hidden = writing.kind.secrets()
    channels = writing.channels or channels_for(writing.to, writing.kind)
    return [
        delivery_by(
            channel, letter, writing.to, address=address, secret=seal(json.dumps(hidden)) if hidden else None
        )
        for channel in dict.fromkeys(channels)
    ]


def delivery_by(channel, letter, person, *, address="", secret=None):
    """Make one delivery, not saved yet."""
    nowhere = channel == Channel.POST and not person.postal_lines
    return Delivery(
        letter=letter,
        person=person,
        channel=channel,
        address=address,
        secret=secret,
        state=State.FAILED if nowhere else State.WAITING,
        failure="There is no postal address." if nowhere else "",
        next_try_at=timezone.now(),
        message_id=f"<{uuid.uuid4()}@{MAIL_DOMAIN}>",
    )
