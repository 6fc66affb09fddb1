"""When compulsory school age ends, and so when the rights become the young person's own (R2.3)."""

from calendar import FRIDAY
from datetime import date, timedelta

from policy.errors import InputError

LEAVING_AGE = 16
OLDEST = 25
SCHOOL_YEAR_BEGINS = (9, 1)


def compulsory_school_age_ends_on(born_on: date) -> date:
    """Give the last Friday in June of the school year in which someone turns 16 (Education Act s.8, R2.3).

    Unit: a day; rounding: none. Edge: a 16th birthday after that Friday but before 1 September gives the same
    Friday; one on 1 September gives the next year's. Error: InputError for a year that has no such June.
    """
    sixteenth = birthday(born_on, LEAVING_AGE)
    year = sixteenth.year + (sixteenth >= date(sixteenth.year, *SCHOOL_YEAR_BEGINS))
    last_of_june = date(year, 6, 30)
    return last_of_june - timedelta(days=(last_of_june.weekday() - FRIDAY) % 7)


def is_over_compulsory_school_age(born_on: date, on: date) -> bool:
    """Tell whether compulsory school age has ended: true from the day after its last day (R2.3)."""
    return on > compulsory_school_age_ends_on(born_on)


def is_young_person(born_on: date, on: date) -> bool:
    """Tell whether someone is over compulsory school age and under 25 (Children and Families Act s.83)."""
    return is_over_compulsory_school_age(born_on, on) and on < birthday(born_on, OLDEST)


def birthday(born_on: date, age: int) -> date:
    """Give the day on which someone reaches an age; edge: 29 February is 1 March in a common year.

    Error: InputError when that year is beyond the calendar.
    """
    year = born_on.year + age
    if not date.min.year <= year < date.max.year:
        raise InputError(f"{born_on.isoformat()} is not a date of birth that can be reckoned with")
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
