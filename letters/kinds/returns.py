"""Letters about a quarterly return: a reminder, a question, and that it was accepted."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind


@dataclass(frozen=True, kw_only=True)
class ReturnReminder(Kind):
    """A reminder of a return: what is needed, the help there is, and what follows without it (L11, R15.2)."""

    code = "return_reminder"
    title = "A reminder about your return"
    template = "return_reminder.html"
    email_subject = "A reminder about your return"
    email_words = (
        "A return about your personal budget is due. Our letter says what is needed and by when. If it is "
        "hard to do, tell us: we can help."
    )
    source = "R15.2"

    quarter: str
    due_on: date
    timing: str
    needed: tuple[str, ...]
    help: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class ReturnQuery(Kind):
    """Questions about a return that was sent, and by when to answer them (L11, R15.1)."""

    code = "return_query"
    title = "We have a question about your return"
    template = "return_query.html"
    email_subject = "We have a question about your return"
    email_words = (
        "Thank you for your return. Our letter has a question about it, and says by when to answer and how we "
        "can help."
    )
    source = "R15.1"

    quarter: str
    questions: tuple[str, ...]
    reply_by: date
    help: str


@dataclass(frozen=True, kw_only=True)
class ReturnAccepted(Kind):
    """News that a return is accepted, with the sum worked through and what follows from it (R15.3, R15.5)."""

    code = "return_accepted"
    title = "We have accepted your return"
    template = "return_accepted.html"
    email_subject = "We have accepted your return"
    email_words = "Thank you. We have checked and accepted your return. Our letter shows the sums."
    source = "R15.3"
    duty = "return_check"
    optional_fields = ("next_return_on",)

    quarter: str
    accepted_on: date
    closing_balance: str
    sum_steps: tuple[str, ...]
    result: str
    next_return_on: date | None = None
