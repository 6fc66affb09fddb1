"""The days people live by: dates in Europe/London, each ending at its last second (T1)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from policy.errors import InputError

LONDON = ZoneInfo("Europe/London")
LAST_SECOND = time(23, 59, 59)


def civil_date(moment: datetime) -> date:
    """Give the date in London at a moment (T1); error: InputError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise InputError("a moment needs its time zone before it has a date")
    return moment.astimezone(LONDON).date()


def last_moment(day: date) -> datetime:
    """Give the moment at which a clock that ends on a day ends: 23:59:59 in London (T1)."""
    return datetime.combine(day, LAST_SECOND, LONDON)


def is_in_time(moment: datetime, due_on: date) -> bool:
    """Tell whether a moment was in time for a last day (T1); edge: the last second is in time."""
    return civil_date(moment) <= due_on
