"""Working days: weekends, bank holidays of each part of the UK, substitutes, one-offs, years to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError
from policy.working_days import (
    COUNCIL,
    ENGLAND_AND_WALES,
    UK_FOI,
    add_working_days,
    bank_holidays,
    is_working_day,
    next_working_day,
    previous_working_day,
    why_closed,
)
from tests.policy.days import day

DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))
CALENDARS = st.sampled_from([ENGLAND_AND_WALES, UK_FOI, COUNCIL])


@pytest.mark.parametrize(
    ("edge", "closed"),
    [
        ("substitute for Boxing Day", "Mon 28 Dec 2026"),
        ("substitute for Christmas Day", "Mon 27 Dec 2027"),
        ("substitute for New Year's Day", "Mon 03 Jan 2028"),
        ("Good Friday", "Fri 26 Mar 2027"),
        ("jubilee", "Fri 03 Jun 2022"),
        ("state funeral", "Mon 19 Sep 2022"),
        ("coronation", "Mon 08 May 2023"),
        ("May Day moved for VE Day", "Fri 08 May 2020"),
        ("Easter Monday by rule", "Mon 02 Apr 2029"),
        ("Christmas by rule", "Tue 25 Dec 2029"),
    ],
)
def test_a_bank_holiday_is_no_working_day(edge, closed):
    assert not is_working_day(day(closed))
    assert why_closed(day(closed)) == "a bank holiday"


@pytest.mark.parametrize(
    ("part", "closed"),
    [
        ("St Patrick's Day", "Wed 17 Mar 2027"),
        ("Battle of the Boyne", "Fri 12 Jul 2013"),
        ("2 January in Scotland", "Fri 02 Jan 2026"),
        ("Scottish summer holiday", "Mon 02 Aug 2027"),
        ("St Andrew's Day", "Tue 30 Nov 2027"),
        ("Battle of the Boyne by rule", "Thu 12 Jul 2029"),
    ],
)
def test_a_bank_holiday_elsewhere_in_the_uk_closes_only_the_uk_calendar(part, closed):
    assert is_working_day(day(closed)) and is_working_day(day(closed), COUNCIL)
    assert not is_working_day(day(closed), UK_FOI)
    assert "another part of the UK" in why_closed(day(closed), UK_FOI)


def test_the_listed_years_agree_with_the_rules_that_take_over_from_them():
    from policy.working_days import _by_rule

    for year in range(2012, 2029):
        listed = {one for one in bank_holidays(year) if one.weekday() < 5}
        assert listed == {one for one in _by_rule(year, "ENG") if one.weekday() < 5}, year


def test_a_weekend_is_closed_and_a_day_in_between_is_not():
    assert why_closed(day("Sat 02 Jan 2027")) == "a Saturday"
    assert is_working_day(day("Thu 24 Dec 2026"))


def test_a_council_that_closes_says_so(council_file):
    council_file("[council]\nclosure_days = [2026-12-29]\n")
    assert why_closed(day("Tue 29 Dec 2026"), COUNCIL) == "a day on which the council is closed"
    assert is_working_day(day("Tue 29 Dec 2026"))


def test_more_days_than_can_be_counted_are_refused():
    with pytest.raises(InputError, match="at most 4000"):
        add_working_days(date(2026, 1, 1), 4001)


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_counting_on_and_back_again_comes_home_from_a_working_day(start, many, calendar):
    begun = next_working_day(start, calendar)
    there = add_working_days(begun, many, calendar)
    assert there > begun and is_working_day(there, calendar)
    assert add_working_days(there, -many, calendar) == begun


@given(DAYS, CALENDARS)
def test_no_working_day_lies_between_a_closed_day_and_its_neighbours(start, calendar):
    before, after = previous_working_day(start, calendar), next_working_day(start, calendar)
    assert before <= start <= after
    between = (before + timedelta(days=n) for n in range(1, (after - before).days))
    assert not any(is_working_day(one, calendar) for one in between)
