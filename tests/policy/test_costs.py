"""What a line costs in a year, as a family reads it (R10.1)."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError
from policy.costs import line_cost, share_of


@pytest.mark.parametrize(
    ("edge", "unit_cost", "units", "weeks", "more", "yearly"),
    [
        ("term time", "65.00", "1", 38, {}, "2470.00"),
        ("every week", "150", "1", 52, {}, "7800.00"),
        ("half hours", "40.00", "2.5", 39, {}, "3900.00"),
        ("two decimals", "18.40", "1.25", 1, {}, "23.00"),
        ("up to the penny, so that it is enough", "12.33", "1.25", 1, {}, "15.42"),
        ("a penny's hundredth more is a penny more", "0.01", "0.01", 1, {}, "0.01"),
        (
            "on-costs and a one-off",
            "65.00",
            "1",
            38,
            {"on_costs": D("120"), "one_off": D("99.99")},
            "2689.99",
        ),
        ("a one-off alone", "0", "0", 52, {"one_off": D("1200.00")}, "1200.00"),
        ("the longest year", "1", "1", 53, {}, "53.00"),
    ],
)
def test_the_cost_of_a_year(edge, unit_cost, units, weeks, more, yearly):
    cost = line_cost(D(unit_cost), D(units), weeks, **more)
    assert cost.yearly == D(yearly) and cost.yearly.as_tuple().exponent == -2
    assert cost.weekly == Fraction(D(yearly)) / weeks


def test_a_weekly_rate_stays_exact():
    assert line_cost(D("7800"), 1, 38, unit="").weekly == 7800
    assert line_cost(0, 0, 38, one_off=7800).weekly == Fraction(7800, 38)


def test_the_sum_is_told_in_the_words_of_a_family():
    assert line_cost(D("65"), 1, 38).steps == (
        "£65.00 × 1 hour a week × 38 weeks = £2,470.00.",
        "That is £2,470.00 for the year, £65.00 a week for 38 weeks.",
    )
    assert line_cost(D("12.33"), D("1.50"), 1, on_costs=D("8.00"), one_off=D("2"), unit="session").steps == (
        "£12.33 × 1.5 sessions a week × 1 week = £18.50, rounded up to the penny.",
        "Add £8.00 for on-costs.",
        "Add £2.00, paid once.",
        "That is £28.50 for the year, £28.50 a week for 1 week.",
    )


def test_a_unit_without_a_name_and_round_tens_are_told_plainly():
    assert line_cost(D("3"), 10, 52, unit=" ").steps[0] == "£3.00 × 10 a week × 52 weeks = £1,560.00."
    assert line_cost(D("3"), D("20.00"), 52).steps[0].startswith("£3.00 × 20 hours a week")


def test_what_is_not_there_is_not_told():
    assert line_cost(0, 0, 52, one_off=D("52")).steps == (
        "Add £52.00, paid once.",
        "That is £52.00 for the year, £1.00 a week for 52 weeks.",
    )


@pytest.mark.parametrize(
    ("amount", "weeks", "words"),
    [
        (D("2470"), 38, "£65.00 a week for 38 weeks"),
        (D("7800"), 38, "about £205.26 a week for 38 weeks"),
        (D("0.01"), 2, "about £0.01 a week for 2 weeks"),
        (D("100"), 1, "£100.00 a week for 1 week"),
    ],
)
def test_a_yearly_amount_is_told_by_the_week(amount, weeks, words):
    assert share_of(amount, weeks) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit_cost": D("-1")}, "unit cost: expected £0 or more"),
        ({"unit_cost": D("1.001")}, "unit cost: expected whole pennies"),
        ({"unit_cost": 1.5}, "unit cost: expected a Decimal"),
        ({"unit_cost": D("NaN")}, "unit cost: expected a sum"),
        ({"units_a_week": D("-0.01")}, "units a week: expected a number from 0"),
        ({"units_a_week": D("1.005")}, "units a week: expected at most two decimals"),
        ({"units_a_week": D("1000")}, "units a week: expected a number from 0 to 999.99"),
        ({"units_a_week": D("Infinity")}, "units a week: expected a number"),
        ({"units_a_week": True}, "units a week: expected a Decimal number"),
        ({"units_a_week": 0.5}, "units a week: expected a Decimal number"),
        ({"units_a_week": 0}, "units a week: expected more than 0, because a unit cost was given"),
        ({"funded_weeks": 0}, "weeks: expected a whole number of funded weeks from 1 to 53"),
        ({"funded_weeks": 54}, "weeks: expected a whole number of funded weeks from 1 to 53"),
        ({"funded_weeks": D("38")}, "weeks: expected a whole number"),
        ({"on_costs": D("-1")}, "on-costs: expected £0 or more"),
        ({"one_off": D("0.001")}, "one-off cost: expected whole pennies"),
        ({"unit_cost": 0, "units_a_week": 1}, "cost of the line: expected more than £0"),
        ({"unit_cost": D("99999999"), "units_a_week": 999}, "cost of the line: expected a sum of at most"),
    ],
)
def test_a_mistake_is_one_line_naming_its_field(change, words):
    fields = {"unit_cost": D("65"), "units_a_week": 1, "funded_weeks": 38} | change
    unit_cost, units, weeks = (fields.pop(name) for name in ("unit_cost", "units_a_week", "funded_weeks"))
    with pytest.raises(InputError) as error:
        line_cost(unit_cost, units, weeks, **fields)
    assert str(error.value).startswith(words) and "\n" not in str(error.value)


@given(
    st.decimals("0.01", 9999, places=2),
    st.decimals("0.01", "99.99", places=2),
    st.integers(1, 53),
    st.decimals(0, 9999, places=2),
)
def test_the_cost_is_never_short_of_what_is_bought_and_never_a_penny_over(unit_cost, units, weeks, one_off):
    cost = line_cost(unit_cost, units, weeks, one_off=one_off)
    exact = Fraction(unit_cost) * Fraction(units) * weeks + Fraction(one_off)
    assert 0 <= Fraction(cost.yearly) - exact < Fraction(1, 100)
    assert cost.weekly * weeks == cost.yearly
