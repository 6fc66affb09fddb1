"""When an agreement is paid and how much each time: sums exact, days tiled, nobody late (R10.5, R8.7)."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError
from policy.schedules import Rhythm, amount_for, cut_to, instalments, year_of
from policy.working_days import COUNCIL, is_working_day
from tests.policy.days import day

ONE_DAY = timedelta(days=1)
MONDAY = day("Mon 04 Jan 2027")


def plan(annual="7800.00", weeks=52, from_on=MONDAY, to_on=None, rhythm=Rhythm.WEEKLY_4, **more):
    """Plan instalments, most often of the worked examples' agreement, in advance from its first day."""
    more = {"in_advance": True, "first_payment_on": from_on} | more
    return instalments(D(annual), weeks, from_on, to_on, rhythm=rhythm, **more)


def test_four_weekly_in_advance_is_thirteen_even_payments_a_year():
    made = plan()
    assert [one.amount for one in made] == [D("600.00")] * 13
    assert [one.number for one in made] == list(range(1, 14))
    assert (made[0].from_on, made[0].to_on) == (MONDAY, day("Sun 31 Jan 2027"))
    assert (made[12].from_on, made[12].to_on) == (day("Mon 06 Dec 2027"), day("Mon 03 Jan 2028"))


def test_term_time_money_is_spread_over_the_whole_year():
    made = plan("2470.00", 38)
    assert [one.amount for one in made] == [D("190.00")] * 13


def test_monthly_payments_leave_the_rounding_to_the_last():
    made = plan("2470.00", 38, rhythm=Rhythm.MONTHLY)
    assert [one.amount for one in made] == [*[D("205.83")] * 11, D("205.87")]
    assert made[1].from_on == day("Thu 04 Feb 2027") and made[11].to_on == day("Mon 03 Jan 2028")


def test_months_that_begin_on_the_31st_keep_to_month_ends_without_drifting():
    made = plan(from_on=day("Sun 31 Jan 2027"), rhythm=Rhythm.MONTHLY)
    assert [one.from_on.isoformat() for one in made[:4]] == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
    ]
    assert len(made) == 12


def test_a_leap_day_is_paid_for_in_its_month_and_a_year_from_it_ends_the_day_before_the_28th():
    assert plan(from_on=day("Tue 01 Feb 2028"), rhythm=Rhythm.MONTHLY)[0].to_on == day("Tue 29 Feb 2028")
    assert year_of(date(2028, 2, 29)) == (date(2028, 2, 29), date(2029, 2, 27))


def test_a_due_day_moves_back_over_a_weekend_and_a_bank_holiday_and_never_forward():
    made = plan(from_on=day("Fri 01 Jan 2027"), rhythm=Rhythm.MONTHLY)
    assert made[0].due_on == day("Thu 31 Dec 2026")
    assert made[4].from_on == day("Sat 01 May 2027") and made[4].due_on == day("Fri 30 Apr 2027")


def test_a_closed_office_pays_before_it_closes(council_file):
    council_file("[council]\nclosure_days = [2027-02-01, 2027-02-02]\n")
    assert plan()[1].due_on == day("Fri 29 Jan 2027")


def test_in_arrears_a_payment_is_due_as_its_period_ends():
    made = plan(in_advance=False, first_payment_on=day("Sun 31 Jan 2027"))
    assert made[0].due_on == day("Fri 29 Jan 2027")
    assert made[1].due_on == day("Fri 26 Feb 2027") and made[1].to_on == day("Sun 28 Feb 2027")


def test_what_is_owed_for_time_already_gone_is_due_with_the_first_payment():
    made = plan(rhythm=Rhythm.MONTHLY, first_payment_on=day("Wed 10 Mar 2027"))
    assert [one.due_on for one in made[:3]] == [day("Wed 10 Mar 2027")] * 3
    assert made[3].from_on == day("Sun 04 Apr 2027") and made[3].due_on == day("Fri 02 Apr 2027")


def test_a_first_payment_may_come_before_its_period():
    made = plan(first_payment_on=day("Fri 18 Dec 2026"))
    assert made[0].due_on == day("Fri 18 Dec 2026") and made[1].due_on == day("Mon 01 Feb 2027")


def test_a_one_off_is_one_payment_of_the_whole_amount():
    (one,) = plan(
        "1200.00",
        1,
        rhythm=Rhythm.ONE_OFF,
        to_on=day("Sun 31 Jan 2027"),
        first_payment_on=day("Sun 10 Jan 2027"),
    )
    assert (one.amount, one.due_on) == (D("1200.00"), day("Fri 08 Jan 2027"))
    assert (one.from_on, one.to_on) == (MONDAY, day("Sun 31 Jan 2027"))


