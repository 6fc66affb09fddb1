"""Contact with families: what they write is owed an answer, and only a person's answer meets that (R27.1)."""

import uuid
from datetime import date
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from audit.acts import NotAllowed
from audit.models import Event
from clocks import contact
from clocks.models import Clock
from documents import checking
from documents.models import Document
from letters import actions as letters
from letters.kinds import MessageAlert
from letters.models import Letter, Message
from people.roles import Basis
from policy import Refused
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)


def a_file():
    """Give a PDF of one empty page."""
    with pikepdf.new() as made, BytesIO() as kept:
        made.add_blank_page()
        made.save(kept)
        return SimpleUploadedFile("report.pdf", kept.getvalue())


@pytest.fixture(autouse=True)
def friday():
    """Let it be Friday."""
    with time_machine.travel("2026-11-06T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


@pytest.fixture
def child(officer):
    """Give a child of the officer's caseload."""
    return make_child(officer=officer)


@pytest.fixture
def family(child):
    """Give a parent who has joined."""
    return make_family(child)


def send(child, by, on=MONDAY, words="When will we hear?", **given):
    """Send a message from the family."""
    return contact.send_message(
        child, by=by, words=words, on=on, token=given.pop("token", uuid.uuid4()), **given
    )


def answer(child, person, by, on=TUESDAY, token=None, seen=2**40):
    """Answer a family member, having seen every message unless told."""
    token = token or uuid.uuid4()
    return contact.reply(child, person, by=by, words="By Friday.", on=on, token=token, seen=seen)


def test_a_message_starts_the_clock_on_its_answer(child, family, officer):
    message = send(child, family)
    clock = Clock.objects.of(message).get()
    assert (clock.duty, clock.label, clock.owner) == ("message_reply", "Reply to a message", officer)
    assert (clock.started_on, clock.due_on) == (MONDAY, date(2026, 11, 9))
    assert (message.person, message.from_family) == (family.person, True)
    assert Event.objects.filter(child_id=child.pk, about_type="letters.message", by_id=family.pk).exists()


def test_a_form_sent_twice_is_one_message_one_clock_and_one_file(child, family):
    token = uuid.uuid4()
    first, second = (send(child, family, token=token, files=[a_file()]) for _ in range(2))
    assert first == second
    assert (Message.objects.count(), Clock.objects.count(), Document.objects.count()) == (1, 1, 1)


def test_its_files_are_kept_with_it(child, family):
    message = send(child, family, files=[a_file()])
    assert Document.objects.about(message).get().name == "report.pdf"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_child_while_a_file_is_checked_and_kept(child, family, monkeypatch):
    held = []

    def check(upload):
        held.append(connection.in_atomic_block)
        return checking.check(upload)

    monkeypatch.setattr("documents.actions.check", check)
    send(child, family, files=[a_file()])
    assert held == [False]


def test_a_refused_file_leaves_no_message_behind(child, family):
    with pytest.raises(Refused):
        send(child, family, files=[SimpleUploadedFile("report.exe", b"MZ\x90\x00")])
    assert not Message.objects.exists()
    assert not Clock.objects.exists()


@pytest.mark.parametrize("who", ["other family", "officer", "nominee", "former"])
def test_only_the_childs_family_sends(child, officer, who):
    by = {
        "other family": lambda: make_family(make_child()),
        "officer": lambda: officer,
        "nominee": lambda: make_family(child, basis=Basis.NOMINEE),
        "former": lambda: make_family(child, to_on=TUESDAY),
    }[who]()
    with pytest.raises(NotAllowed):
        send(child, by)
    assert not Message.objects.exists()


def test_nothing_is_not_a_message(child, family):
    with pytest.raises(Refused):
        send(child, family, words="  \n ")


def test_an_answer_meets_every_message_of_the_thread_and_alerts_the_family(child, family, officer):
    send(child, family)
    send(child, family, on=TUESDAY)
    answer(child, family.person, officer, on=FRIDAY)
    assert list(Clock.objects.values_list("met_on", flat=True)) == [FRIDAY, FRIDAY]
    assert Letter.objects.get(kind="message_alert").addressee == family.person
    assert Message.objects.filter(from_family=False).get().person == family.person


def test_an_answer_leaves_what_came_after_the_page_was_opened(child, family, officer):
    seen, later = send(child, family), send(child, family)
    answer(child, family.person, officer, seen=seen.pk)
    assert Clock.objects.open().get().about_id == later.pk
    assert contact.is_waiting(child, family.person)
    answer(child, family.person, officer, seen=later.pk)
    assert not contact.is_waiting(child, family.person)


def test_the_council_may_write_first(child, family, officer):
    answer(child, family.person, officer, seen=0)
    assert Letter.objects.get(kind="message_alert").addressee == family.person


def test_an_answer_leaves_other_threads_and_children_waiting(child, family, officer):
    other_parent, sibling = make_family(child), make_child(officer=officer)
    make_link_to(sibling, family)
    theirs, elsewhere = send(child, other_parent), send(sibling, family)
    answer(child, family.person, officer)
    assert {clock.about_id for clock in Clock.objects.open()} == {theirs.pk, elsewhere.pk}


def make_link_to(child, user):
    """Tie a family member to another child."""
    return child.links.create(person=user.person, basis=Basis.PARENT, from_on=date(2020, 9, 1))


def test_an_answer_sent_twice_does_not_meet_what_was_written_in_between(child, family, officer):
    token = uuid.uuid4()
    first = answer(child, family.person, officer, token=token)
    send(child, family, on=TUESDAY)
    assert answer(child, family.person, officer, token=token) == first
    assert Clock.objects.open().count() == 1
    assert Letter.objects.filter(kind="message_alert").count() == 1


@pytest.mark.parametrize("who", ["family", "another officer", "a manager of another team"])
def test_only_an_officer_of_the_child_answers(child, family, who):
    send(child, family)
    by = {
        "family": lambda: family,
        "another officer": lambda: make_officer(team=make_team()),
        "a manager of another team": lambda: make_manager(team=make_team()),
    }[who]()
    with pytest.raises(NotAllowed):
        answer(child, family.person, by)
    assert Clock.objects.open().count() == 1


def test_a_case_manager_of_the_team_answers(child, family, officer):
    send(child, family)
    answer(child, family.person, make_manager(team=officer.team))
    assert not Clock.objects.open().exists()


def test_a_stranger_is_not_written_to(child, family, officer):
    send(child, family)
    stranger = make_family(make_child())
    with pytest.raises(Refused):
        answer(child, stranger.person, officer)
    assert Clock.objects.open().count() == 1


def test_an_automatic_receipt_does_not_stop_the_clock(child, family, officer):
    send(child, family)
    receipt = MessageAlert(sender="The service", words="We have your message.")
    with transaction.atomic():
        letters.write(receipt, child=child, to=[family.person], by=None, on=MONDAY)
    assert Clock.objects.open().count() == 1


def note(clock, by, on=TUESDAY, how="Called back and spoke about the review."):
    """Record an answer outside the portal."""
    return contact.note_answered_elsewhere(clock, how=how, on=on, by=by)


def test_a_call_back_meets_the_clock_and_is_recorded(child, family, officer):
    send(child, family)
    clock = note(Clock.objects.get(), officer)
    assert (clock.met_on, clock.next_step_on) == (TUESDAY, None)
    event = Event.objects.get(kind="clocks.message_answered")
    assert (event.child_id, event.on, event.by_id) == (child.pk, TUESDAY, officer.pk)
    assert event.detail.said == {"how": "Called back and spoke about the review."}


def test_a_call_back_recorded_twice_is_recorded_once(child, family, officer):
    send(child, family)
    clock = Clock.objects.get()
    note(clock, officer)
    with pytest.raises(Refused, match="already been answered"):
        note(clock, officer, on=FRIDAY)
    assert Event.objects.filter(kind="clocks.message_answered").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": date(2026, 11, 1)}, "came on 2 November 2026"),
        ({"on": date(2026, 11, 7)}, "in the future"),
        ({"how": " "}, "how the message was answered"),
    ],
)
def test_an_answer_outside_has_its_words_and_a_likely_day(child, family, officer, wrong, words):
    send(child, family)
    with pytest.raises(Refused, match=words):
        note(Clock.objects.get(), officer, **wrong)
    assert Clock.objects.open().count() == 1


@pytest.mark.parametrize("on", [MONDAY, FRIDAY])
def test_the_first_and_the_present_day_are_likely(child, family, officer, on):
    send(child, family)
    assert note(Clock.objects.get(), officer, on=on).met_on == on


def test_only_an_officer_of_the_child_notes_an_answer(child, family):
    send(child, family)
    for by in (family, make_officer(team=make_team())):
        with pytest.raises(NotAllowed):
            note(Clock.objects.get(), by)


def test_only_messages_are_answered(child, family, officer):
    send(child, family)
    Clock.objects.update(duty="information_given")
    with pytest.raises(Refused, match="Only a message"):
        note(Clock.objects.get(), officer)
