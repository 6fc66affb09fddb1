"""The tests before a direct payment (reg 6, R6.2-R6.6) and the local questions asked beside them (R6.7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from policy.bars import Bar
from policy.eligibility import RecipientKind

SHORTEST_REASON = 20


class Stream(Enum):
    """A source of money with its own law and its own way to decide (R21.1)."""

    EDUCATION = "education"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"


class Answer(Enum):
    """An answer to a test."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Test:
    """A test in plain words: statutory for education money, local policy where it says so."""

    __test__ = False  # a test of the law, not of this program

    row: str
    rule: str
    authority: str
    question: str
    is_local: bool = False


@dataclass(frozen=True)
class Answered:
    """A test's answer with its reasons."""

    answer: Answer
    reasons: str = ""


TESTS = (
    Test(
        "a", "R6.2", "reg 6(1)(a)", "Will the recipient use the payments properly, for the agreed provision?"
    ),
    Test(
        "b",
        "R6.3",
        "reg 6(1)(b)",
        "Will the recipient act in the best interests of the child or young person?",
    ),
    Test(
        "c",
        "R6.4",
        "reg 6(1)",
        "Is there no adverse impact on other services the council provides or arranges under plans? "
        "Name the service and the impact, or say none.",
    ),
    Test(
        "d",
        "R6.5",
        "reg 6(1)",
        "Is it an efficient use of the council's resources? Give both costs and the dates of the quotes.",
    ),
)
LOCAL_QUESTIONS = (
    Test(
        "council_service",
        "R6.7",
        "local policy",
        "Is a council service available, was it considered, and why is it not used?",
        is_local=True,
    ),
    Test("need", "R6.7", "local policy", "Is there clear evidence of the need?", is_local=True),
    Test("outcome", "R6.7", "local policy", "Which outcome in the plan does it serve?", is_local=True),
    Test(
        "allocated",
        "R6.7",
        "local policy",
        "Is it already met by the provision and support allocated?",
        is_local=True,
    ),
    Test(
        "cost",
        "R6.7",
        "local policy",
        "Could it be commissioned more cost-effectively elsewhere?",
        is_local=True,
    ),
)


def rows_for(stream: Stream, recipient: RecipientKind) -> tuple[Test, ...]:
    """Give the rows to answer for a line of money (reg 6(1), R6.2-R6.5, R21.1).

    Edge: row b is not asked of a young person who receives for themselves; social care money answers rows a
    and b as local policy; health money has the commissioner's own tests, so none here.
    """
    if stream is Stream.HEALTH:
        return ()
    rows = [row for row in TESTS if row.row != "b" or recipient is not RecipientKind.YOUNG_PERSON]
    if stream is Stream.EDUCATION:
        return tuple(rows)
    return tuple(
        Test(row.row, "R21.1", "local policy", row.question, is_local=True) for row in rows if row.row in "ab"
    )


def bars_to_agreeing(
    stream: Stream, recipient: RecipientKind, answers: Mapping[str, Answered]
) -> tuple[Bar, ...]:
    """List why a payment may not be agreed: a row unanswered, without reasons, or not met (R6.6, R6.8)."""
    bars = list(bars_to_deciding(stream, recipient, answers))
    for row in rows_for(stream, recipient):
        answered = answers.get(row.row)
        if answered and answered.answer is Answer.NOT_MET:
            bars.append(Bar(row.rule, f"Test {row.row} is not met."))
    return tuple(bars)


def bars_to_refusing(
    stream: Stream, recipient: RecipientKind, answers: Mapping[str, Answered], grounds: Collection[str] = ()
) -> tuple[Bar, ...]:
    """List why a direct payment may not be refused: rows unanswered, or no ground for it (R6.6).

    Edge: an answer to a local question is never a ground; one statutory row not met, or one ground of
    `refusal_grounds`, is enough.
    """
    rows = rows_for(stream, recipient)
    not_met = any(row.row in answers and answers[row.row].answer is Answer.NOT_MET for row in rows)
    bars = list(bars_to_deciding(stream, recipient, answers))
    if not not_met and not grounds:
        bars.append(Bar("R6.6", "A refusal needs a test that is not met, or another ground in law."))
    return tuple(bars)


def bars_to_deciding(
    stream: Stream, recipient: RecipientKind, answers: Mapping[str, Answered]
) -> tuple[Bar, ...]:
    """List the rows not answered or without reasons; each must be, whatever is decided (R6.6, R6.8)."""
    bars = []
    for row in rows_for(stream, recipient):
        answered = answers.get(row.row)
        if not answered:
            bars.append(Bar("R6.6", f"Test {row.row} is not answered."))
        elif answered.answer is Answer.NOT_APPLICABLE:
            bars.append(Bar("R6.6", f"Test {row.row} applies here: say whether it is met."))
        elif len(answered.reasons.strip()) < SHORTEST_REASON:
            bars.append(Bar("R6.8", f"Test {row.row} needs its reasons in words."))
    return tuple(bars)
