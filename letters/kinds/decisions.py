"""The letter about the Board's decision, line by line, with the right to a review."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind, Line
from policy import Refused


@dataclass(frozen=True, kw_only=True)
class AggregateSumReason(Line):
    """A reason why no sum can be named: the arrangement, what taking it out would do, and other ways (R4A.1)."""

    source = "R4A.1"

    arrangement: str
    limb: str
    why: str
    other_ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DecidedLine(Line):
    """A decision on one line, with its own reasons (R7.1, R6.8).

    An agreed line says its amount, period, way to hold it and outcomes; one that is not agreed in full says
    what the decision relies on.
    """

    source = "R7.1"
    optional_fields = (
        "amount",
        "period",
        "mechanism",
        "outcomes",
        "tests_not_met",
        "evidence",
        "conditions",
        "aggregate_sum",
        "is_part",
    )

    title: str
    asked: str
    is_agreed: bool
    outcome: str
    reasons: tuple[str, ...]
    secured_by: str
    amount: str = ""
    period: str = ""
    mechanism: str = ""
    outcomes: tuple[str, ...] = ()
    tests_not_met: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    aggregate_sum: AggregateSumReason | None = None
    # Agreed, but less than was asked or held another way: what is missing of it is refused (R7.2).
    is_part: bool | None = None

    def __post_init__(self):
        super().__post_init__()
        needed = ("amount", "period", "mechanism", "outcomes") if self.is_agreed else ("evidence",)
        for name in needed:
            if not getattr(self, name):
                how = "agreed" if self.is_agreed else "not agreed"
                raise Refused(self.source, f"A line that is {how} must say: {name}.")


@dataclass(frozen=True, kw_only=True)
class BoardDecision(Kind):
    """The Board's decision on each line of a request, with the right to a review (L4, L5, L5b, R7.1, R20.1)."""

    code = "decision"
    title = "The decision about your personal budget request"
    template = "decision.html"
    email_subject = "The decision about your personal budget request"
    email_words = (
        "We have decided your request for a personal budget. Our letter says what was decided and why, and "
        "how you can ask us to look again, and by when."
    )
    source = "R7.1"
    duty = "decision_letter"
    legal_notice = True
    optional_fields = ("covering_note", "next_steps", "payment_reviews")

    request_reference: str
    board_on: date
    lines: tuple[DecidedLine, ...]
    review_by: date
    answer_days: int
    meeting_offer: str
    covering_note: str = ""
    next_steps: tuple[str, ...] = ()
    payment_reviews: tuple[str, ...] = ()

    def __post_init__(self):
        super().__post_init__()
        if any(line.is_agreed for line in self.lines) and not self.next_steps:
            raise Refused("R7.1", "The letter must say what happens next with the lines that are agreed.")

    @classmethod
    def contents(cls, parts):
        """Give the stored contents, with the lines that are agreed, agreed in part, and not agreed counted."""
        read = super().contents(parts)
        # An e-mail is composed without the words of its letter.
        lines = read["lines"] or ()
        agreed = sum(line["is_agreed"] for line in lines)
        part = sum(bool(line["is_part"]) for line in lines)
        return read | {"agreed_count": agreed, "part_count": part, "refused_count": len(lines) - agreed}
