"""Letters, deliveries and messages, written straight into their tables."""

import uuid
from datetime import date
from itertools import count

from django.utils import timezone

from letters.models import Delivery, Letter, Message
from letters.models.delivery import Channel

_numbers = count(1)


def make_letter(child, addressee, *, written_on=date(2026, 11, 2), **fields):
    """Make a letter that is written and rendered, on its way to nobody."""
    own = {
        "reference": f"L{next(_numbers):06}",
        "kind": "information",
        "title": "Personal budgets: what you can ask for",
        "parts": {},
        "html": "<p>You can ask for a personal budget.</p>",
        "written_at": timezone.now(),
        "policy_version": "test",
    }
    return Letter.objects.create(child=child, addressee=addressee, written_on=written_on, **own | fields)


def make_delivery(letter, *, channel=Channel.EMAIL, person=None, **fields):
    """Put a letter on its way to its addressee, waiting to be sent now."""
    own = {
        "person": person or letter.addressee,
        "next_try_at": timezone.now(),
        "message_id": f"<{uuid.uuid4()}@wealdshire.example>",
    }
    return Delivery.objects.create(letter=letter, channel=channel, **own | fields)


def make_message(child, person, *, written_by, written_on=date(2026, 11, 2), **fields):
    """Make a message in a person's thread about a child; from the family when they wrote it themselves."""
    own = {
        "from_family": written_by.person_id == person.pk,
        "words": "When will we hear from you?",
        "written_at": timezone.now(),
        "token": uuid.uuid4(),
    }
    return Message.objects.create(
        child=child, person=person, written_by=written_by, written_on=written_on, **own | fields
    )
