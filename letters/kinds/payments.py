"""Letters about money that is paid: what each payment is for, and to staff, which are late."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind
from letters.kinds.standing import WorkReminder


@dataclass(frozen=True, kw_only=True)
class Remittance(Kind):
    """What a payment is: its amount, the days it covers, how it is worked out, and the next one (L8, R10.6).

    `streams` are pairs: where the money comes from, and how much of the payment does.
    """

    code = "remittance"
    title = "A payment has been made"
    template = "remittance.html"
    email_subject = "A payment has been made"
    email_words = "We have made a payment. Our letter says how it is worked out and when the next one comes."
    source = "R10.6"
    optional_fields = ("next_on",)

    recipient_name: str
    amount: str
    paid_on: date
    period: str
    worked_out: tuple[str, ...]
    streams: tuple[tuple[str, str], ...]
    running_total: str
    running_since: date
    next_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class LatePayments(WorkReminder):
    """A digest for finance officers: how many payments are due and late, and no names (R8.7)."""

    code = "late_payments"
    title = "Payments that are due"
    template = "late_payments.html"
    email_subject = "Payments that are due"
    email_words = "Some payments to families are due or late. Sign in and open Payments to see them."
    source = "R8.7"
