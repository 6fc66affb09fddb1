"""When compulsory school age ends: the worked examples and the edges of the school year."""

from datetime import date

import pytest

from policy import InputError
from policy.school_age import (
    birthday,
    compulsory_school_age_ends_on,
    is_over_compulsory_school_age,
    is_young_person,
)
from tests.policy.days import day


@pytest.mark.parametrize(
    ("edge", "born", "ends"),
    [
        ("plain", "Thu 23 Sep 2010", "Fri 25 Jun 2027"),
        ("16 after that Friday, before the school year", "Wed 10 Aug 2011", "Fri 25 Jun 2027"),
        ("last day of the school year", "Wed 31 Aug 2011", "Fri 25 Jun 2027"),
        ("first day of the next", "Thu 01 Sep 2011", "Fri 30 Jun 2028"),
        ("the day after", "Fri 02 Sep 2011", "Fri 30 Jun 2028"),
        ("16 on the very Friday", "Sat 25 Jun 2011", "Fri 25 Jun 2027"),
        ("leap day", "Wed 29 Feb 2012", "Fri 30 Jun 2028"),
        ("2026", "Thu 01 Jul 2010", "Fri 26 Jun 2026"),
    ],
)
def test_compulsory_school_age_ends_on_the_last_friday_of_june(edge, born, ends):
    assert compulsory_school_age_ends_on(day(born)) == day(ends)


def test_the_last_day_is_still_compulsory_school_age_and_the_sixteenth_birthday_ends_nothing():
    born = day("Thu 23 Sep 2010")
    assert not is_over_compulsory_school_age(born, date(2026, 9, 23))
    assert not is_over_compulsory_school_age(born, date(2027, 6, 25))
    assert is_over_compulsory_school_age(born, date(2027, 6, 26))


def test_a_young_person_is_under_twenty_five():
    born = day("Thu 23 Sep 2010")
    assert not is_young_person(born, date(2027, 6, 25))
    assert is_young_person(born, date(2027, 6, 26))
    assert is_young_person(born, date(2035, 9, 22))
    assert not is_young_person(born, date(2035, 9, 23))


def test_someone_born_on_a_leap_day_comes_of_age_on_the_first_of_march():
    assert birthday(date(2012, 2, 29), 25) == date(2037, 3, 1)
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)


def test_a_birth_beyond_the_calendar_is_one_clear_line():
    with pytest.raises(InputError, match="9990-01-01 is not a date of birth"):
        compulsory_school_age_ends_on(date(9990, 1, 1))
