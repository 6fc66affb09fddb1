"""What the worker does with the outbox, over a real SMTP server."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import Event
from letters import outbox
from letters.actions import write
from letters.kinds import ChangeOfOfficer, InformationAboutPersonalBudgets, InvitationToJoin, MessageAlert
from letters.models import Channel, Delivery, LetterPdf
from policy.deadlines import notified_on
from tests.letters.examples import example

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
TODAY = timezone.localdate


def written(case, kind=ChangeOfOfficer, *, to=None, channels=None):
    """Write an example letter and give its deliveries."""
    with transaction.atomic():
        letters = write(
            example(kind),
            child=case.child,
            to=to or [case.parent],
            by=case.officer,
            on=TODAY(),
            channels=channels,
        )
    return list(Delivery.objects.filter(letter__in=letters).order_by("id"))


def test_a_letter_goes_by_email_and_is_noted(case, smtp_server):
    [delivery] = written(case)
    assert outbox.deliver() is False
    delivery.refresh_from_db()
    assert (delivery.state, delivery.notified_on) == (State.SENT, TODAY())
    [message] = smtp_server.messages
    assert message["Message-ID"] == delivery.message_id
    assert smtp_server.recipients == [(case.user.email,)]
    event = Event.objects.get(kind="letters.delivered")
    assert (event.child_id, event.about_id) == (case.child.pk, delivery.letter_id)
    assert delivery.letter.notified_on == TODAY()


def test_a_letter_by_post_becomes_a_pdf_in_the_print_queue(case, smtp_server):
    deliveries = written(case, InformationAboutPersonalBudgets, to=[case.carer], channels=[Channel.POST])
    outbox.deliver()
    assert list(Delivery.objects.to_print()) == deliveries
    kept = LetterPdf.objects.get()
    assert bytes(kept.pdf).startswith(b"%PDF") and kept.pages >= 1
    assert smtp_server.messages == []
