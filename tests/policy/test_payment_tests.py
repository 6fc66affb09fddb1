"""Reg 6 and what stands beside it: every row answered with reasons, local questions never a ground."""

import pytest

from policy.aggregate_sums import AggregateSum, Limb, bars_to_leaving_out
from policy.eligibility import RecipientKind
from policy.payment_tests import (
    LOCAL_QUESTIONS,
    TESTS,
    Answer,
    Answered,
    Stream,
    bars_to_agreeing,
    bars_to_refusing,
    rows_for,
)
from policy.refusal_grounds import BY_CODE, GROUNDS

PARENT = RecipientKind.PARENT
WHY = "The reasons for this child, in words."
MET, NOT_MET, NA = (Answered(answer, WHY) for answer in Answer)
ALL_MET = dict.fromkeys("abcd", MET)


def rows(stream, recipient):
    """Give the rows asked, and whether any is statutory."""
    asked = rows_for(stream, recipient)
    return "".join(row.row for row in asked), {row.is_local for row in asked}


@pytest.mark.parametrize(
    ("stream", "recipient", "expected", "local"),
    [
        (Stream.EDUCATION, PARENT, "abcd", {False}),
        (Stream.EDUCATION, RecipientKind.NOMINEE, "abcd", {False}),
        (Stream.EDUCATION, RecipientKind.YOUNG_PERSON, "acd", {False}),
        (Stream.SOCIAL_CARE, PARENT, "ab", {True}),
        (Stream.SOCIAL_CARE, RecipientKind.YOUNG_PERSON, "a", {True}),
        (Stream.HEALTH, PARENT, "", set()),
    ],
)
def test_which_rows_are_asked(stream, recipient, expected, local):
    assert rows(stream, recipient) == (expected, local)


def test_four_rows_met_with_reasons_may_be_agreed_and_give_no_ground_to_refuse():
    assert bars_to_agreeing(Stream.EDUCATION, PARENT, ALL_MET) == ()
    (bar,) = bars_to_refusing(Stream.EDUCATION, PARENT, ALL_MET)
    assert bar.rule == "R6.6"


@pytest.mark.parametrize("row", "abcd")
def test_one_row_not_met_is_enough_to_refuse_and_bars_agreeing(row):
    answers = ALL_MET | {row: NOT_MET}
    assert bars_to_refusing(Stream.EDUCATION, PARENT, answers) == ()
    (bar,) = bars_to_agreeing(Stream.EDUCATION, PARENT, answers)
    assert f"Test {row} is not met" in bar.words


@pytest.mark.parametrize("row", "abcd")
@pytest.mark.parametrize("answered", [None, NA, Answered(Answer.MET, "  short  ")])
def test_each_row_must_be_answered_with_reasons_whatever_is_decided(row, answered):
    answers = {key: value for key, value in (ALL_MET | {row: answered}).items() if value}
    for bars in (
        bars_to_agreeing(Stream.EDUCATION, PARENT, answers),
        bars_to_refusing(Stream.EDUCATION, PARENT, answers, ["aggregate_sum"]),
    ):
        (bar,) = bars
        assert bar.rule in ("R6.6", "R6.8") and f"Test {row}" in bar.words


def test_another_ground_in_law_is_enough_to_refuse():
    assert bars_to_refusing(Stream.EDUCATION, PARENT, ALL_MET, ["not_in_plan"]) == ()


def test_a_local_question_is_never_a_ground():
    answers = ALL_MET | {question.row: NOT_MET for question in LOCAL_QUESTIONS}
    assert bars_to_agreeing(Stream.EDUCATION, PARENT, answers) == ()
    assert len(bars_to_refusing(Stream.EDUCATION, PARENT, answers)) == 1


def test_local_questions_are_labelled_and_begin_with_the_councils_own_services():
    assert all(question.is_local and question.rule == "R6.7" for question in LOCAL_QUESTIONS)
    assert "council service" in LOCAL_QUESTIONS[0].question
    assert not any(row.is_local for row in TESTS)


def test_the_grounds_for_refusing_are_those_of_the_law():
    assert {ground.rule for ground in GROUNDS} == {"R1.2", "R4A.1", "R4A.3", "R5.1", "R6.6", "R9.1"}
    assert not BY_CODE["aggregate_sum"].leaves_budget and BY_CODE["tests"].leaves_budget


WHOLE = AggregateSum(
    "Therapies contract", True, Limb.INEFFICIENT, "Taking out one place costs more than it frees."
)


def test_an_aggregate_sum_with_its_limb_and_evidence_may_be_left_out():
    assert bars_to_leaving_out(WHOLE) == ()


def test_a_block_contract_alone_is_no_reason():
    words = " ".join(bar.words for bar in bars_to_leaving_out(AggregateSum("Block contract", True)))
    assert "Say why" in words and "block contract alone is not a reason" in words


def test_the_shortest_evidence_and_the_shortest_reason_are_just_enough():
    assert bars_to_leaving_out(AggregateSum("A", True, Limb.INEFFICIENT, "x" * 30)) == ()
    assert len(bars_to_leaving_out(AggregateSum("A", True, Limb.INEFFICIENT, "x" * 29))) == 1
    answers = {row: Answered(Answer.MET, "x" * 20) for row in "abcd"}
    assert bars_to_agreeing(Stream.EDUCATION, PARENT, answers) == ()
    answers["c"] = Answered(Answer.MET, "x" * 19)
    assert len(bars_to_agreeing(Stream.EDUCATION, PARENT, answers)) == 1


def test_everything_is_asked_of_an_aggregate_sum():
    assert len(bars_to_leaving_out(AggregateSum())) == 4
    assert all(bar.rule == "R4A.1" for bar in bars_to_leaving_out(AggregateSum()))
    assert all(limb.words for limb in Limb)
