"""How a date or a sum is made, in words and as plain values, from what a person typed."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from policy.deadlines import DUTIES, EARLIEST, LATEST, Due, due
from policy.errors import InputError
from policy.money import read_pounds, to_the_penny
from policy.plain import date_with_weekday
from policy.surplus import MOST_WEEKS, NOTHING, Surplus, check_weeks, surplus

OWED_BY = {"family": "the family", "council": "the council", "setting": "the school or college"}
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(text: str) -> date:
    """Read a date written 2027-03-03; error: InputError for anything else, or a day that does not exist."""
    if ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputError(f"DATE: {text} is not a day of any month") from None
    raise InputError(f"DATE: expected a date such as 2027-03-03, not {text[:40]!r}")


def read_weeks(text: str) -> int:
    """Read a number of funded weeks; error: InputError unless it is whole and from 1 to 53."""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise InputError(f"weeks: expected a whole number from 1 to {MOST_WEEKS}, not {text[:40]!r}")
    return check_weeks(int(text))


def read_due(duty: str, started_on: str, counting: str | None = None) -> Due:
    """Reckon a duty from what was typed; error: InputError for a duty, a date or a counting nobody knows."""
    if duty not in DUTIES:
        raise InputError(f"there is no duty called {duty[:40]!r}; due --list names each one")
    return due(duty, read_date(started_on), counting=counting)


def due_values(made: Due) -> dict[str, Any]:
    """Give a due date as plain values, its dates in ISO form."""
    return {
        "duty": made.duty,
        "started_on": made.started_on.isoformat(),
        "raw_on": made.raw_on.isoformat(),
        "due_on": made.due_on.isoformat(),
        "target_on": made.target_on.isoformat(),
        "rule": made.rule,
        "authority": made.authority,
        "steps": list(made.steps),
    }


def due_words(made: Due) -> list[str]:
    """Give a due date as lines of plain words."""
    duty = DUTIES[made.duty]
    lines = [
        f"{duty.title} ({made.rule})",
        f"Owed by {OWED_BY[duty.owed_by]}. {made.authority}.",
        "",
        *(f"{number}. {step}" for number, step in enumerate(made.steps, start=1)),
        "",
        f"Last day as counted: {date_with_weekday(made.raw_on)}",
        f"Due: {date_with_weekday(made.due_on)}",
    ]
    if made.target_on != made.due_on:
        lines.append(f"Aim for: {date_with_weekday(made.target_on)}")
    return lines


def duty_values() -> list[dict[str, str]]:
    """List every duty with what its date means, who owes it, its rule and its authority."""
    return [
        {
            "duty": duty.name,
            "title": duty.title,
            "date": duty.date_means,
            "owed_by": duty.owed_by,
            "rule": duty.rule,
            "authority": duty.authority,
        }
        for duty in sorted(DUTIES.values(), key=lambda one: one.name)
    ]


def duty_words() -> list[str]:
    """List every duty and what its date means, one a line."""
    width = max(len(name) for name in DUTIES)
    first = f"DATE is a day from {EARLIEST.isoformat()} to {LATEST.isoformat()}, and means:"
    return [first, *(f"{one['duty']:<{width}}  {one['date']}" for one in duty_values())]


def read_surplus(
    annual: str,
    weeks: str,
    closing: str,
    *,
    on: date,
    advance: str | None = None,
    liabilities: Sequence[str] = (),
    closing_account: bool = False,
) -> Surplus:
    """Test a surplus from what was typed; error: InputError for a sum or weeks that cannot be read."""
    return surplus(
        read_pounds(annual, "annual amount"),
        read_weeks(weeks),
        read_pounds(closing, "closing balance", negative=True),
        on=on,
        advance=NOTHING if advance is None else read_pounds(advance, "advance"),
        liabilities=[read_pounds(one, "liability") for one in liabilities],
        closing_account=closing_account,
    )


def surplus_values(tested: Surplus) -> dict[str, Any]:
    """Give a surplus test as plain values; sums are texts of pounds with two decimals."""
    return {
        "weekly_rate": _text(to_the_penny(tested.weekly_rate)),
        "threshold": _text(tested.threshold),
        "gross": _text(tested.gross),
        "deductions": _text(tested.deductions),
        "adjusted": _text(tested.adjusted),
        "over": tested.over,
        "over_by": _text(tested.over_by),
    }


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
