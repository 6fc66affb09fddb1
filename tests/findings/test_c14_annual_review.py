"""C14, Suffolk: at each annual review the budget in force has an outcome for each of its lines (R14.9, R11.3)."""

from datetime import date

import pytest
import time_machine

from budgets.actions import endings
from budgets.models import BudgetOutcome
from ehcp import actions as ehcp
from policy import Refused
from tests.factories.agreements import make_active, make_cast, make_ending, make_payment_review
from tests.factories.ehcp import make_annual_review, make_plan

TODAY = date(2027, 2, 26)


@pytest.fixture(autouse=True)
def today():
    """Let it be Friday 26 February 2027."""
    with time_machine.travel("2027-02-26T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def cast(db):
    """Give everybody an agreement passes through."""
    return make_cast()


@pytest.fixture
def agreement(cast):
    """Give an active agreement about two lines."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        return make_active(cast, lines=2)


def meet(cast, plan, *, discussed=True):
    """Record a meeting held today, with the updated plan sent to everybody."""
    review = make_annual_review(plan, invited_on=date(2027, 2, 12))
    meeting = ehcp.record_meeting(
        review, held_on=TODAY, attendees=[("Sam Ferry", "The school")], budget_discussed=discussed,
        child_views="I like my tutor.", words="We talked about it.", on=TODAY, by=cast.officer,
    )  # fmt: skip
    return ehcp.circulate(meeting, attendees=meeting.attendees.all(), on=TODAY, by=cast.officer)


def lines_of(agreement):
    """Give the ids of the lines in force."""
    return list(agreement.current_version.provision.order_by("id").values_list("line", flat=True))


def say(meeting, cast, outcomes):
    """Record outcomes by line."""
    given = {line: (outcome, "As we agreed at the meeting.") for line, outcome in outcomes.items()}
    return endings.record_outcomes(meeting, outcomes=given, on=TODAY, by=cast.officer)


def refused_to_close(meeting, cast):
    """Give what the closing of the meeting is refused with."""
    with pytest.raises(Refused) as refused:
        endings.close_meeting(meeting, on=TODAY, by=cast.officer)
    return refused.value


def test_each_line_has_its_outcome_before_the_review_closes(cast, agreement):
    meeting = meet(cast, agreement.plan)
    first, second = lines_of(agreement)
    make_payment_review(agreement, cast, occasion="annual_review", result="no_change")
    assert "Tutoring 1 and Tutoring 2" in str(refused_to_close(meeting, cast))
    say(meeting, cast, {first: "continue"})
    refusal = refused_to_close(meeting, cast)
    assert refusal.rule == "R14.9" and "Tutoring 2" in refusal.words and "Tutoring 1" not in refusal.words
    say(meeting, cast, {second: "change"})
    assert endings.close_meeting(meeting, on=TODAY, by=cast.officer).state == "closed"


def test_the_payments_are_reviewed_with_the_plan(cast, agreement):
    meeting = meet(cast, agreement.plan)
    say(meeting, cast, dict.fromkeys(lines_of(agreement), "continue"))
    make_payment_review(agreement, cast, occasion="concern", result="no_change")
    assert refused_to_close(meeting, cast).rule == "R11.3"
    make_payment_review(
        agreement, cast, occasion="annual_review", held_on=date(2027, 2, 11), result="no_change"
    )
    assert refused_to_close(meeting, cast).rule == "R11.3"
    make_payment_review(agreement, cast, occasion="annual_review", result="no_change")
    endings.close_meeting(meeting, on=TODAY, by=cast.officer)


def test_an_arrangement_has_outcomes_and_no_review_of_payments(cast):
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        agreement = make_active(cast, mechanism="notional_council")
    meeting = meet(cast, agreement.plan)
    assert refused_to_close(meeting, cast).rule == "R14.9"
    say(meeting, cast, dict.fromkeys(lines_of(agreement), "continue"))
    endings.close_meeting(meeting, on=TODAY, by=cast.officer)


def test_what_should_end_is_proposed_to_end(cast, agreement):
    meeting = meet(cast, agreement.plan)
    make_payment_review(agreement, cast, occasion="annual_review")
    say(meeting, cast, dict.fromkeys(lines_of(agreement), "end"))
    assert "propose the ending" in str(refused_to_close(meeting, cast))
    make_ending(agreement, cast, meeting=meeting)
    endings.close_meeting(meeting, on=TODAY, by=cast.officer)


def test_nothing_ends_that_was_not_discussed(cast, agreement):
    meeting = meet(cast, agreement.plan, discussed=False)
    with pytest.raises(Refused) as refused:
        say(meeting, cast, dict.fromkeys(lines_of(agreement), "end"))
    assert refused.value.rule == "R14.9"
    assert not BudgetOutcome.objects.exists()


def test_an_outcome_is_of_a_line_in_force_with_words_and_can_be_mended(cast, agreement):
    meeting = meet(cast, agreement.plan)
    first, _ = lines_of(agreement)
    for outcomes in ({0: ("continue", "x")}, {first: ("stay", "x")}, {first: ("continue", " ")}):
        with pytest.raises(Refused):
            endings.record_outcomes(meeting, outcomes=outcomes, on=TODAY, by=cast.officer)
    say(meeting, cast, {first: "continue"})
    say(meeting, cast, {first: "change"})
    assert list(BudgetOutcome.objects.values_list("outcome", flat=True)) == ["change"]


def test_without_a_budget_in_force_a_meeting_closes(cast):
    meeting = meet(cast, make_plan(child=cast.child))
    assert endings.close_meeting(meeting, on=TODAY, by=cast.officer).closed_on == TODAY
