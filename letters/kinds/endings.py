"""Letters about the end of a budget or its payments: the notice, a withdrawn consent, and an end that is not."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind


@dataclass(frozen=True, kw_only=True)
class StopNotice(Kind):
    """The notice that a budget or its payments end, with reasons and the right to a review (L10, R14.8, R14.9).

    `provision_after` are pairs: the provision, and who secures it afterwards.
    """

    code = "stop_notice"
    title = "Notice that your personal budget is ending"
    template = "stop_notice.html"
    email_subject = "A notice about your personal budget"
    email_words = (
        "We have sent you a notice about your personal budget. Please read it soon: it says what will change "
        "and why, and how you can ask us to look again, and by when."
    )
    source = "R14.8"
    duty = "budget_end_notice"
    legal_notice = True
    optional_fields = ("board_on", "annual_review_on")

    payments: tuple[str, ...]
    grounds: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: tuple[str, ...]
    last_payment: str
    ends_on: date
    notice_period: str
    review_by: date
    answer_days: int
    meeting_offer: str
    meanwhile: str
    provision_after: tuple[tuple[str, str], ...]
    final_return: str
    account: str
    employer_help: tuple[str, ...]
    board_on: date | None = None
    annual_review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawal(Kind):
    """A confirmation that payments ended because consent was withdrawn in writing (R14.1).

    `provision_after` are pairs: the provision, and who secures it now.
    """

    code = "consent_withdrawn"
    title = "Your direct payment has ended, as you asked"
    template = "consent_withdrawn.html"
    email_subject = "Your direct payment has ended, as you asked"
    email_words = (
        "You told us that you no longer want a direct payment, and we have ended it. Our letter says what "
        "happens to the support, and what is left to do."
    )
    source = "R14.1"

    told_on: date
    ended_on: date
    payments: tuple[str, ...]
    what_next: tuple[str, ...]
    provision_after: tuple[tuple[str, str], ...]
    final_return: str
    account: str
    employer_help: tuple[str, ...]
    ask_again: str


@dataclass(frozen=True, kw_only=True)
class AgreementNotBegun(Kind):
    """A confirmation that an agreement does not begin, because consent was taken back before it (R14.1).

    `provision_after` are pairs: the provision, and who secures it now.
    """

    code = "agreement_not_begun"
    title = "Your agreement does not begin, as you asked"
    template = "agreement_not_begun.html"
    email_subject = "Your agreement does not begin, as you asked"
    email_words = (
        "You told us that you no longer agree to what was planned with your personal budget. Our letter says "
        "what happens to the support."
    )
    source = "R14.1"

    told_on: date
    lines: tuple[str, ...]
    what_next: tuple[str, ...]
    provision_after: tuple[tuple[str, str], ...]
    ask_again: str


@dataclass(frozen=True, kw_only=True)
class AgreementReplaced(Kind):
    """News that an agreement ended because another one, agreed to in writing, has taken its place (b3, R8.3)."""

    code = "agreement_replaced"
    title = "A new agreement has taken the place of an earlier one"
    template = "agreement_replaced.html"
    email_subject = "A new agreement has taken the place of an earlier one"
    email_words = (
        "The new agreement for your personal budget has begun, and the earlier one has an end. Our letter says "
        "from which day, and what is left to do."
    )
    source = "R8.3"

    earlier: str
    ended_on: date
    payments: tuple[str, ...]
    later: str
    begins_on: date
    agreed_now: tuple[str, ...]
    final_return: str
    account: str
    employer_help: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EndingNotGoingAhead(Kind):
    """News that a budget that might have ended goes on (R7.8, R14.9)."""

    code = "ending_not_going_ahead"
    title = "Your personal budget goes on"
    template = "ending_not_going_ahead.html"
    email_subject = "Your personal budget goes on"
    email_words = "The Board has looked at whether your personal budget should end. It goes on."
    source = "R7.8"

    board_on: date
    payments: tuple[str, ...]
    reasons: tuple[str, ...]
    what_next: tuple[str, ...]
