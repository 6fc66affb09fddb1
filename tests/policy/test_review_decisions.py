"""Reg 7: what a review needs before it is decided, who is new to it, and reasons that are old."""

from datetime import date

import pytest

from policy.decisions import (
    EndingOutcome,
    Outcome,
    ReviewOutcome,
    bars_to_deciding_review,
    same_deciders,
    warnings_about,
)

ASKED = date(2027, 2, 1)
WHY = "The new report shows that the current arrangement does not meet the need, because sessions lapse."


def rules(outcome, **change):
    """Give the rules that bar a review, most often of one that has everything."""
    whole = {
        "reasons": WHY,
        "all_considered": True,
        "backdated_answered": True,
        "decided_on": ASKED,
        "received_on": ASKED,
    }
    return [bar.rule for bar in bars_to_deciding_review(outcome, **whole | change)]


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_review_with_everything_may_be_decided_on_the_day_it_was_asked_for(outcome):
    assert rules(outcome) == []


@pytest.mark.parametrize("outcome", ReviewOutcome)
@pytest.mark.parametrize(
    ("what", "change", "rule"),
    [
        ("reasons of spaces", {"reasons": " " * 40}, "R7.4"),
        ("reasons a letter too short", {"reasons": "x" * 19}, "R7.4"),
        ("a representation not considered", {"all_considered": False}, "R7.3"),
        ("a day before it was asked for", {"decided_on": date(2027, 1, 31)}, "R25.5"),
    ],
)
def test_each_thing_that_is_missing_bars_by_itself(what, change, rule, outcome):
    assert rules(outcome, **change) == [rule]


def test_the_shortest_reasons_are_just_enough():
    assert rules(ReviewOutcome.UPHELD, reasons="x" * 20) == []


def test_only_a_decision_that_changes_answers_for_the_time_gone():
    assert rules(ReviewOutcome.UPHELD, backdated_answered=False) == []
    assert rules(ReviewOutcome.VARIED, backdated_answered=False) == ["R8.7"]
    assert rules(ReviewOutcome.OVERTURNED, backdated_answered=False) == ["R8.7"]


@pytest.mark.parametrize(
    ("edge", "original", "reviewing", "same"),
    [
        ("the same", [1, 2, 3], [3, 2, 1], True),
        ("fewer of the same", [1, 2, 3], [1, 2], True),
        ("one is new", [1, 2, 3], [1, 2, 4], False),
        ("all are new", [1, 2, 3], [4], False),
        ("the same and one more", [1, 2], [1, 2, 3], False),
        ("nobody yet", [1, 2, 3], [], False),
        ("nobody known before", [], [1], False),
    ],
)
def test_whether_anybody_is_new(edge, original, reviewing, same):
    assert same_deciders(original, reviewing) is same


@pytest.mark.parametrize(
    ("edge", "reasons", "many"),
    [
        ("word for word", WHY, 1),
        ("other capitals, spaces and stops", f"  {WHY.upper().replace(' ', '   ')} !!", 1),
        ("one word changed", WHY.replace("lapse", "stop"), 1),
        ("reasons of its own", "The school now provides the therapist for two hours, so nothing more is needed.", 0),
        ("none", " ", 0),
    ],
)  # fmt: skip
def test_reasons_copied_from_an_earlier_decision_are_warned_of(edge, reasons, many):
    found = warnings_about(reasons, ["Something quite different.", WHY])
    assert len(found) == many and all("same words" in words for words in found)
    assert warnings_about(reasons, []) == ()


@pytest.mark.parametrize(
    ("reasons", "many"),
    [
        ("It is not our policy.", 1),
        ("Council POLICY does not allow it", 1),
        (
            "The policy asks for evidence of need: the report of 3 March shows speech below the level of age.",
            0,
        ),
        ("Not enough money.", 0),
    ],
)
def test_a_policy_alone_is_warned_of(reasons, many):
    found = warnings_about(reasons, [])
    assert len(found) == many and all("name the policy" in words for words in found)


def test_copied_words_about_a_policy_are_warned_of_twice():
    assert len(warnings_about("It is our policy", ["it is our policy."])) == 2


def test_every_outcome_has_its_words():
    for outcomes in (Outcome, ReviewOutcome, EndingOutcome):
        assert len({one.words for one in outcomes}) == len(outcomes)
