"""A budget agreed for a period: reviewed in time, and paid on until an ending has given its notice (R25.3)."""

from datetime import date, timedelta
from decimal import Decimal as D
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError, number
from policy.deadlines import counted_from, due, escalations_after, notified_on, reminders
from policy.schedules import Rhythm, amount_for, instalments, instalments_after, year_of
from policy.stopping import earliest_end
from policy.working_days import COUNCIL, is_working_day
from tests.policy.days import day

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
LAST = day("Wed 31 Mar 2027")


def test_the_review_is_due_before_the_papers_the_letter_and_the_notice():
    made = due("period_review", LAST)
    assert made.raw_on == made.due_on == made.target_on == day("Wed 13 Jan 2027")
    counted = [step for step in made.steps if "count back" in step]
    assert [step.rsplit(": ", 1)[1] for step in counted] == [
        "Wednesday 3 March 2027.",
        "Wednesday 17 February 2027.",
        "Wednesday 10 February 2027.",
        "Wednesday 13 January 2027.",
    ]
    assert "notice" in counted[0] and "letter" in counted[1] and "papers" in counted[2]


@pytest.mark.parametrize(
    "last", [LAST, day("Sun 31 Jan 2027"), day("Tue 29 Feb 2028"), day("Sat 31 Mar 2029")]
)
def test_the_latest_board_its_letter_by_post_and_the_notice_still_fit(last):
    proposed_on = due("period_review", last).due_on
    # Two weeks without a Board, as over Christmas, and the week between two others.
    board_on = proposed_on + timedelta(days=number("paper_lead", on=last).amount) + 3 * WEEK - ONE_DAY
    posted_on = due("decision_letter", board_on).due_on
    assert earliest_end("G6", notified_on("post", posted_on)) <= last + ONE_DAY


def test_a_council_that_gives_longer_notice_reviews_sooner(council_file):
    council_file(
        '[[numbers.reasonable_notice_days]]\nvalue = 56\nauthority = "Ours"\nsince = 2020-01-01\n'
        '[[numbers.paper_lead]]\nvalue = 5\ncounting = "working"\nauthority = "Ours"\nsince = 2020-01-01\n'
    )
    # 56 days back to 3 February, 14 to 20 January, five working days to 13 January, 28 days more.
    assert due("period_review", LAST).due_on == day("Wed 16 Dec 2026")


def test_where_the_last_day_is_too_near_it_is_due_at_once():
    assert counted_from("period_review", LAST, not_due_before=day("Wed 13 Jan 2027")) == LAST
    for today in (day("Thu 14 Jan 2027"), day("Wed 31 Mar 2027"), day("Tue 01 Jun 2027")):
        started_on = counted_from("period_review", LAST, not_due_before=today)
        assert due("period_review", started_on).due_on == today


def test_it_is_reminded_of_ahead_and_escalated_every_week_after_it_was_due():
    made = due("period_review", LAST)
    assert list(islice(escalations_after(made), 2)) == [day("Thu 21 Jan 2027"), day("Thu 28 Jan 2027")]
    assert reminders(made) == tuple(
        map(day, ("Wed 18 Nov 2026", "Wed 16 Dec 2026", "Wed 06 Jan 2027", "Thu 14 Jan 2027"))
    )


def after(annual, weeks, from_on, to_on, planned_to=None, rhythm=Rhythm.MONTHLY, **more):
    """Plan the year after a period, most often paid monthly in advance."""
    given = {"rhythm": rhythm, "in_advance": True} | more
    return instalments_after(D(annual), weeks, from_on, to_on, planned_to or to_on, **given)


@pytest.mark.parametrize(
    ("to_on", "rhythm", "each"),
    [
        ("Thu 31 Dec 2026", Rhythm.MONTHLY, "435.71"),
        ("Wed 31 Mar 2027", Rhythm.MONTHLY, "432.65"),
        ("Mon 21 Dec 2026", Rhythm.WEEKLY_4, "400.00"),
    ],
)
def test_each_payment_after_the_last_day_is_what_it_was(to_on, rhythm, each):
    first = day("Tue 01 Sep 2026")
    before = instalments(
        D("3800.00"), 38, first, day(to_on), rhythm=rhythm, in_advance=True, first_payment_on=first
    )
    made = after("3800.00", 38, first, day(to_on), rhythm=rhythm)
    assert {one.amount for one in before[:-1]} == {one.amount for one in made[:-1]} == {D(each)}
    assert abs(made[-1].amount - D(each)) < D("0.15")
    assert made[0].from_on == day(to_on) + ONE_DAY
    assert made[0].due_on <= made[0].from_on


@pytest.mark.parametrize("to_on", [None, date(2027, 8, 31), date(2028, 2, 29)])
def test_after_a_year_or_more_it_is_the_yearly_amount_a_year(to_on):
    first = day("Tue 01 Sep 2026")
    planned_to = to_on or year_of(first)[1]
    made = after("3800.00", 38, first, to_on, planned_to)
    assert sum(one.amount for one in made) == D("3800.00") and len(made) == 12


def test_a_period_shorter_than_a_month_goes_on_month_by_month():
    made = after("7800.00", 52, day("Mon 04 Jan 2027"), day("Wed 13 Jan 2027"))
    assert len(made) == 12
    # Ten days came to £214.29, which is 10 of the 31 days of its month.
    assert made[0].amount == D("664.29") and made[0].to_on == day("Sat 13 Feb 2027")


def test_what_is_paid_afterwards_goes_on_so_and_says_how_it_is_made():
    made = after("7800.00", 52, day("Mon 04 Jan 2027"), day("Sun 03 Jan 2027") + 28 * WEEK, in_advance=False)
    assert all(one.due_on <= one.to_on and one.due_on > one.from_on for one in made)
    assert is_working_day(made[0].due_on, COUNCIL)
    assert "It is paid afterwards" in made[0].steps[1]


def test_what_is_paid_all_at_once_is_not_paid_again():
    with pytest.raises(InputError, match="not paid again"):
        after("7800.00", 52, date(2027, 1, 4), date(2027, 3, 31), rhythm=Rhythm.ONE_OFF)


@given(
    st.decimals("50.00", "99999.99", places=2),
    st.integers(1, 53),
    st.dates(date(2014, 9, 1), date(2090, 12, 31)),
    st.integers(0, 1100),
    st.sampled_from([Rhythm.WEEKLY_4, Rhythm.MONTHLY]),
    st.booleans(),
)
def test_no_payment_falls_after_the_last_day_and_none_is_left_out(
    annual, weeks, from_on, days, rhythm, ahead
):
    to_on = from_on + timedelta(days=days)
    made = after(annual, weeks, from_on, to_on, rhythm=rhythm, in_advance=ahead)
    assert made[0].from_on == to_on + ONE_DAY and made[-1].to_on == year_of(to_on + ONE_DAY)[1]
    assert all(later.from_on == one.to_on + ONE_DAY for one, later in zip(made, made[1:], strict=False))
    first_year = year_of(from_on, to_on)
    planned = instalments(
        annual, weeks, *first_year, rhythm=rhythm, in_advance=ahead, first_payment_on=from_on
    )
    if len(planned) > 1:
        assert made[0].amount >= planned[0].amount - D("0.01")
    assert sum(one.amount for one in made) >= min(annual, amount_for(annual, weeks, *first_year))
