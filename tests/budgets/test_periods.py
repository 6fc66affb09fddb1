"""A budget agreed for a period: its last day stops nothing, and what follows it is owed in time (R25.3)."""

from datetime import date, timedelta

import pytest
import time_machine

from budgets.actions import agreements as acts
from budgets.actions import endings
from clocks.models import Clock
from clocks.sweep import sweep
from letters.models import Letter
from policy import Refused
from policy.deadlines import due
from tests.factories.agreements import (
    make_active,
    make_agreement,
    make_decided_ending,
    make_ending,
    make_issued,
    make_payment_review,
    prepared,
)

TODAY = date(2026, 11, 6)
LAST = date(2027, 7, 22)
DUE = date(2027, 5, 6)


@pytest.fixture
def agreement(cast):
    """Give an active agreement to 22 July 2027."""
    return make_active(cast, agreed_to=LAST)


def owed(agreement):
    """Give the clock on what follows the agreed period."""
    return Clock.objects.of(agreement, "period_review").get()


@pytest.mark.parametrize("mechanism", ["direct_payment", "notional_council"])
def test_what_follows_is_owed_by_the_council_in_time_for_a_board_and_its_notice(cast, mechanism):
    agreement = make_active(cast, mechanism=mechanism, agreed_to=LAST)
    clock = owed(agreement)
    assert (clock.started_on, clock.due_on) == (LAST, DUE) == (LAST, due("period_review", LAST).due_on)
    assert (clock.owed_by, clock.owner, clock.is_open) == ("council", cast.officer, True)


def test_without_a_last_day_nothing_of_it_is_owed(cast):
    assert not Clock.objects.of(make_active(cast), "period_review").exists()


def test_where_the_last_day_is_near_it_is_due_at_once(cast):
    clock = owed(make_active(cast, agreed_to=date(2026, 12, 18)))
    assert clock.due_on == TODAY
    assert not clock.is_late(on=TODAY)


def test_once_it_is_overdue_the_case_managers_are_told_again_and_again(cast, agreement):
    told = Letter.objects.filter(kind="work_reminder")
    with time_machine.travel("2027-05-07T10:00:00+00:00", tick=False):
        Clock.objects.exclude(duty="period_review").delete()
        sweep(date(2027, 5, 7))
        assert told.filter(addressee=cast.manager.person).count() == 1
    with time_machine.travel("2027-05-14T10:00:00+00:00", tick=False):
        sweep(date(2027, 5, 14))
        assert told.filter(addressee=cast.manager.person).count() == 2


def test_a_review_of_the_period_that_changes_nothing_meets_it_and_the_payments_go_on(cast, agreement):
    with time_machine.travel("2027-04-20T10:00:00+00:00", tick=False):
        make_payment_review(agreement, cast, occasion="period", result="no_change")
    clock = owed(agreement)
    assert clock.met_on == date(2027, 4, 20)
    yearly = Clock.objects.open().of(agreement, "yearly_payment_review").get()
    assert yearly.started_on == date(2027, 4, 20)
    agreement.refresh_from_db()
    assert agreement.state == "active"


@pytest.mark.parametrize("given", [{"occasion": "period", "result": "stop"}, {"occasion": "concern"}])
def test_a_review_that_comes_to_an_end_or_is_about_something_else_leaves_it_owed(cast, agreement, given):
    make_payment_review(agreement, cast, **given)
    assert owed(agreement).is_open


def test_an_agreement_without_a_last_day_has_no_period_to_review(cast):
    with pytest.raises(Refused) as refused:
        make_payment_review(make_active(cast), cast, occasion="period", result="no_change")
    assert refused.value.rule == "R25.3"


def test_an_ending_that_is_proposed_meets_it(cast, agreement):
    make_ending(agreement, cast)
    assert owed(agreement).met_on == TODAY


def test_one_that_is_let_go_before_the_board_saw_it_leaves_it_owed_by_the_same_day(cast, agreement):
    ending = make_ending(agreement, cast)
    endings.drop_ending(ending, because="We looked again.", on=TODAY, by=cast.officer)
    clock = owed(agreement)
    assert clock.is_open and clock.due_on == DUE and clock.next_step_on


def test_one_the_board_lets_go_has_answered_it(cast, agreement):
    ending = make_decided_ending(agreement, cast)
    endings.let_go_on(ending, because="It goes on.", on=TODAY, by=cast.checker)
    assert owed(agreement).met_on == TODAY


def test_an_agreement_that_ends_owes_it_no_more(cast, agreement):
    acts.withdraw_consent(
        agreement, words="No longer.", provision_after="The school", on=TODAY, by=cast.officer
    )
    assert owed(agreement).dropped_on == TODAY


def test_it_pays_for_its_lines_until_it_is_ended(cast, agreement):
    row = agreement.current_version.provision.get()
    assert (row.paid_over.lower, row.paid_over.upper) == (date(2026, 11, 2), None)


def test_the_notice_says_when_we_look_at_it_and_that_nothing_stops_by_itself(cast):
    agreement = make_issued(cast, agreed_to=LAST)
    letter = agreement.current_version.letter
    assert ["What follows after 22 July 2027", "by 6 May 2027"] in letter.parts["says"]["review_dates"]
    assert "do not stop on it by themselves" in letter.html


def test_the_plain_agreement_says_so_too(cast):
    agreement = make_issued(cast, mechanism="notional_council", agreed_to=LAST)
    assert "does not stop on it by itself" in agreement.current_version.letter.html


@pytest.mark.parametrize("name", ["from_on", "first_payment_on"])
def test_days_far_ahead_are_refused_in_words(cast, name):
    agreement = make_agreement(cast)
    with pytest.raises(Refused) as refused:
        prepared(agreement, cast, **{name: date(2036, 11, 7)})
    assert refused.value.rule == "R8.2"
    assert "6 November 2036" in str(refused.value)


def test_returns_that_cannot_be_reckoned_are_refused_in_words(cast):
    from budgets.terms import returns_of

    version = make_agreement(cast).current_version
    version.from_on = date(2100, 6, 1)
    with pytest.raises(Refused, match="2100"):
        returns_of(version)
    version.from_on, version.to_on = TODAY, TODAY + timedelta(days=10)
    assert len(returns_of(version)) == 1
