"""Messages between a family and the council (R27.1)."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from audit.models import Event
from letters.actions import write_message
from letters.models import Letter, Message
from policy import Refused
from tests.factories.people import make_officer, make_person, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def from_family(case, **more):
    """Write as the parent."""
    own = {"from_family": True, "words": "When?", "by": case.user, "on": ON, "token": uuid.uuid4()}
    return write_message(case.child, case.parent, **own | more)


def from_us(case, person=None, **more):
    """Write as the officer."""
    own = {"from_family": False, "words": "Soon.", "by": case.officer, "on": ON, "token": uuid.uuid4()}
    return write_message(case.child, person or case.parent, **own | more)


def test_a_message_from_the_family_is_kept_as_written(case):
    message = from_family(case, words=" When?\r\nPlease say. ")
    assert (message.words, message.person, message.written_by) == (
        "When?\nPlease say.",
        case.parent,
        case.user,
    )
    assert not Letter.objects.exists()
    assert Event.objects.get(about_id=message.pk, kind="letters.message_written").child_id == case.child.pk


def test_a_message_from_us_is_announced_by_letter(case):
    message = from_us(case, case.carer)
    letter = Letter.objects.get()
    assert (letter.kind, letter.addressee, letter.about_id) == ("message_alert", case.carer, message.pk)
    assert "Soon." in letter.html and case.officer.person.name in letter.html


def test_a_form_sent_twice_is_one_message(case):
    token = uuid.uuid4()
    assert from_us(case, token=token) == from_us(case, token=token)
    assert Message.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize("words", ["", " \n\t ", "a\x00b"])
def test_empty_words_and_what_no_database_text_holds_are_refused(case, words):
    with pytest.raises(Refused):
        from_family(case, words=words)
    assert not Message.objects.exists()


def test_nobody_writes_in_anothers_name(case):
    for attempt in (
        lambda: from_family(case, by=case.officer),
        lambda: from_us(case, by=case.user),
        lambda: from_us(case, by=make_officer()),
        lambda: write_message(
            case.child, case.carer, from_family=True, words="x", by=case.user, on=ON, token=uuid.uuid4()
        ),
        lambda: from_family(case, by=make_user()),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not Message.objects.exists()


def test_we_do_not_write_to_somebody_without_a_link_to_the_child(case):
    with pytest.raises(Refused, match="no link"):
        from_us(case, make_person())


def test_a_message_never_changes(case):
    message = from_family(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(words="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        message.delete()
