"""Reg 14: what must come before a payment stops, ground by ground."""

from dataclasses import replace
from datetime import date

import pytest

from policy import InputError
from policy.stopping import (
    BY_CODE,
    GROUNDS,
    SILENT,
    ProposedStop,
    bars_to_stopping,
    earliest_end,
    is_long_ago,
)

NOTIFIED = date(2027, 2, 1)
WHOLE = ProposedStop(
    "G3",
    ends_on=date(2027, 3, 1),
    notified_on=NOTIFIED,
    review_held_on=date(2027, 1, 10),
    board_decided_on=date(2027, 1, 20),
    reasons="The money went elsewhere.",
    provision_after="The council arranges it.",
)


def rules(stop):
    """Give the rules that bar a stop."""
    return [bar.rule for bar in bars_to_stopping(stop)]


def test_there_are_ten_grounds_and_each_has_words():
    assert [ground.code for ground in GROUNDS] == [f"G{number}" for number in range(1, 11)]
    assert all(ground.words for ground in GROUNDS)


@pytest.mark.parametrize("code", ["G3", "G4", "G5", "G6"])
def test_a_stop_with_everything_before_it_may_take_effect(code):
    assert rules(replace(WHOLE, ground=code)) == []


@pytest.mark.parametrize(("code", "rule"), [("G3", "R14.3"), ("G4", "R14.4")])
def test_two_grounds_need_a_review_of_the_payments_first(code, rule):
    assert rules(replace(WHOLE, ground=code, review_held_on=None)) == [rule]
    assert BY_CODE["G5"].needs_review is BY_CODE["G6"].needs_review is False


@pytest.mark.parametrize("code", ["G3", "G4", "G5", "G6", "G7"])
def test_the_board_decides_every_ground_but_withdrawal_and_eligibility(code):
    attempts = ((date(2026, 12, 1), "post"), (date(2027, 1, 5), "telephone"))
    assert rules(replace(WHOLE, ground=code, attempts=attempts, board_decided_on=None)) == ["R7.8"]


@pytest.mark.parametrize(
    ("what", "change", "rule"),
    [
        ("reasons", {"reasons": "  "}, "R14.8"),
        ("notice", {"notified_on": None}, "R14.8"),
        ("a day too early", {"ends_on": date(2027, 2, 28)}, "R14.8"),
        ("who secures the provision", {"provision_after": " "}, "R1.5"),
    ],
)
def test_each_thing_that_is_missing_bars_by_itself(what, change, rule):
    assert rules(replace(WHOLE, **change)) == [rule]


def test_reasonable_notice_is_twenty_eight_days_and_exactly_that_is_enough():
    assert earliest_end("G5", NOTIFIED) == date(2027, 3, 1)


@pytest.mark.parametrize("code", ["G1", "G2"])
def test_withdrawn_consent_and_lost_eligibility_stop_at_once_without_the_board(code):
    stop = ProposedStop(code, ends_on=NOTIFIED, reasons="They wrote.", provision_after="The council.")
    assert rules(stop) == []
    assert earliest_end(code, NOTIFIED) == NOTIFIED
    assert rules(replace(stop, provision_after="")) == ["R1.5"]


def test_suspected_fraud_stops_at_once_only_when_signed_off():
    soon = replace(WHOLE, ends_on=NOTIFIED)
    assert rules(soon) == ["R14.8"]
    assert rules(replace(soon, fraud_signed_off=True)) == []
    assert earliest_end("G3", NOTIFIED, fraud_signed_off=True) == NOTIFIED


@pytest.mark.parametrize(
    "attempts",
    [
        (),
        ((date(2026, 12, 1), "post"),),
        ((date(2026, 12, 1), "post"), (date(2027, 1, 5), "post")),
    ],
)
def test_a_young_person_is_asked_twice_in_two_ways_before_silence_counts(attempts):
    assert rules(replace(WHOLE, ground="G7", attempts=attempts)) == ["R14.7"]
    both = ((date(2026, 12, 1), "post"), (date(2027, 1, 5), "telephone"))
    assert rules(replace(WHOLE, ground="G7", attempts=both)) == []


def test_after_a_death_nothing_is_asked_of_anybody():
    assert rules(ProposedStop("G8", ends_on=NOTIFIED)) == []
    assert not BY_CODE["G8"].needs_notice
    assert SILENT == ("G8",)


def test_a_plan_that_ceased_is_paid_for_until_its_appeal_time_has_passed():
    stop = ProposedStop("G9", ends_on=NOTIFIED, provision_after="None is needed.")
    assert rules(stop) == ["R19.4"]
    assert rules(replace(stop, plan_maintained_until=date(2027, 2, 2))) == ["R19.4"]
    assert rules(replace(stop, plan_maintained_until=NOTIFIED)) == []


def test_a_move_to_another_council_ends_the_payments():
    assert rules(ProposedStop("G10", ends_on=NOTIFIED, provision_after="The new council.")) == []


def test_an_unknown_ground_is_one_clear_line():
    for ask in (lambda: earliest_end("G11", NOTIFIED), lambda: rules(replace(WHOLE, ground="late return"))):
        with pytest.raises(InputError, match="expected G1 to G10"):
            ask()


@pytest.mark.parametrize(
    ("died_on", "is_long"), [(date(2026, 12, 7), False), (date(2026, 12, 6), True), (NOTIFIED, False)]
)
def test_a_death_of_more_than_eight_weeks_ago_is_checked_again(died_on, is_long):
    assert is_long_ago(died_on, NOTIFIED) == is_long