@pytest.mark.parametrize(
    ("edge", "annual", "weeks", "to_on", "amount"),
    [
        ("no end is one year", "7800", 52, None, "7800.00"),
        ("a whole year", "2470", 38, "Mon 03 Jan 2028", "2470.00"),
        ("52 weeks are the whole of 52 funded weeks", "7800", 52, "Sun 02 Jan 2028", "7800.00"),
        ("51 weeks are 51", "7800", 52, "Sun 26 Dec 2027", "7650.00"),
        ("53 funded weeks are paid whole in a year of 52", "7950", 53, "Mon 03 Jan 2028", "7950.00"),
        ("as many weeks as are funded", "780", 12, "Sun 28 Mar 2027", "780.00"),
        ("more weeks than are funded are no more money", "780", 12, "Sun 25 Apr 2027", "780.00"),
        ("twelve weeks of term time", "2470", 38, "Sun 28 Mar 2027", "780.00"),
        ("a day of it", "7800", 52, "Mon 04 Jan 2027", "21.43"),
        ("two years are paid year by year", "7800", 52, "Wed 03 Jan 2029", "15600.00"),
        ("a year and four weeks", "7800", 52, "Mon 31 Jan 2028", "8400.00"),
    ],
)  # fmt: skip
def test_what_is_paid_for_a_period(edge, annual, weeks, to_on, amount):
    ends = to_on and day(to_on)
    assert amount_for(D(annual), weeks, MONDAY, ends) == D(amount)
    for rhythm in (Rhythm.WEEKLY_4, Rhythm.MONTHLY):
        assert sum(one.amount for one in plan(annual, weeks, MONDAY, ends, rhythm)) == D(amount)


def test_a_week_left_over_is_paid_by_itself_and_fewer_days_with_the_payment_before():
    ends = day("Sun 28 Feb 2027")
    assert [(one.to_on - one.from_on).days + 1 for one in plan(to_on=ends + 6 * ONE_DAY)] == [28, 34]
    made = plan(to_on=ends + 7 * ONE_DAY)
    assert [(one.to_on - one.from_on).days + 1 for one in made] == [28, 28, 7]
    assert [one.amount for one in made] == [D("600.00"), D("600.00"), D("150.00")]


def test_a_short_agreement_is_one_payment():
    (one,) = plan(to_on=MONDAY + 2 * ONE_DAY)
    assert (one.from_on, one.to_on, one.amount) == (MONDAY, MONDAY + 2 * ONE_DAY, D("64.29"))


def test_a_plan_goes_on_from_the_day_after_the_last_it_planned():
    first = plan(rhythm=Rhythm.MONTHLY)
    follows = first[-1].to_on + ONE_DAY
    assert plan(rhythm=Rhythm.MONTHLY, to_on=day("Wed 03 Jan 2029"))[12:][0].from_on == follows
    again = plan(from_on=follows, rhythm=Rhythm.MONTHLY)
    assert [one.amount for one in again] == [one.amount for one in first]


def test_each_instalment_says_how_it_is_made():
    made = plan(from_on=day("Sat 02 Jan 2027"), first_payment_on=day("Sat 02 Jan 2027"))
    assert made[0].steps == (
        "£600.00 of £7,800.00 is for 2 January 2027 to 29 January 2027, 28 days.",
        "It is paid in advance, and is due on Thursday 31 December 2026, because Saturday 2 January 2027 is a "
        "Saturday.",
    )
    later = plan(in_advance=False, rhythm=Rhythm.MONTHLY, first_payment_on=day("Wed 03 Feb 2027"))
    assert later[0].steps[1] == "It is paid afterwards, and is due on Wednesday 3 February 2027."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"annual": "0.00"}, "annual amount: expected more than £0"),
        ({"annual": "-1.00"}, "annual amount: expected £0 or more"),
        ({"annual": "1.001"}, "annual amount: expected whole pennies"),
        ({"annual": "0.12"}, "annual amount: too small to be paid in 13 parts"),
        ({"weeks": 0}, "weeks: expected"),
        ({"weeks": 54, "rhythm": Rhythm.ONE_OFF}, "weeks: expected"),
        ({"to_on": MONDAY - ONE_DAY}, "the period ends before it begins"),
        ({"to_on": MONDAY - ONE_DAY, "rhythm": Rhythm.ONE_OFF}, "the period ends before it begins"),
        ({"from_on": date(2011, 12, 31)}, "outside 1 January 2012"),
        ({"first_payment_on": date(2101, 1, 1)}, "outside 1 January 2012"),
        ({"to_on": date(2101, 1, 1)}, "outside 1 January 2012"),
    ],
)
def test_a_mistake_is_one_clear_line(change, words):
    with pytest.raises(InputError, match=words):
        plan(**change)


