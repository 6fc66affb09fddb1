"""Quarters of a return, and financial years (R15.1, R24.2)."""

from datetime import date, timedelta

from policy.deadlines.making import add_months, check_date
from policy.errors import InputError

MONTHS = 3
FINANCIAL_YEAR_BEGINS = 4
BASES = ("financial", "anniversary")


def quarter_of(day: date, *, basis: str, started_on: date | None = None) -> tuple[date, date]:
    """Give the first and the last day of the quarter a day lies in (R15.1).

    Unit: whole days, both inside; rounding: none. Edge: an anniversary quarter that would begin on a day its
    month has not begins on that month's last day. Error: InputError for an unknown basis, or an anniversary
    quarter of a day before the agreement started.
    """
    check_date(day)
    if basis not in BASES:
        raise InputError(f"there is no quarter basis called {basis!r}; expected {' or '.join(BASES)}")
    if basis == "financial":
        first = day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)
        return first, add_months(first, MONTHS) - timedelta(days=1)
    if started_on is None or day < started_on:
        raise InputError(
            "an anniversary quarter needs the day the agreement started, not after the day asked for"
        )
    passed = (day.year - started_on.year) * 12 + day.month - started_on.month
    passed -= add_months(started_on, passed) > day
    passed -= passed % MONTHS
    return add_months(started_on, passed), add_months(started_on, passed + MONTHS) - timedelta(days=1)


def financial_year_ends_on(day: date) -> date:
    """Give the 31 March that ends the financial year a day lies in (R24.2); edge: 31 March ends its own."""
    return date(day.year + (day.month >= FINANCIAL_YEAR_BEGINS), FINANCIAL_YEAR_BEGINS, 1) - timedelta(days=1)
