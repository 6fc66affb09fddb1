"""Whether more is held than six weeks' equivalent, and what may be done about it (R15.3-R15.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from policy.deadlines import due
from policy.errors import InputError, Refused
from policy.money import check_pounds, to_the_penny, up_to_the_penny
from policy.numbers import number
from policy.plain import count_words, pounds

NOTHING = Decimal("0.00")
MOST_WEEKS = 53
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Surplus:
    """A surplus test, worked through: what may be held, what is, and by how much it is over (R15.3)."""

    annual: Decimal
    weeks: int
    weeks_allowed: int
    gross: Decimal
    advance: Decimal
    liabilities: tuple[Decimal, ...]
    closing_account: bool

    @property
    def weekly_rate(self) -> Fraction:
        """Give the annual amount over the funded weeks (R15.4); unit: pounds a week, exact, not rounded."""
        return Fraction(self.annual) / self.weeks

    @property
    def threshold(self) -> Decimal:
        """Give what may be held (R15.4); unit: pounds, rounded up to the penny; edge: nothing at closure."""
        return NOTHING if self.closing_account else up_to_the_penny(self.weekly_rate * self.weeks_allowed)

    @property
    def deductions(self) -> Decimal:
        """Give what comes off before testing: paid in advance, and owed (R15.5); unit: pounds."""
        return sum(self.liabilities, self.advance)

    @property
    def adjusted(self) -> Decimal:
        """Give the balance to test (R15.5); unit: pounds; edge: negative when more was spent than held."""
        return self.gross - self.deductions

    @property
    def over_by(self) -> Decimal:
        """Give by how much the balance is over (R15.3); unit: pounds; edge: nothing when it is equal."""
        return max(self.adjusted - self.threshold, NOTHING)

    @property
    def over(self) -> bool:
        """Tell whether the balance is more than the threshold; equal is not over (R15.3)."""
        return self.over_by > 0

    @property
    def most_to_ask_for(self) -> Decimal:
        """Give the most that may be asked back: only what is over, never all while running (R15.6)."""
        return self.over_by

    @property
    def steps(self) -> tuple[str, ...]:
        """Say in words and pounds how the sum is made."""
        return (*self._allowed(), *self._held(), self._result())

    def _allowed(self) -> tuple[str, ...]:
        if self.closing_account:
            return ("The account is closing: everything left after what is properly owed is unspent.",)
        rate = to_the_penny(self.weekly_rate)
        about = "" if rate == self.weekly_rate else "about "
        return (
            f"{pounds(self.annual)} over {count_words(self.weeks, 'funded week')} is "
            f"{about}{pounds(rate)} a week.",
            f"{count_words(self.weeks_allowed, 'week')} of that, rounded up to the penny, is "
            f"{pounds(self.threshold)}.",
        )

    def _held(self) -> tuple[str, ...]:
        lines = [f"The account closes at {pounds(self.gross)}."]
        if self.advance:
            lines.append(f"Take off {pounds(self.advance)}, paid in advance for a later period.")
        lines += [f"Take off {pounds(one)}, owed and not yet paid." for one in self.liabilities]
        if self.deductions:
            lines.append(f"That leaves {pounds(self.adjusted)}.")
        return tuple(lines)

    def _result(self) -> str:
        if self.over and self.closing_account:
            return f"{pounds(self.over_by)} is unspent."
        if self.over:
            return (
                f"That is over by {pounds(self.over_by)}. Being over is a question, not a debt: "
                f"no more than {pounds(self.over_by)} may be asked for."
            )
        if self.adjusted < 0:
            return (
                "More was spent than was held: there is no surplus, but check that the amount is sufficient."
            )
        if self.closing_account:
            return "Nothing is unspent."
        return "That is not over: only more than the threshold is."


def surplus(
    annual: Decimal,
    weeks: int,
    closing: Decimal,
    *,
    on: date,
    advance: Decimal = NOTHING,
    liabilities: Sequence[Decimal] = (),
    closing_account: bool = False,
) -> Surplus:
    """Test whether a balance is more than six weeks' equivalent (R15.3-R15.6).

    Unit: pounds; rounding: exact until the threshold, which is rounded up to the penny. Edge: a balance of
    just the threshold is not over; an overspent balance is negative; a closing account may keep nothing.
    Error: InputError for a sum below £0, more than two decimals, or weeks outside 1 to 53.
    """
    made = Surplus(
        annual=check_pounds(annual, "annual amount"),
        weeks=check_weeks(weeks),
        weeks_allowed=number("surplus_weeks", on=on).amount,
        gross=check_pounds(closing, "closing balance", negative=True),
        advance=check_pounds(advance, "advance"),
        liabilities=tuple(check_pounds(one, "liability") for one in liabilities),
        closing_account=closing_account,
    )
    if not made.annual:
        raise InputError("annual amount: expected more than £0")
    return made


def check_weeks(weeks: int) -> int:
    """Give the funded weeks; error: InputError unless they are a whole number from 1 to 53 (R15.4)."""
    if isinstance(weeks, bool) or not isinstance(weeks, int) or not 1 <= weeks <= MOST_WEEKS:
        raise InputError(
            f"weeks: expected a whole number of funded weeks from 1 to {MOST_WEEKS}, not {weeks!r}"
        )
    return weeks


def entitlement(annual: Decimal, weeks: int, from_on: date, to_on: date) -> Decimal:
    """Give what a period of whole days is worth at the weekly rate (R15.4).

    Unit: pounds, both days counted; rounding: to the nearest penny, once, at the end. Error: InputError when
    the period ends before it begins.
    """
    if to_on < from_on:
        raise InputError("the period ends before it begins")
    rate = Fraction(check_pounds(annual, "annual amount")) / check_weeks(weeks)
    return to_the_penny(rate * ((to_on - from_on).days + 1) / DAYS_A_WEEK)


def is_start_up(first_payment_on: date, period_ends_on: date) -> bool:
    """Tell whether a period ends before the first review of payments is due: a surplus waits (R15.6)."""
    return period_ends_on <= due("first_payment_review", first_payment_on).raw_on


def offset(
    balance: Decimal,
    next_payment: Decimal,
    taken: Decimal,
    *,
    cost_to_next_payment: Decimal,
    planned: Decimal = NOTHING,
) -> Decimal:
    """Give the reduced next payment when a surplus is taken off it (R15.7).

    Unit: pounds; rounding: none. Edge: exactly enough is enough. Error: Refused when what is left would not
    secure the agreed provision, or more is taken than the payment is; InputError for a sum that is none.
    """
    taken, payment = check_pounds(taken, "amount taken"), check_pounds(next_payment, "next payment")
    held = check_pounds(balance, "balance", negative=True)
    needed = check_pounds(cost_to_next_payment, "cost") + check_pounds(planned, "planned spending")
    most = max(min(payment, held + payment - needed), NOTHING)
    if taken > most:
        raise Refused(
            "R15.7",
            f"No more than {pounds(most)} can be taken off: "
            f"{pounds(needed)} is needed before the payment after.",
        )
    return payment - taken
