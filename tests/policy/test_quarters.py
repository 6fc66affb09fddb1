"""Quarters and financial years: their first days, their last days, and the days between."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError
from policy.deadlines import due
from policy.quarters import financial_year_ends_on, quarter_of

DAYS = st.dates(date(2012, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("edge", "day", "first", "last", "length"),
    [
        ("first day of the year", date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30), 91),
        ("last day of a quarter", date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30), 92),
        ("year end", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), 92),
        ("common year", date(2027, 2, 28), date(2027, 1, 1), date(2027, 3, 31), 90),
        ("leap day", date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31), 91),
    ],
)
def test_the_quarters_of_the_financial_year(edge, day, first, last, length):
    assert quarter_of(day, basis="financial") == (first, last)
    assert (last - first).days + 1 == length


@pytest.mark.parametrize(
    ("edge", "started", "day", "first", "last"),
    [
        ("the day it started", date(2026, 11, 9), date(2026, 11, 9), date(2026, 11, 9), date(2027, 2, 8)),
        ("the last day", date(2026, 11, 9), date(2027, 2, 8), date(2026, 11, 9), date(2027, 2, 8)),
        ("the next quarter", date(2026, 11, 9), date(2027, 2, 9), date(2027, 2, 9), date(2027, 5, 8)),
        ("month end", date(2026, 11, 30), date(2027, 2, 28), date(2027, 2, 28), date(2027, 5, 29)),
        ("the day before a short month's end", date(2026, 11, 30), date(2027, 2, 27), date(2026, 11, 30),
         date(2027, 2, 27)),
        ("leap day", date(2027, 11, 29), date(2028, 2, 29), date(2028, 2, 29), date(2028, 5, 28)),
        ("years later", date(2026, 11, 9), date(2031, 1, 1), date(2030, 11, 9), date(2031, 2, 8)),
    ],
)  # fmt: skip
def test_the_quarters_of_an_agreement(edge, started, day, first, last):
    assert quarter_of(day, basis="anniversary", started_on=started) == (first, last)


@given(DAYS, st.integers(0, 4000), st.sampled_from(["financial", "anniversary"]))
def test_quarters_follow_each_other_without_a_gap(started, later, basis):
    day = started + timedelta(days=later)
    first, last = quarter_of(day, basis=basis, started_on=started)
    assert first <= day <= last and 89 <= (last - first).days + 1 <= 92
    assert quarter_of(last + timedelta(days=1), basis=basis, started_on=started)[0] == last + timedelta(
        days=1
    )


def test_a_quarter_nobody_knows_is_one_clear_line():
    with pytest.raises(InputError, match="financial or anniversary"):
        quarter_of(date(2027, 1, 1), basis="lunar")
    for started in (None, date(2027, 1, 2)):
        with pytest.raises(InputError, match="the day the agreement started"):
            quarter_of(date(2027, 1, 1), basis="anniversary", started_on=started)


def test_a_financial_record_is_kept_for_six_years_after_its_year():
    assert financial_year_ends_on(date(2027, 3, 31)) == date(2027, 3, 31)
    assert financial_year_ends_on(date(2027, 4, 1)) == date(2028, 3, 31)
    ends_on = financial_year_ends_on(date(2026, 11, 21))
    assert due("financial_record_kept", ends_on).due_on == date(2033, 3, 31)
