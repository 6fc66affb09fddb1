"""A return or an answer that came on paper is written down by an officer, as of the day it came (R4.5, R15.1)."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from clocks.models import Clock
from payments.actions import returns
from policy import Refused
from tests.factories.documents import make_document, upload
from tests.factories.payments import (
    accept,
    fill_in,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)
from tests.factories.people import make_manager, make_officer, make_team

CAME_ON, ON = date(2027, 1, 8), date(2027, 1, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stand on the day on which what came is written down."""
    time_machine.move_to("2027-01-11T10:00:00+00:00", tick=False)


@pytest.fixture
def found():
    return fill_in(make_open_return(), closing="900.00")


def log(found, by=None, **given):
    came = {"how_received": "letter", "received_on": CAME_ON}
    return returns.submit(found, **came | given, on=ON, by=by or found.child.case_officer)


def scan(found, by=None):
    return returns.add_evidence(found, upload(), on=ON, by=by or found.child.case_officer)


def test_it_is_sent_as_of_the_day_it_came(found):
    scan(found)
    sent = log(found)
    assert (sent.state, sent.submitted_on, sent.declared_on) == ("submitted", CAME_ON, CAME_ON)
    assert (sent.submitted_by, sent.get_how_received_display()) == (found.child.case_officer, "By letter")
    assert Clock.objects.get(duty="quarterly_return").met_on == CAME_ON
    assert Clock.objects.get(duty="return_check").started_on == CAME_ON
    assert accept(sent).state == "accepted"


@pytest.mark.parametrize("how", ["letter", "email"])
def test_what_was_written_comes_with_its_paper(found, how):
    make_document(
        found.child, uploaded_by=parent_of(found), about_type=found._meta.label_lower, about_id=found.pk
    )
    with pytest.raises(Refused, match="Add the paper or email"):
        log(found, how_received=how)
    scan(found)
    assert log(found, how_received=how).state == "submitted"


@pytest.mark.parametrize("how", ["phone", "meeting"])
def test_what_was_said_needs_no_paper(found, how):
    assert log(found, how_received=how).how_received == how


@pytest.mark.parametrize(
    "wrong",
    [
        {"how_received": "portal"},
        {"how_received": "pigeon"},
        {"received_on": date(2026, 12, 31)},
        {"received_on": date(2027, 1, 12)},
    ],
)
def test_how_and_when_it_came_are_said_as_they_can_be(found, wrong):
    scan(found)
    with pytest.raises(Refused) as refused:
        log(found, **wrong)
    assert refused.value.rule == "R4.5"


def test_a_family_says_nothing_of_how_it_came(found):
    with pytest.raises(Refused):
        log(found, by=parent_of(found))
    sent = returns.submit(found, on=ON, by=parent_of(found))
    assert (sent.how_received, sent.submitted_on) == ("portal", ON)


def test_the_officer_and_the_manager_of_the_child_write_it_down_and_no_other(found):
    manager = make_manager(team=found.child.team)
    assert returns.save(found, help_wanted="A call", on=ON, by=manager).help_wanted == "A call"
    for other in (make_officer(team=make_team()), make_finance_officer()):
        with pytest.raises(NotAllowed):
            log(found, by=other, how_received="phone")
        with pytest.raises(NotAllowed):
            scan(found, by=other)


def test_an_answer_on_paper_comes_with_a_paper_newer_than_its_question(time_machine):
    sent, officer = make_sent_return(), None
    officer = sent.child.case_officer
    scan(sent)
    time_machine.move_to("2027-01-20T10:00:00+00:00", tick=False)
    asked_on, came_on, on = date(2027, 1, 20), date(2027, 1, 22), date(2027, 1, 25)
    returns.query(sent, words="Who is Sam Lane?", on=asked_on, by=make_finance_officer())
    answer = {"answer": "The tutor.", "how_received": "letter", "on": on, "by": officer}
    with pytest.raises(Refused, match="Add the paper or email"):
        returns.answer_question(sent, **answer, received_on=came_on)
    make_document(sent.child, uploaded_by=officer, about_type=sent._meta.label_lower, about_id=sent.pk)
    with pytest.raises(Refused, match="Give the day it came"):
        returns.answer_question(sent, **answer, received_on=date(2027, 1, 19))
    question = returns.answer_question(sent, **answer, received_on=came_on)
    assert (question.answered_on, question.how_received) == (came_on, "letter")
    again = returns.submit(sent, how_received="letter", received_on=came_on, on=on, by=officer)
    assert (again.state, again.submitted_on) == ("submitted", came_on)
    assert Clock.objects.get(duty="return_query").met_on == came_on
