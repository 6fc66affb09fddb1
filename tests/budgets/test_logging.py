"""A request made by phone, letter or e-mail is logged by an officer, whatever it was called (R4.5)."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import requests
from budgets.models import PersonalBudgetRequest, RequestDraft
from clocks.models import Clock
from letters.models import Letter
from people.roles import Basis
from policy import Refused
from tests.factories.budgets import line_answers, make_case, request_answers
from tests.factories.people import make_child, make_family, make_link, make_officer, make_person

TODAY, ASKED = date(2026, 11, 6), date(2026, 11, 3)
PLAIN_WORDS = {"about": {"kind": "new", "how_heard": "own", "words": "Could we have the money for therapy?"}}


def log(parent, *, by=None, answers=None, **given):
    """Let the officer log a request of Tuesday 3 November."""
    own = {
        "requester": parent.person,
        "received_on": ASKED,
        "how_received": "phone",
        "token": uuid.uuid4(),
        "on": TODAY,
    }
    answers = request_answers(line_answers(parent.provision)) if answers is None else answers
    return requests.log(parent.child, answers=answers, by=by or parent.officer, **own | given)


def test_it_is_received_the_day_they_first_asked(parent):
    request = log(parent)
    assert (request.received_on, request.how_received) == (ASKED, "phone")
    assert request.received_at == datetime(2026, 11, 3, 12, tzinfo=ZoneInfo("Europe/London"))
    assert (request.requester, request.submitted_by) == (parent.person, parent.officer)
    clock = Clock.objects.get(duty="request_decision")
    assert (clock.started_on, clock.due_on) == (ASKED, date(2026, 12, 1))
    letter = Letter.objects.get(kind="receipt")
    assert letter.addressee == parent.person
    assert letter.parts["says"]["how_received"] == "by phone"
    assert Event.objects.get(kind="budgets.request_logged").by_id == parent.officer.pk


def test_the_window_is_that_of_the_day_they_asked(db):
    parent = make_case(stage="final", final_on=date(2026, 11, 4))
    assert log(parent).window == "drafting"
    assert log(parent, received_on=date(2026, 11, 5)).window == "outside"


def test_plain_words_are_a_request(parent):
    request = log(parent, answers=PLAIN_WORDS)
    assert not request.lines.exists()
    assert request.versions.get().answers["about"]["words"] == "Could we have the money for therapy?"
    assert "Could we have the money for therapy?" in Letter.objects.get(kind="receipt").html


def test_but_something_must_have_been_asked(parent):
    with pytest.raises(Refused, match="Add at least one thing"):
        log(parent, answers={"about": {"kind": "new", "how_heard": "own", "words": " "}})


def test_the_same_note_sent_twice_is_one_request(parent):
    token = uuid.uuid4()
    assert log(parent, token=token) == log(parent, token=token)
    assert PersonalBudgetRequest.objects.count() == 1


def test_a_token_of_another_child_gives_nothing_away(parent):
    token, other = uuid.uuid4(), make_case()
    log(parent, token=token)
    with pytest.raises(Refused, match="another child"):
        log(other, token=token)


def test_the_draft_it_was_written_in_is_gone_and_may_be_deleted_again(parent):
    draft = requests.start_draft(parent.child, by=parent.officer)
    log(parent, token=draft.key)
    assert not RequestDraft.objects.exists()
    requests.discard_draft(draft, by=parent.officer)


@pytest.mark.parametrize("who", ["stranger", "nominee", "nobody"])
def test_only_the_family_can_have_asked(parent, who):
    person = None if who == "nobody" else make_person()
    if who == "nominee":
        make_link(parent.child, person, basis=Basis.NOMINEE)
    with pytest.raises(Refused) as refused:
        log(parent, requester=person)
    assert refused.value.rule == "R4.4"


def test_a_carer_tied_since_they_asked_has_asked(parent):
    carer = make_person()
    make_link(parent.child, carer, basis=Basis.HAS_CARE_OF, from_on=TODAY)
    assert log(parent, requester=carer).requester == carer


@pytest.mark.parametrize(
    "given",
    [
        {"received_on": date(2026, 11, 7)},
        {"received_on": date(1999, 1, 1)},
        {"how_received": "portal"},
        {"how_received": "pigeon"},
        {"on": date(2026, 11, 7)},
    ],
)
def test_unlikely_facts_are_refused(parent, given):
    with pytest.raises(Refused):
        log(parent, **given)
    assert not PersonalBudgetRequest.objects.exists()


def test_an_officer_of_another_team_and_the_family_cannot_log(parent):
    for user in (make_officer(), make_family(make_child()), parent):
        with pytest.raises(NotAllowed):
            log(parent, by=user)
