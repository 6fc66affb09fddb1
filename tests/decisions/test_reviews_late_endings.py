"""An ending looked at again although it was asked late: it waits too, until somebody says no (R7.5, R14.10)."""

from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from budgets.actions import endings
from decisions.actions import reviewing
from letters.models import Letter
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team
from tests.factories.reviews import ask, make_stop_notice

TOLD_ON, LATE, ENDS_ON = date(2026, 11, 2), date(2026, 11, 23), date(2026, 12, 14)
NIGHT_AFTER = ENDS_ON + timedelta(days=1)
ANSWERED_ON = date(2026, 12, 21)
LETTER = "review_refused_late"


@pytest.fixture
def officer(db, time_machine):
    """Give a case officer, on the last day on which this file does anything."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)
    return make_officer(team=make_team())


@pytest.fixture
def ending(officer):
    """Give an ending of which notice was given, to end on 14 December 2026."""
    child = make_child(officer=officer)
    make_family(child)
    return make_stop_notice(child, told_on=TOLD_ON, ends_on=ENDS_ON)


def settle(review, *, accept, by, on=ANSWERED_ON):
    return reviewing.settle_late(review, accept=accept, words="It came too late.", on=on, by=by)


def state_on(ending, day):
    """Give where an ending and its agreement stand after the night's job of a day."""
    endings.end_agreements(day)
    ending.refresh_from_db()
    return ending.state, ending.agreement.state


def test_the_payments_go_on_while_nobody_has_settled_a_late_request(ending):
    assert ask(ending, on=LATE).state == "late"
    assert state_on(ending, NIGHT_AFTER) == ("notice_given", "stop_notice")
    assert ending.held_for_review_on == LATE


def test_taken_late_it_stays_held_from_the_day_it_was_asked(ending, officer):
    review = settle(ask(ending, on=LATE), accept=True, by=officer)
    assert state_on(ending, NIGHT_AFTER) == ("notice_given", "stop_notice")
    assert (review.state, ending.held_for_review_on) == ("accepted", LATE)


def test_refused_late_it_ends_no_sooner_than_the_family_is_told(ending, officer):
    review = settle(ask(ending, on=LATE), accept=False, by=make_manager(team=officer.team))
    assert state_on(ending, ANSWERED_ON) == ("notice_given", "stop_notice")
    assert (review.state, ending.held_for_review_on, ending.ends_on) == ("refused_late", None, ANSWERED_ON)
    says = Letter.objects.get(kind=LETTER).parts["says"]
    assert says["meanwhile"] == "The payments end on 21 December 2026."
    assert state_on(ending, ANSWERED_ON + timedelta(days=1)) == ("ended", "ended")


def test_refused_before_the_last_day_the_last_day_stays(ending, officer):
    settle(ask(ending, on=LATE), accept=False, by=make_manager(team=officer.team), on=LATE)
    assert state_on(ending, NIGHT_AFTER) == ("ended", "ended")
    assert ending.ends_on == ENDS_ON


def test_refused_after_it_ended_nothing_is_held_and_the_letter_says_when(ending, officer):
    assert state_on(ending, NIGHT_AFTER) == ("ended", "ended")
    settle(ask(ending, on=ANSWERED_ON), accept=False, by=make_manager(team=officer.team))
    says = Letter.objects.get(kind=LETTER).parts["says"]
    assert says["meanwhile"] == "The payments ended on 14 December 2026."


def test_where_the_policy_says_so_a_late_request_holds_nothing(ending, monkeypatch):
    class Off:
        is_on = False

    monkeypatch.setattr("budgets.actions.endings.giving.number", lambda key, on: Off)
    ask(ending, on=LATE)
    assert state_on(ending, NIGHT_AFTER) == ("ended", "ended")


def test_a_case_officer_or_a_manager_elsewhere_releases_no_hold(ending, officer):
    ask(ending, on=LATE)
    for user in (officer, make_manager(team=make_team())):
        with pytest.raises(NotAllowed):
            endings.release_hold(ending, not_before=LATE, on=LATE, by=user)