def test_the_smallest_amount_that_can_be_shared_out():
    assert [one.amount for one in plan("0.13")] == [D("0.01")] * 13


def test_every_rhythm_has_its_words():
    assert len({rhythm.words for rhythm in Rhythm}) == len(Rhythm)


FROM = st.dates(date(2014, 9, 1), date(2040, 1, 1))
DAYS = st.one_of(st.none(), st.integers(0, 1100))
ANNUAL = st.decimals("50.00", "99999.99", places=2)


@given(ANNUAL, st.integers(1, 53), FROM, DAYS, st.sampled_from(Rhythm), st.booleans(), st.integers(-40, 0))
def test_sums_are_exact_days_are_tiled_and_nobody_is_paid_late(
    annual, weeks, from_on, days, rhythm, in_advance, first
):
    to_on = None if days is None else from_on + timedelta(days=days)
    made = instalments(
        annual,
        weeks,
        from_on,
        to_on,
        rhythm=rhythm,
        in_advance=in_advance,
        first_payment_on=from_on + timedelta(days=first),
    )
    total = annual if rhythm is Rhythm.ONE_OFF else amount_for(annual, weeks, from_on, to_on)
    assert sum(one.amount for one in made) == total
    assert all(one.amount > 0 and one.amount.as_tuple().exponent == -2 for one in made)
    assert made[0].from_on == from_on and made[-1].to_on == (to_on or year_of(from_on)[1])
    assert all(one.from_on <= one.to_on for one in made)
    assert all(after.from_on == before.to_on + ONE_DAY for before, after in zip(made, made[1:], strict=False))
    assert all(is_working_day(one.due_on, COUNCIL) for one in made)
    assert [one.due_on for one in made] == sorted(one.due_on for one in made)
    assert all(one.due_on <= (one.from_on if in_advance else one.to_on) for one in made)
    assert [one.number for one in made] == list(range(1, len(made) + 1))


@given(ANNUAL, st.integers(1, 53), FROM, st.sampled_from([Rhythm.WEEKLY_4, Rhythm.MONTHLY]))
def test_in_advance_a_family_never_has_less_than_its_time_in_the_year(annual, weeks, from_on, rhythm):
    made = instalments(annual, weeks, from_on, None, rhythm=rhythm, in_advance=True, first_payment_on=from_on)
    so_far, whole = D(0), (made[-1].to_on - from_on).days + 1
    for one in made:
        so_far += one.amount
        gone = (one.to_on - from_on).days + 1
        # Months differ in length by up to three days, and each payment before the last may leave a penny.
        slack = annual * 3 / whole + D("0.01") * one.number
        assert so_far >= annual * gone / whole - slack


@pytest.mark.parametrize(
    ("ended_on", "part"),
    [("2027-03-01", "3.57"), ("2027-03-14", "50.00"), ("2027-03-27", "96.43"), ("2027-03-28", "100.00")],
)
def test_a_payment_across_an_end_is_cut_to_its_days(ended_on, part):
    cut = cut_to(
        D("100.00"),
        date.fromisoformat("2027-03-01"),
        date.fromisoformat("2027-03-28"),
        date.fromisoformat(ended_on),
    )
    assert cut.amount == D(part)
    assert f"£{part} of £100.00 is for 1 March 2027 to " in cut.steps[0]


def test_the_part_of_a_few_pence_can_be_nothing_and_says_its_days():
    cut = cut_to(
        D("0.02"),
        date.fromisoformat("2027-03-01"),
        date.fromisoformat("2027-03-31"),
        date.fromisoformat("2027-03-07"),
    )
    assert cut.amount == 0
    assert cut.steps == (
        "£0.00 of £0.02 is for 1 March 2027 to 7 March 2027, 7 of 31 days: the agreement ended then.",
    )


@pytest.mark.parametrize("ended_on", ["2027-02-28", "2027-03-29"])
def test_a_last_day_outside_the_payment_is_refused(ended_on):
    with pytest.raises(InputError):
        cut_to(
            D("100.00"),
            date.fromisoformat("2027-03-01"),
            date.fromisoformat("2027-03-28"),
            date.fromisoformat(ended_on),
        )
