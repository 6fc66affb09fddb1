"""Proposing an ending, the Board's moves and the notice: never without ground, reasons and days (R14, b8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from audit.acts import NotAllowed
from budgets.actions import agreements, endings
from clocks.models import Clock
from ehcp.actions import record_meeting
from letters.models import Letter
from policy import Refused
from tests.factories.agreements import (
    make_active,
    make_decided_ending,
    make_ending,
    make_notice_given,
    make_payment_review,
    make_ready_agreement,
)
from tests.factories.ehcp import make_annual_review

# The worked example: a notice of Monday 1 February 2027 lets payments end on Monday 1 March at the earliest.
TODAY = date(2027, 2, 1)
EARLIEST = date(2027, 3, 1)
REVIEW_BY = date(2027, 2, 16)


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 1 February 2027."""
    with time_machine.travel("2027-02-01T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """Give an active agreement whose first payment was released on 2 November 2026."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        return make_active(cast)


def meet(cast, agreement, *, held_on=TODAY, discussed=True):
    """Record that the annual review meeting was held."""
    review = make_annual_review(agreement.plan, invited_on=date(2027, 1, 11), meeting_on=held_on)
    return record_meeting(
        review,
        held_on=held_on,
        attendees=[("Sam Ferry", "The school")],
        budget_discussed=discussed,
        child_views="I like the group.",
        words="The school offers a group." if discussed else "",
        on=TODAY,
        by=cast.officer,
    )


def test_the_worked_example_of_a_stop_notice(cast, agreement):
    ending = make_notice_given(agreement, cast)
    assert (ending.state, ending.notified_on, ending.ends_on) == ("notice_given", TODAY, EARLIEST)
    agreement.refresh_from_db()
    assert agreement.state == "stop_notice"
    clock = Clock.objects.of(ending, "review_request").get()
    assert (clock.started_on, clock.due_on, clock.notice) == (TODAY, REVIEW_BY, ending.letter)
    says = ending.letter.parts["says"]
    assert (says["ends_on"], says["review_by"]) == ("2027-03-01", "2027-02-16")
    assert says["reasons"] == ["The school offers the same support."]
    assert says["provision_after"] == [["Tutoring 1", "The school"]]
    assert says["last_payment"] == "2 February 2027"
    assert says["final_return"] == "Please send your last return by 30 March 2027."
    assert (says["board_on"], says["annual_review_on"]) == ("2027-02-01", None)
    assert "28 days" in says["notice_period"]


def test_exactly_the_notice_period_is_enough_and_a_day_less_is_not(cast, agreement):
    ending = make_decided_ending(agreement, cast)
    with pytest.raises(Refused, match="1 March 2027 at the earliest") as refused:
        endings.give_notice(ending, ends_on=EARLIEST - timedelta(days=1), on=TODAY, by=cast.checker)
    assert refused.value.rule == "R14.8"
    assert not Letter.objects.filter(kind="stop_notice").exists()
    ending = endings.give_notice(ending, ends_on=EARLIEST, on=TODAY, by=cast.checker)
    assert ending.ends_on == EARLIEST


def last_payment_of(ending):
    """Give the last payment a notice names."""
    return ending.letter.parts["says"]["last_payment"]


def test_the_last_payment_after_an_increase_is_one_of_the_payments_that_were_raised(cast, agreement):
    line = agreement.current_version.provision.get().line
    line.agreed_yearly = Decimal("2600.00")
    line.save()
    raised_from = date(2027, 1, 15)
    agreements.raise_amount(agreement, lines=[line], from_on=raised_from, on=TODAY, by=cast.officer)
    assert last_payment_of(make_notice_given(agreement, cast)) == "2 February 2027"


def test_the_last_payment_made_afterwards_is_for_the_days_up_to_the_end(cast):
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        agreement = make_active(cast, prepare={"in_advance": False})
    ending = make_notice_given(agreement, cast, ends_on=date(2027, 3, 10))
    assert last_payment_of(ending) == "1 April 2027"


def test_the_latest_day_a_form_takes_has_its_last_payment_too(cast, agreement):
    ending = make_decided_ending(agreement, cast)
    ending = endings.give_notice(ending, ends_on=date(2100, 12, 31), on=TODAY, by=cast.checker)
    assert last_payment_of(ending) == "2 December 2100"


def test_a_letter_that_goes_by_post_gives_later_days(cast, agreement):
    cast.parent.person.prefers_post = True
    cast.parent.person.save()
    ending = make_decided_ending(agreement, cast)
    days = endings.notice_days(ending, on=TODAY)
    assert (days.notified_on, days.earliest_end) == (date(2027, 2, 3), date(2027, 3, 3))
    with pytest.raises(Refused):
        endings.give_notice(ending, ends_on=EARLIEST, on=TODAY, by=cast.checker)
    ending = endings.give_notice(ending, on=TODAY, by=cast.checker)
    assert ending.ends_on == date(2027, 3, 3)
    assert ending.letter.parts["says"]["review_by"] == days.review_by.isoformat()


def test_a_last_day_to_ask_that_is_no_longer_so_is_refused(cast, agreement):
    ending = make_decided_ending(agreement, cast)
    with pytest.raises(Refused) as refused:
        endings.give_notice(ending, review_by=date(2027, 2, 15), on=TODAY, by=cast.checker)
    assert refused.value.rule == "R7.5"


@pytest.mark.parametrize("code", ["G3", "G4"])
def test_two_grounds_need_a_review_of_the_payments(cast, agreement, code):
    with pytest.raises(Refused) as refused:
        make_ending(agreement, cast, ground=code)
    assert refused.value.rule == f"R14.{code[1]}"
    review = make_payment_review(agreement, cast)
    assert make_ending(agreement, cast, ground=code, payment_review=review).payment_review == review


def test_a_review_of_other_payments_does_not_count(cast, agreement):
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        other = make_active(cast)
    review = make_payment_review(other, cast)
    with pytest.raises(Refused, match="other payments"):
        make_ending(agreement, cast, ground="G3", payment_review=review)


@pytest.mark.parametrize(
    "attempts",
    [
        [],
        [(date(2027, 1, 4), "Phone")],
        [(date(2027, 1, 4), "Phone"), (date(2027, 1, 11), "phone")],
        [(date(2027, 1, 4), "Phone"), (date(2027, 2, 2), "Letter")],
    ],
)
def test_a_young_person_is_asked_twice_in_two_ways(cast, agreement, attempts):
    with pytest.raises(Refused) as refused:
        make_ending(agreement, cast, ground="G7", attempts=attempts)
    assert refused.value.rule == "R14.7"


def test_a_young_person_who_was_asked_is_on_the_record(cast, agreement):
    attempts = [(date(2027, 1, 4), "Phone"), (date(2027, 1, 11), "Letter")]
    ending = make_ending(agreement, cast, ground="G7", attempts=attempts)
    assert ending.attempts == [["2027-01-04", "Phone"], ["2027-01-11", "Letter"]]


@pytest.mark.parametrize("left_out", ["reasons", "evidence", "provision_after"])
def test_an_ending_has_reasons_evidence_and_somebody_to_secure_the_provision(cast, agreement, left_out):
    with pytest.raises(Refused) as refused:
        make_ending(agreement, cast, **{left_out: " "})
    assert refused.value.rule == "R14.8"


def test_only_what_is_active_is_proposed_to_end_and_once(cast, agreement):
    make_ending(agreement, cast)
    with pytest.raises(Refused, match="already"):
        make_ending(agreement, cast)
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        ready = make_ready_agreement(cast)
    with pytest.raises(Refused, match="active"):
        make_ending(ready, cast)


@pytest.mark.parametrize(
    ("code", "rule"), [("G1", "R14.1"), ("G8", "R14.12"), ("G9", "R14.12"), ("G99", "R14")]
)
def test_grounds_that_take_another_way_are_refused(cast, agreement, code, rule):
    with pytest.raises(Refused) as refused:
        make_ending(agreement, cast, ground=code)
    assert refused.value.rule == rule


def test_notice_needs_the_board(cast, agreement):
    ending = make_ending(agreement, cast)
    with pytest.raises(Refused) as refused:
        endings.give_notice(ending, on=TODAY, by=cast.checker)
    assert refused.value.rule == "R7.8"
    with pytest.raises(NotAllowed):
        endings.give_notice(ending, on=TODAY, by=cast.officer)


def test_a_recipient_who_may_no_longer_receive_needs_no_board_and_no_period(cast, agreement):
    ending = make_ending(agreement, cast, ground="G2")
    ending = endings.give_notice(ending, on=TODAY, by=cast.officer)
    assert (ending.state, ending.ends_on) == ("notice_given", TODAY)
    assert "None" in ending.letter.parts["says"]["notice_period"]


def test_a_ceased_plan_is_paid_for_until_its_appeal_time_has_passed(cast, agreement):
    plan = agreement.plan
    plan.stage, plan.ceased_on = "ceased", date(2027, 1, 25)
    plan.save()
    ending = make_ending(agreement, cast, ground="G9")
    for until in (None, date(2027, 3, 29)):
        with pytest.raises(Refused) as refused:
            endings.give_notice(
                ending, ends_on=date(2027, 3, 28), plan_maintained_until=until, on=TODAY, by=cast.officer
            )
        assert refused.value.rule == "R19.4"
    until = date(2027, 3, 29)
    ending = endings.give_notice(
        ending, ends_on=until, plan_maintained_until=until, on=TODAY, by=cast.officer
    )
    assert ending.ends_on == until


def test_after_a_death_no_letter_is_written(cast, agreement):
    before = Letter.objects.count()
    ending = make_notice_given(agreement, cast)
    told = Letter.objects.count()
    ended = endings.end_after_death(
        agreement, died_on=date(2027, 1, 30), words="Told by phone", on=TODAY, by=cast.officer
    )
    assert (ended.state, ended.end_ground, ended.ended_on) == ("ended", "G8", date(2027, 1, 30))
    assert Letter.objects.count() == told > before
    ending.refresh_from_db()
    assert ending.state == "not_ended"


def test_from_a_meeting_the_notice_is_owed_within_four_weeks(cast, agreement):
    meeting = meet(cast, agreement)
    ending = make_decided_ending(agreement, cast, meeting=meeting)
    clock = Clock.objects.of(ending, "budget_end_notice").get()
    assert (clock.started_on, clock.due_on) == (TODAY, date(2027, 3, 1))
    ending = endings.give_notice(ending, on=TODAY, by=cast.checker)
    clock.refresh_from_db()
    assert clock.met_on == TODAY
    assert ending.letter.parts["says"]["annual_review_on"] == "2027-02-01"


def test_an_ending_outside_a_review_has_no_such_clock(cast, agreement):
    ending = make_ending(agreement, cast)
    assert not Clock.objects.of(ending).exists()


def test_a_budget_nobody_discussed_does_not_end_at_a_review(cast, agreement):
    with pytest.raises(Refused) as refused:
        make_ending(agreement, cast, meeting=meet(cast, agreement, discussed=False))
    assert refused.value.rule == "R14.9"


def test_what_the_board_has_is_not_dropped_by_the_officer(cast, agreement):
    proposed = make_ending(agreement, cast)
    dropped = {"because": "The price came down.", "on": TODAY, "by": cast.officer}
    for user in (cast.parent, cast.checker):
        with pytest.raises(NotAllowed):
            endings.drop_ending(proposed, **dropped | {"by": user})
    assert endings.drop_ending(proposed, **dropped).state == "not_ended"
    listed = endings.put_ending_on_agenda(make_ending(agreement, cast), by=cast.manager)
    decided = {"decided_on": TODAY, "reasons": "Good reasons", "by": cast.board}
    steps = [
        lambda: listed,
        lambda: endings.decide_ending(listed, **decided),
        lambda: endings.give_notice(listed, on=TODAY, by=cast.checker),
    ]
    for step in steps:
        ending = step()
        with pytest.raises(Refused, match="no longer only a proposal") as refused:
            endings.drop_ending(ending, **dropped)
        assert refused.value.rule == "R7.8"
    ending.refresh_from_db()
    assert ending.state == "notice_given"


def test_only_what_the_board_decided_goes_on_by_its_release(cast, agreement):
    for user, error in ((cast.checker, Refused), (cast.officer, NotAllowed), (cast.parent, NotAllowed)):
        with pytest.raises(error):
            endings.let_go_on(make_ending_once(agreement, cast), because="Why not.", on=TODAY, by=user)


def make_ending_once(agreement, cast):
    """Give the one proposal of an agreement."""
    return agreement.endings.first() or make_ending(agreement, cast)


def test_the_board_lets_it_go_on(cast, agreement):
    ending = make_decided_ending(agreement, cast, meeting=meet(cast, agreement))
    ending = endings.let_go_on(ending, because="The tutor has come back.", on=TODAY, by=cast.checker)
    assert ending.state == "not_ended"
    assert Clock.objects.of(ending).get().dropped_because == "The tutor has come back."
    agreement.refresh_from_db()
    assert agreement.state == "active"


def test_a_review_takes_back_a_notice(cast, agreement):
    ending = make_notice_given(agreement, cast)
    endings.hold_for_review(ending, on=TODAY, by=cast.parent)
    endings.let_go_on(ending, because="Overturned on review.", on=TODAY, by=cast.checker)
    agreement.refresh_from_db()
    ending.refresh_from_db()
    assert (agreement.state, ending.state, ending.held_for_review_on) == ("active", "not_ended", None)
    make_ending(agreement, cast)


def test_the_board_moves(cast, agreement):
    ending = make_ending(agreement, cast)
    ending = endings.put_ending_on_agenda(ending, by=cast.manager)
    ending = endings.take_ending_off_agenda(ending, by=cast.manager)
    ending = endings.put_ending_on_agenda(ending, by=cast.manager)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refused):
            endings.decide_ending(ending, decided_on=day, reasons="x", by=cast.board)
    with pytest.raises(Refused):
        endings.decide_ending(ending, decided_on=TODAY, reasons=" ", by=cast.board)
    ending = endings.decide_ending(ending, decided_on=TODAY, reasons="Good reasons", by=cast.board)
    ending = endings.send_back_ending(ending, by=cast.checker)
    assert (ending.state, ending.board_decided_on, ending.board_reasons) == ("on_agenda", None, "")
    with pytest.raises(NotAllowed):
        endings.decide_ending(ending, decided_on=TODAY, reasons="x", by=cast.parent)
