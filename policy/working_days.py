"""Working days in three calendars: England and Wales, the whole UK, and the council's own (T7)."""

from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from policy.councils import council
from policy.errors import InputError

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MOST_DAYS = 4000
# The parts of the UK as the GOV.UK list names them, with the name the `holidays` library gives the same part.
ENGLAND_AND_WALES_ONLY = {"england-and-wales": "ENG"}
EVERY_PART = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}


class WorkingDays(Enum):
    """A calendar of working days: which weekdays count is all that differs (T7)."""

    ENGLAND_AND_WALES = "England and Wales"
    UK_FOI = "any part of the UK"
    COUNCIL = "the council's own closure days too"


ENGLAND_AND_WALES = WorkingDays.ENGLAND_AND_WALES
UK_FOI = WorkingDays.UK_FOI
COUNCIL = WorkingDays.COUNCIL


def is_working_day(day: date, calendar: WorkingDays = ENGLAND_AND_WALES) -> bool:
    """Tell whether a day is neither a weekend nor closed in the calendar (T7).

    COUNCIL adds the council's closure days; it schedules work and never extends a limit.
    """
    return day.weekday() < SATURDAY and day not in closed_days(day.year, calendar)


def add_working_days(start: date, days: int, calendar: WorkingDays = ENGLAND_AND_WALES) -> date:
    """Count whole working days after a day, which is itself not counted (T2); a negative number counts back.

    Edge: a start on a closed day counts the next working day as day 1.
    Error: InputError for more than 4,000 days.
    """
    if abs(days) > MOST_DAYS:
        raise InputError(f"cannot count {days} working days: at most {MOST_DAYS}")
    step = ONE_DAY if days > 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, calendar)
    return day


def next_working_day(day: date, calendar: WorkingDays = ENGLAND_AND_WALES) -> date:
    """Give the day itself when it is a working day, else the first one after it (T6, family)."""
    while not is_working_day(day, calendar):
        day += ONE_DAY
    return day


def previous_working_day(day: date, calendar: WorkingDays = ENGLAND_AND_WALES) -> date:
    """Give the day itself when it is a working day, else the last one before it (T6, council)."""
    while not is_working_day(day, calendar):
        day -= ONE_DAY
    return day


def why_closed(day: date, calendar: WorkingDays = ENGLAND_AND_WALES) -> str:
    """Say in words why a day is not a working day: its weekday, a bank holiday, or a closed office."""
    if day.weekday() >= SATURDAY:
        return f"a {day:%A}"
    if day in closed_days(day.year, ENGLAND_AND_WALES):
        return "a bank holiday"
    if day in closed_days(day.year, UK_FOI) and calendar is UK_FOI:
        return "a bank holiday in another part of the UK"
    return "a day on which the council is closed"


def closed_days(year: int, calendar: WorkingDays = ENGLAND_AND_WALES) -> frozenset[date]:
    """Give the weekdays of a year that are not working days; weekends may or may not be among them (T7)."""
    body = council(date(year, 1, 1))
    days = bank_holidays(year, calendar) | body.extra_bank_holidays
    return days | body.closure_days if calendar is COUNCIL else days


@lru_cache(maxsize=512)
def bank_holidays(year: int, calendar: WorkingDays = ENGLAND_AND_WALES) -> frozenset[date]:
    """Give a year's bank holidays: from the GOV.UK list where it reaches, by rule beyond it."""
    parts = EVERY_PART if calendar is UK_FOI else ENGLAND_AND_WALES_ONLY
    listed = _listed()
    if year in listed:
        return frozenset(day for day, part in listed[year] if part in parts)
    return frozenset(day for name in parts.values() for day in _by_rule(year, name))


@lru_cache(maxsize=1)
def _listed() -> dict[int, list[tuple[date, str]]]:
    # Imported here: these libraries take longer to load than everything else in policy together.
    from govuk_bank_holidays.bank_holidays import BankHolidays

    years: dict[int, list[tuple[date, str]]] = {}
    for part, found in BankHolidays(use_cached_holidays=True).data.items():
        for holiday in found:
            years.setdefault(holiday["date"].year, []).append((holiday["date"], part))
    return years


def _by_rule(year: int, part: str) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv=part, years=year))
