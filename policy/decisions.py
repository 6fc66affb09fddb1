"""What the Board must have before it decides a line of a request (reg 6, R6, R7.2, R25.5)."""

from collections.abc import Callable, Collection

from policy.aggregate_sums import AggregateSum, bars_to_leaving_out
from policy.bars import Bar
from policy.outcomes import EndingOutcome, Outcome, ReviewOutcome
from policy.payment_tests import (
    LOCAL_QUESTIONS,
    SHORTEST_REASON,
    Stream,
    Test,
    bars_to_agreeing,
    bars_to_deciding,
)
from policy.plain import long_date
from policy.proposed_decision import ProposedDecision
from policy.refusal_grounds import BY_CODE, RefusalGround
from policy.review_decisions import bars_to_deciding_review, same_deciders, warnings_about

# A ground that speaks of paying money over says nothing of a budget the council holds.
ONLY_OF_PAYMENTS = ("school_place", "recipient", "tests")


def bars_to_deciding_line(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """List why a line may not be decided as proposed; none when it may (reg 6, R6.6, R6.8, R7.2, R25.5).

    Unit: pounds and days; rounding: none. Edge: a decision on the day of the request is in order; a line of
    local policy and a health line answer no rows of ours; every other refusal needs a test not met or a ground
    in law. Error: none.
    """
    outcome_bars = _agreeing if proposed.outcome.is_agreed else _not_agreeing
    return (
        *_order(proposed),
        *_rows(proposed),
        *outcome_bars(proposed),
        *_grounds(proposed),
        *_reasons(proposed),
    )


def local_questions_left(proposed: ProposedDecision) -> tuple[Test, ...]:
    """List the local questions without words yet; they are asked and recorded, and refuse nothing (R6.7)."""
    return tuple(one for one in LOCAL_QUESTIONS if not proposed.local.get(one.row, "").strip())


def _order(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check the days: nothing is decided before it was asked for, or ends before it begins (R25.5, R25.3)."""
    asked, begins, ends = proposed.received_on, proposed.from_on, proposed.to_on
    checks = (
        (
            proposed.decided_on >= asked,
            "R25.5",
            f"The request was received on {long_date(asked)}: it cannot be decided before then.",
        ),
        (begins is None or ends is None or begins <= ends, "R25.3", "It cannot end before it begins."),
    )
    return _missing(checks)


def _rows(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check the answers of the tests: all met to pay, each answered to refuse (R6.6, R6.8)."""
    if not proposed.rows:
        return ()
    check = bars_to_agreeing if proposed.outcome.is_agreed and proposed.is_paid_over else bars_to_deciding
    return check(proposed.stream, proposed.tested_as, proposed.answers)


def _agreeing(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check what is agreed: amount, way, first day, consent of the school or college (R7.2, R9.1, R4A.3)."""
    paid, amount = proposed.is_paid_over, proposed.amount_decided
    as_asked = amount == proposed.amount_asked and proposed.mechanism_decided is proposed.mechanism_asked
    checks = (
        (amount is not None and amount > 0, "R1.2", "Say the amount that is agreed."),
        (proposed.mechanism_decided is not None, "R1.7", "Say how the budget is held."),
        (proposed.from_on is not None, "R25.3", "Say from which day it is agreed."),
        (
            proposed.outcome is not Outcome.AGREED or as_asked,
            "R7.2",
            "The amount or the way it is held is not what was asked for: say agreed in part.",
        ),
        (
            proposed.consents_given,
            "R9.1",
            "The school or college has not given each consent that is needed.",
        ),
        (
            not (paid and proposed.is_school_place),
            "R4A.3",
            "A direct payment cannot pay for a place at a school or college.",
        ),
        (not paid or proposed.recipient is not None, "R5.1", "Say who would receive the payments."),
        (
            not paid or proposed.is_asked_as_payment or proposed.stream is not Stream.EDUCATION,
            "R6.1",
            "Money can be paid over only where that was asked for.",
        ),
        (
            not (proposed.outcome is Outcome.AGREED and proposed.grounds),
            "R6.6",
            "What is agreed as asked has no ground for refusing: take the ground off.",
        ),
    )
    refused_payment = proposed.is_asked_as_payment and proposed.mechanism_decided and not paid
    return (*_missing(checks), *(_ground_needed(proposed) if refused_payment else ()))


def _not_agreeing(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check a refusal, of the budget or of paying it over: what is left, and its ground (R1.3, R6.6, R7.1)."""
    identified = proposed.outcome is Outcome.IDENTIFIED_NOT_PAID
    checks = (
        (
            not identified or (proposed.amount_decided is not None and proposed.amount_decided > 0),
            "R1.3",
            "Say the amount that is identified.",
        ),
        (
            not identified or proposed.is_asked_as_payment,
            "R1.3",
            "No direct payment was asked for, so there is none to refuse.",
        ),
        (
            identified or not (proposed.amount_decided or proposed.mechanism_decided),
            "R7.1",
            "What is refused has no amount and no way of being held: leave both empty.",
        ),
        (
            not (identified and proposed.is_paid_over),
            "R1.3",
            "What is not paid over cannot be held as a payment.",
        ),
    )
    kept = [BY_CODE[code] for code in proposed.grounds if code in BY_CODE] if identified else []
    lost = tuple(
        Bar(ground.rule, f"This ground leaves no budget to identify: {ground.words}")
        for ground in kept
        if not ground.leaves_budget
    )
    return (*_missing(checks), *_ground_needed(proposed), *lost)


def _reasons(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check the reasons for this child and, where anything is refused, who secures it (R1.5, R6.8, R7.1)."""
    words, refuses = proposed.reasons.strip(), proposed.outcome.refuses_something
    full = not refuses or not words or len(words) >= SHORTEST_REASON
    return _missing(
        (
            (words, "R6.8", "Give the reasons for this child."),
            (full, "R7.1", "Give the reasons for this child in full: the family is sent them."),
            (
                not refuses or proposed.secured_by.strip(),
                "R1.5",
                "Say who secures the provision now, and how.",
            ),
        )
    )


def _ground_needed(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check that a refusal has a test not met or a ground in law (R6.6)."""
    if proposed.has_test_not_met or proposed.grounds or proposed.has_tests_of_its_own:
        return ()
    return (Bar("R6.6", "A refusal needs a test that is not met, or another ground in law."),)


def _grounds(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check that each ground is one there is, and one that is open here (R1.2, R4A.1, R6.6)."""
    bars: list[Bar] = []
    for code in sorted(set(proposed.grounds)):
        if code not in BY_CODE:
            bars.append(Bar("R6.6", f"There is no ground called {code!r}."))
        elif code in ONLY_OF_PAYMENTS and not proposed.is_asked_as_payment:
            bars.append(
                Bar(BY_CODE[code].rule, "This ground is about paying money over, which was not asked.")
            )
        elif code in CHECKS:
            bars += CHECKS[code](proposed, BY_CODE[code])
    return tuple(bars)


def _not_in_plan(proposed: ProposedDecision, ground: RefusalGround) -> tuple[Bar, ...]:
    """Close this ground while the line is linked to provision in force in the plan (s.49(2), R1.2)."""
    if proposed.in_plan:
        return (
            Bar(ground.rule, "It is provision in the plan in force, so it cannot be refused as not in it."),
        )
    if proposed.is_non_plan:
        return (Bar(ground.rule, "It need not be in the plan, so it cannot be refused as not in it."),)
    return ()


def _aggregate_sum(proposed: ProposedDecision, ground: RefusalGround) -> tuple[Bar, ...]:
    return bars_to_leaving_out(proposed.aggregate or AggregateSum())


def _school_place(proposed: ProposedDecision, ground: RefusalGround) -> tuple[Bar, ...]:
    return (
        () if proposed.is_school_place else (Bar(ground.rule, "It is not a place at a school or college."),)
    )


def _tests(proposed: ProposedDecision, ground: RefusalGround) -> tuple[Bar, ...]:
    return () if proposed.has_test_not_met else (Bar(ground.rule, "No test is answered as not met."),)


def _no_setting_consent(proposed: ProposedDecision, ground: RefusalGround) -> tuple[Bar, ...]:
    if not proposed.consents_given:
        return ()
    return (Bar(ground.rule, "No consent of a school or college is missing."),)


CHECKS: dict[str, Callable[[ProposedDecision, RefusalGround], tuple[Bar, ...]]] = {
    "not_in_plan": _not_in_plan,
    "aggregate_sum": _aggregate_sum,
    "school_place": _school_place,
    "tests": _tests,
    "no_setting_consent": _no_setting_consent,
}


def _missing(checks: Collection[tuple[object, str, str]]) -> tuple[Bar, ...]:
    return tuple(Bar(rule, words) for met, rule, words in checks if not met)


__all__ = [
    "EndingOutcome",
    "Outcome",
    "ProposedDecision",
    "ReviewOutcome",
    "bars_to_deciding_line",
    "bars_to_deciding_review",
    "local_questions_left",
    "same_deciders",
    "warnings_about",
]
