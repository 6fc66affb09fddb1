"""C12, Staffordshire: a decision that was sound, and a request for its review that nobody answered in time."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from clocks import actions as clocks
from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from decisions.actions import reviewing
from letters.models import Letter
from policy import Refused
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team
from tests.factories.reviews import ask, make_told_request

NOTIFIED, ASKED, DUE = date(2025, 6, 2), date(2025, 6, 17), date(2025, 7, 15)


@pytest.fixture
def officer(db, time_machine):
    """Give a case officer, on a day after all of this."""
    time_machine.move_to("2025-08-01T10:00:00+00:00", tick=False)
    return make_officer(team=make_team())


@pytest.fixture
def manager(officer):
    """Give the case manager of the officer's team."""
    return make_manager(team=officer.team)


@pytest.fixture
def refusal(officer):
    """Give a request whose refusal the mother was notified of on 2 June 2025."""
    child = make_child(officer=officer)
    make_family(child)
    return make_told_request(child, told_on=NOTIFIED)


def clock_of(review):
    """Give the clock of the council's answer."""
    return Clock.objects.get(duty="review_outcome", about_id=review.pk)


def test_a_asked_on_the_last_day_it_is_acknowledged_the_same_day_with_the_day_of_the_answer(refusal):
    review = ask(refusal, on=ASKED)
    letter = Letter.objects.get(kind="review_received")
    says = letter.parts["says"]
    assert (review.state, review.is_late) == ("accepted", False)
    assert letter.written_on == ASKED and says["received_on"] == "2025-06-17"
    assert clock_of(review).due_on == DUE and says["answer_by"] == "2025-07-15"
    assert "15 July 2025" in letter.html
    assert "talk about the decision with somebody from the Governance Board" in letter.html


def test_b_the_officer_is_warned_when_seven_days_are_left(refusal, officer):
    ask(refusal, on=ASKED)
    sweep(date(2025, 7, 7))
    assert not ClockStep.objects.filter(step="-7").exists()
    sweep(date(2025, 7, 8))
    step = ClockStep.objects.get(step="-7")
    assert (step.outcome, step.letter.addressee_id) == ("reminded", officer.person_id)


def test_c_the_day_after_it_is_escalated_and_the_late_mark_stays_when_it_is_answered(refusal, manager):
    review = ask(refusal, on=ASKED)
    sweep(DUE)
    assert not ClockStep.objects.filter(outcome="escalated").exists()
    assert not clock_of(review).is_late(on=DUE)
    sweep(date(2025, 7, 16))
    step = ClockStep.objects.get(outcome="escalated")
    assert (step.step, step.letter.addressee_id) == ("+1", manager.person_id)
    assert clock_of(review).is_late(on=date(2025, 7, 16))

    clocks.meet("review_outcome", about=review, on=date(2025, 7, 24))
    assert clock_of(review).is_late(on=date(2026, 7, 24))
    assert Clock.objects.late(on=date(2026, 7, 24)).filter(duty="review_outcome").count() == 1


def test_d_another_parent_on_day_sixteen_is_not_turned_away_by_the_service(refusal, officer, manager):
    review = ask(refusal, on=date(2025, 6, 18), late_because="The letter lay at my mother’s.")
    sweep(date(2025, 7, 30))
    review.refresh_from_db()
    assert (review.state, review.is_late) == ("late", True)
    assert not Letter.objects.filter(kind="review_refused_late").exists()
    taken = reviewing.settle_late(
        review, accept=True, words="The letter went astray.", on=date(2025, 6, 19), by=officer
    )
    assert taken.state == "accepted" and clock_of(taken).due_on == date(2025, 7, 16)


def test_d_a_refusal_of_a_late_request_is_a_managers_in_writing_with_reasons(refusal, officer, manager):
    review = ask(refusal, on=date(2025, 6, 18))
    given = {"accept": False, "on": date(2025, 6, 19)}
    with pytest.raises(NotAllowed):
        reviewing.settle_late(review, words="Too late.", by=officer, **given)
    with pytest.raises(Refused, match="Say why"):
        reviewing.settle_late(review, words="", by=manager, **given)
    reviewing.settle_late(review, words="The plan no longer names this provision.", by=manager, **given)
    letter = Letter.objects.get(kind="review_refused_late")
    assert "The plan no longer names this provision." in letter.html
    assert letter.addressee_id == review.asked_by_id
