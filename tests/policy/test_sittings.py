"""The Christmas squeeze, and the moments at which days begin and end."""

from datetime import UTC, date, datetime

import pytest

from policy import InputError
from policy.civil_time import civil_date, is_in_time, last_moment
from policy.deadlines import DUTIES, due
from policy.sittings import sittings
from tests.policy.days import day


def test_the_christmas_squeeze_leaves_one_board_that_papers_can_reach():
    received = day("Mon 07 Dec 2026")
    limit = due("review_outcome", received).due_on
    assert limit == day("Mon 04 Jan 2027")
    found = sittings(received, limit, without=[day("Thu 24 Dec 2026"), day("Thu 31 Dec 2026")])
    assert [one.board_on for one in found] == [day("Thu 10 Dec 2026"), day("Thu 17 Dec 2026")]
    assert [one.papers_on for one in found] == [day("Thu 03 Dec 2026"), day("Thu 10 Dec 2026")]
    assert [one.is_possible for one in found] == [False, True]


def test_a_board_on_the_last_day_counts_and_one_on_the_first_does_not():
    found = sittings(day("Thu 07 Jan 2027"), day("Thu 21 Jan 2027"))
    assert [one.board_on for one in found] == [day("Thu 14 Jan 2027"), day("Thu 21 Jan 2027")]
    assert [one.is_possible for one in found] == [True, True]


def test_a_bank_holiday_has_no_sitting(council_file):
    council_file('[[numbers.board_weekday]]\nvalue = "Monday"\nauthority = "Ours"\nsince = 2020-01-01\n')
    found = sittings(day("Sun 25 Apr 2027"), day("Mon 10 May 2027"))
    assert [one.board_on for one in found] == [day("Mon 26 Apr 2027"), day("Mon 10 May 2027")]


def test_no_days_hold_no_sitting():
    assert sittings(day("Thu 07 Jan 2027"), day("Thu 07 Jan 2027")) == ()


@pytest.mark.parametrize(
    ("edge", "moment", "expected"),
    [
        ("winter", datetime(2026, 12, 10, 23, 59, 59, tzinfo=UTC), date(2026, 12, 10)),
        ("summer time, before midnight in UTC", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        ("clocks go forward", datetime(2027, 3, 28, 23, 30, tzinfo=UTC), date(2027, 3, 29)),
        ("clocks go back", datetime(2027, 10, 30, 23, 30, tzinfo=UTC), date(2027, 10, 31)),
        ("the day they went back", datetime(2027, 10, 31, 23, 30, tzinfo=UTC), date(2027, 10, 31)),
        ("year end", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_moment_has_the_date_it_has_in_london(edge, moment, expected):
    assert civil_date(moment) == expected


def test_a_clock_ends_with_the_last_second_of_its_day():
    end = last_moment(date(2026, 7, 1))
    assert end.isoformat() == "2026-07-01T23:59:59+01:00"
    assert last_moment(date(2027, 10, 31)).isoformat() == "2027-10-31T23:59:59+00:00"
    assert is_in_time(end, date(2026, 7, 1))
    assert not is_in_time(datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 1))


def test_a_moment_without_a_time_zone_has_no_date():
    with pytest.raises(InputError, match="time zone"):
        civil_date(datetime(2026, 7, 1, 12))


def test_a_clock_pauses_only_where_a_source_allows_it():
    assert {name for name, duty in DUTIES.items() if duty.pauses} == {
        "subject_access",
        "freedom_of_information",
        "plan_20_weeks",
        "assess_decision",
        "no_plan_decision",
    }
