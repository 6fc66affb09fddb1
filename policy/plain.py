"""Dates, money and lists in the words people read: no abbreviations, no figures where words are kinder."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def long_date(day: date) -> str:
    """Write a date as 3 March 2027, without leading noughts."""
    return f"{day.day} {day:%B} {day.year}"


def date_with_weekday(day: date) -> str:
    """Write a date as Wednesday 3 March 2027."""
    return f"{day:%A} {long_date(day)}"


def pounds(amount: Decimal | int) -> str:
    """Write an amount in pounds as £1,350.00, with its sign before the pound; unit: pounds, two places."""
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.2f}"


def list_words(words: Sequence[str], joiner: str = "and") -> str:
    """Write a list as "one, two and three"; edge: an empty list is an empty text."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def count_words(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun, as "1 day" or "3 days"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def relative_date(day: date, today: date) -> str:
    """Write how far a day is from today, as "in 3 days", "tomorrow" or "2 days ago"."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {count_words(days, 'day')}" if days > 0 else f"{count_words(-days, 'day')} ago"
