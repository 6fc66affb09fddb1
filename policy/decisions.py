"""What the Board must have before it decides a line of a request (reg 6, R6, R7.2, R25.5)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from policy.aggregate_sums import AggregateSum, bars_to_leaving_out
from policy.bars import Bar
from policy.eligibility import RecipientKind
from policy.mechanisms import Mechanism
from policy.outcomes import EndingOutcome, Outcome, ReviewOutcome
from policy.payment_tests import (
    LOCAL_QUESTIONS,
    SHORTEST_REASON,
    Answer,
    Answered,
    Stream,
    Test,
    bars_to_agreeing,
    bars_to_deciding,
    rows_for,
)
from policy.plain import long_date
from policy.refusal_grounds import BY_CODE, RefusalGround
from policy.review_decisions import bars_to_deciding_review, same_deciders, warnings_about

# A ground that speaks of paying money over says nothing of a budget the council holds.
ONLY_OF_PAYMENTS = ("school_place", "recipient", "tests")


@dataclass(frozen=True, kw_only=True)
class ProposedDecision:
    """A decision on one line as it is proposed, with everything it stands on (R6, R7.1, R7.2).

    `in_plan`: linked to provision in force in the plan. `is_non_plan`: of a kind decided by local policy alone.
    `consents_given`: each consent of the school or college that is needed, or none is. `to_on` None: open.
    """

    stream: Stream
    mechanism_asked: Mechanism
    mechanism_decided: Mechanism | None
    outcome: Outcome
    amount_asked: Decimal
    amount_decided: Decimal | None
    from_on: date | None = None
    to_on: date | None = None
    recipient: RecipientKind | None = None
    answers: Mapping[str, Answered] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    grounds: Collection[str] = ()
    aggregate: AggregateSum | None = None
    reasons: str = ""
    secured_by: str = ""
    in_plan: bool
    is_non_plan: bool = False
    consents_given: bool
    is_school_place: bool = False
    received_on: date
    decided_on: date

    @property
    def is_asked_as_payment(self) -> bool:
        """Tell whether money paid over was asked for (R1.3)."""
        return self.mechanism_asked.is_paid_over

    @property
    def is_paid_over(self) -> bool:
        """Tell whether money is to be paid over (R1.3)."""
        return self.mechanism_decided is not None and self.mechanism_decided.is_paid_over

    @property
    def rows(self) -> tuple[Test, ...]:
        """Give the tests to answer: none unless money paid over is asked for or decided (R6.6, R21.1)."""
        if self.is_non_plan or not (self.is_asked_as_payment or self.is_paid_over):
            return ()
        return rows_for(self.stream, self._recipient)

    @property
    def has_test_not_met(self) -> bool:
        """Tell whether a test that applies is answered "not met" (R6.6)."""
        return any(
            row.row in self.answers and self.answers[row.row].answer is Answer.NOT_MET for row in self.rows
        )

    @property
    def has_tests_of_its_own(self) -> bool:
        """Tell whether other rules than ours decide it: local policy, or the health commissioner's (R1.2)."""
        return self.is_non_plan or self.stream is Stream.HEALTH

    @property
    def _recipient(self) -> RecipientKind:
        return self.recipient or RecipientKind.PARENT


def bars_to_deciding_line(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """List why a line may not be decided as proposed; none when it may (reg 6, R6.6, R6.8, R7.2, R25.5).

    Unit: pounds and days; rounding: none. Edge: a decision on the day of the request is in order; a line of
    local policy and a health line answer no rows of ours; every other refusal needs a test not met or a ground
    in law. Error: none.
    """
    outcome_bars = _agreeing if proposed.outcome.is_agreed else _not_agreeing
    return (*_order(proposed), *_rows(proposed), *outcome_bars(proposed), *_reasons(proposed))


def local_questions_left(proposed: ProposedDecision) -> tuple[Test, ...]:
    """List the local questions without words yet; they are asked and recorded, and refuse nothing (R6.7)."""
    return tuple(one for one in LOCAL_QUESTIONS if not proposed.local.get(one.row, "").strip())


def _order(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check that nothing is decided before it was asked for (R25.5)."""
    if proposed.decided_on >= proposed.received_on:
        return ()
    asked = long_date(proposed.received_on)
    return (Bar("R25.5", f"The request was received on {asked}: it cannot be decided before then."),)


def _rows(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check the answers of the tests: all met to pay, each answered to refuse (R6.6, R6.8)."""
    if not proposed.rows:
        return ()
    check = bars_to_agreeing if proposed.outcome.is_agreed and proposed.is_paid_over else bars_to_deciding
    return check(proposed.stream, proposed._recipient, proposed.answers)


def _agreeing(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check what is agreed: amount, way, first day, consent of the school or college (R7.2, R9.1, R4A.3)."""
    paid, amount = proposed.is_paid_over, proposed.amount_decided
    as_asked = amount == proposed.amount_asked and proposed.mechanism_decided is proposed.mechanism_asked
    checks = (
        (amount is not None and amount > 0, "R1.2", "Say the amount that is agreed."),
        (proposed.mechanism_decided is not None, "R1.7", "Say how the budget is held."),
        (proposed.from_on is not None, "R25.3", "Say from which day it is agreed."),
        (
            not (proposed.from_on and proposed.to_on and proposed.to_on < proposed.from_on),
            "R25.3",
            "It cannot end before it begins.",
        ),
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
    return (
        *_missing(checks),
        *_grounds(proposed),
        *(_ground_needed(proposed) if refused_payment else ()),
    )


def _not_agreeing(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check a refusal, of the budget or of paying it over: grounds and who secures it (R1.3, R1.5, R6.6)."""
    identified = proposed.outcome is Outcome.IDENTIFIED_NOT_PAID
    checks = (
        (
            proposed.secured_by.strip(),
            "R1.5",
            "Say who secures the provision now, and how.",
        ),
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
    return (*_missing(checks), *_ground_needed(proposed), *_grounds(proposed), *lost)


def _reasons(proposed: ProposedDecision) -> tuple[Bar, ...]:
    """Check the reasons for this child: some to agree, in full where anything is refused (R6.8, R7.1)."""
    words = proposed.reasons.strip()
    if not words:
        return (Bar("R6.8", "Give the reasons for this child."),)
    if proposed.outcome.refuses_something and len(words) < SHORTEST_REASON:
        return (Bar("R7.1", "Give the reasons for this child in full: the family is sent them."),)
    return ()


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
