"""Letters about a review of a decision: asked for, not taken because it was late, and answered."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind, Line


@dataclass(frozen=True, kw_only=True)
class ReviewReceived(Kind):
    """News that a request for a review has come, when it is answered, and an offer to meet (L7a, R7.7)."""

    code = "review_received"
    title = "We are looking at the decision again"
    template = "review_received.html"
    email_subject = "We are looking at the decision again"
    email_words = (
        "You asked us to look at a decision again, and we will. Our letter says by when we answer, and how "
        "you can talk to somebody who makes the decision."
    )
    source = "R7.7"
    optional_fields = ("lateness", "board_dates", "evidence_by")

    reviewed: str
    received_on: date
    answer_by: date
    meeting_offer: str
    how_to_send_evidence: str
    meanwhile: str
    lateness: str = ""
    board_dates: tuple[date, ...] = ()
    evidence_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewNotTaken(Kind):
    """A refusal to review because the request came late, with reasons and what else can be done (R7.5)."""

    code = "review_refused_late"
    title = "Why we cannot review the decision"
    template = "review_refused_late.html"
    email_subject = "Our answer to your request for a review"
    email_words = (
        "You asked us to look at a decision again. Our letter says why we cannot, and what else you can do."
    )
    source = "R7.5"

    reviewed: str
    received_on: date
    review_by: date
    reasons: tuple[str, ...]
    other_ways: tuple[str, ...]
    meanwhile: str


@dataclass(frozen=True, kw_only=True)
class ReviewedLine(Line):
    """A decision on review, with what was decided earlier and what holds now (R7.4)."""

    source = "R7.4"
    optional_fields = ("amount", "conditions")

    title: str
    earlier: str
    outcome: str
    now: str
    reasons: tuple[str, ...]
    secured_by: str
    amount: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewOutcome(Kind):
    """The answer to a request for a review: what was considered, decided, why, and from when (L7, R7.4, R20.1).

    `representations` are pairs: what the family said or sent, and how it was considered.
    """

    code = "review_outcome"
    title = "The outcome of your review"
    template = "review_outcome.html"
    email_subject = "The outcome of your review"
    email_words = (
        "We have looked at the decision again. Our letter says what was decided and why, and what you can do "
        "next."
    )
    source = "R7.4"
    duty = "review_outcome"
    legal_notice = True

    reviewed: str
    received_on: date
    board_on: date
    meeting: str
    representations: tuple[tuple[str, str], ...]
    lines: tuple[ReviewedLine, ...]
    reasons: tuple[str, ...]
    effect: str
    effective_on: date
    backdating: str
    next_steps: tuple[str, ...]
