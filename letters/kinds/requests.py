"""Letters about a request for a personal budget, from its receipt until the Board has decided it."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind, Line


@dataclass(frozen=True, kw_only=True)
class AskedLine(Line):
    """A line of a request, as the family asked for it."""

    source = "R4.2"

    title: str
    amount: str
    mechanism: str


@dataclass(frozen=True, kw_only=True)
class RequestReceipt(Kind):
    """A receipt for a request: what was asked, who decides by when, and what happens meanwhile (L1, R4.2)."""

    code = "receipt"
    title = "We have your personal budget request"
    template = "receipt.html"
    email_subject = "We have your personal budget request"
    email_words = (
        "We have received your request for a personal budget. Our letter says what happens next, who "
        "decides, and by when."
    )
    source = "R4.2"

    request_reference: str
    received_on: date
    how_received: str
    lines: tuple[AskedLine, ...]
    total: str
    window: str
    who_decides: str
    decide_by: date
    meanwhile: str
    next_steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InformationNeeded(Kind):
    """A list of what is still needed for a request, why, by when, and with what help (L2a, R4.2)."""

    code = "information_needed"
    title = "We need some more information from you"
    template = "information_needed.html"
    email_subject = "We need some more information from you"
    email_words = (
        "We need some more information for your request for a personal budget. Our letter says what, why and "
        "by when, and how we can help."
    )
    source = "R4.2"

    request_reference: str
    items: tuple[str, ...]
    reason: str
    reply_by: date
    help: str


@dataclass(frozen=True, kw_only=True)
class OutsideWindow(Kind):
    """An answer to a request made when no window was open: why, the choices, and an early review (L3, R4.3)."""

    code = "outside_window"
    title = "When we can consider your personal budget request"
    template = "outside_window.html"
    email_subject = "When we can consider your request"
    email_words = (
        "We have received your request for a personal budget. Our letter says when we can consider it, and "
        "the choices you have."
    )
    source = "R4.3"
    duty = "outside_window_letter"

    request_reference: str
    received_on: date
    reason: str
    disposition: str
    options: tuple[str, ...]
    next_window: str
    early_review: str


@dataclass(frozen=True, kw_only=True)
class RequestClosed(Kind):
    """A confirmation that a request was withdrawn or is no longer needed, and how to ask again (L3w, R4.3)."""

    code = "request_closed"
    title = "We have closed your personal budget request"
    template = "request_closed.html"
    email_subject = "We have closed your request"
    email_words = (
        "We have closed a request for a personal budget. Our letter says why, and how you can ask again."
    )
    source = "R4.3"

    request_reference: str
    closed_on: date
    reason: str
    meanwhile: str
    ask_again: str


@dataclass(frozen=True, kw_only=True)
class DecisionDeferred(Kind):
    """News that the Board put off its decision, why, and when it will look again (R7.8)."""

    code = "deferral"
    title = "The decision on your request has been put off"
    template = "deferral.html"
    email_subject = "The decision on your request has been put off"
    email_words = (
        "The decision on your request for a personal budget has been put off. Our letter says why, and when "
        "the Board will look at it again."
    )
    source = "R7.8"
    duty = "deferral_told"

    request_reference: str
    board_on: date
    reasons: tuple[str, ...]
    next_on: date
    meanwhile: str
