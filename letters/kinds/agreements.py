"""Letters about an agreement: the written notice of a direct payment, a plain agreement without one, the start."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind, Line


@dataclass(frozen=True, kw_only=True)
class AgreedLine(Line):
    """A line of agreed provision: the goods or services, how much of them, and what they cost (R2.1, R8.2)."""

    source = "R8.2"

    title: str
    plan_reference: str
    outcome: str
    quantity: str
    frequency: str
    stream: str
    amount: str
    weekly: str


@dataclass(frozen=True, kw_only=True)
class PaymentNotice(Kind):
    """The written notice and agreement for a direct payment, before consent (L6, L6a, reg 8, R8.2, R15.3).

    `payments` are pairs of day and amount, `return_dates` of quarter and last day, `review_dates` of what and
    when. Its recipient is whom the money goes to: a parent, a young person, or the nominee they name.
    """

    code = "payment_notice"
    title = "Your direct payment: our notice and agreement"
    template = "payment_notice.html"
    email_subject = "Your direct payment: please read and decide"
    email_words = (
        "We have sent you the notice and agreement for a direct payment. Please read it before you decide. "
        "You do not have to have a direct payment."
    )
    source = "R8.2"
    legal_notice = True
    optional_fields = ("employer", "carry_forward", "setting_consents", "takes_over")

    notice_version: int
    issued_on: date
    officer_name: str
    recipient_name: str
    recipient_role: str
    lines: tuple[AgreedLine, ...]
    period: str
    annual_total: str
    weekly_rate: str
    funded_weeks: int
    conditions: tuple[str, ...]
    payments: tuple[tuple[date, str], ...]
    account: str
    return_dates: tuple[tuple[str, date], ...]
    evidence: tuple[str, ...]
    threshold: str
    threshold_weeks: int
    repayment: str
    review_dates: tuple[tuple[str, str], ...]
    to_tell: tuple[str, ...]
    tell_within: str
    grounds: tuple[str, ...]
    notice_days: int
    review_days: int
    answer_days: int
    managing_money: tuple[str, ...]
    statements: tuple[str, ...]
    how_to_consent: tuple[str, ...]
    employer: str = ""
    carry_forward: str = ""
    setting_consents: tuple[str, ...] = ()
    takes_over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArrangementAgreement(Kind):
    """An agreement for money that the council or a setting holds: who arranges what, and for how long (R1.7)."""

    code = "arrangement"
    title = "Your personal budget: what is arranged for you"
    template = "arrangement.html"
    email_subject = "Your personal budget: what is arranged for you"
    email_words = (
        "We have written down what is arranged with your personal budget: who holds the money, who arranges "
        "the support, and what you can ask for."
    )
    source = "R1.7"
    optional_fields = ("takes_over",)

    arrangement_version: int
    issued_on: date
    officer_name: str
    holder: str
    commissioner: str
    lines: tuple[AgreedLine, ...]
    annual_total: str
    weekly_rate: str
    period: str
    reviews: str
    statements: tuple[str, ...]
    can_ask: tuple[str, ...]
    takes_over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IncreaseNotice(Kind):
    """The notice that more is paid under an agreement that goes on: it needs no new consent (L8a, R12.4)."""

    code = "increase_notice"
    title = "Your personal budget: more is agreed"
    template = "increase_notice.html"
    email_subject = "Your personal budget: more is agreed"
    email_words = (
        "We have sent you a notice of a higher amount. It says from which day. You need not agree again."
    )
    source = "R12.4"
    optional_fields = ("payments", "threshold")

    notice_version: int
    issued_on: date
    officer_name: str
    from_on: date
    earlier_total: str
    annual_total: str
    weekly_rate: str
    lines: tuple[AgreedLine, ...]
    payments: tuple[tuple[date, str], ...] = ()
    threshold: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementActive(Kind):
    """News that the first payment is on its way, with the days of payments, reviews and returns (R8.7, R11.2)."""

    code = "agreement_active"
    title = "Your first payment is on its way"
    template = "agreement_active.html"
    email_subject = "Your first payment is on its way"
    email_words = (
        "Your first payment is on its way. Our letter says when the others come, and when the first review "
        "and the first returns are."
    )
    source = "R8.7"

    recipient_name: str
    first_payment_on: date
    first_amount: str
    payments: tuple[tuple[date, str], ...]
    first_review_by: date
    return_dates: tuple[tuple[str, date], ...]
    what_to_do: tuple[str, ...]
