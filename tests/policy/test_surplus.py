"""Unspent money: the worked examples in a table, the rules they stand on, and what must hold for any sum."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError, Refused
from policy.money import read_pounds, to_the_penny, up_to_the_penny
from policy.surplus import entitlement, is_start_up, offset, surplus

ON = date(2026, 11, 21)
SUMS = st.decimals(0, 99999, places=2)


def sum_of(annual="7800.00", weeks=52, closing="0.00", **more):
    """Test a surplus, most often of the worked examples' agreement."""
    return surplus(D(annual), weeks, D(closing), on=ON, **more)


@pytest.mark.parametrize(
    ("example", "annual", "weeks", "closing", "owed", "threshold", "adjusted", "over_by"),
    [
        ("1 equal is not over", "7800", 52, "900.00", (), "900.00", "900.00", "0.00"),
        ("2 a penny over", "7800", 52, "900.01", (), "900.00", "900.01", "0.01"),
        ("4 what is owed comes off", "7800", 52, "1350.00", ("310", "220"), "900.00", "820.00", "0.00"),
        ("5 only the excess", "7800", 52, "1500.00", (), "900.00", "1500.00", "600.00"),
        ("6 term time, up to the penny", "7800", 38, "1231.58", (), "1231.58", "1231.58", "0.00"),
        ("6 term time, a penny over", "7800", 38, "1231.59", (), "1231.58", "1231.59", "0.01"),
        ("9 a short first quarter", "7800", 52, "1135.71", (), "900.00", "1135.71", "235.71"),
        ("10 four weeks in advance", "7800", 52, "600.00", (), "900.00", "600.00", "0.00"),
        ("17 overspent", "7800", 52, "-40.00", (), "900.00", "-40.00", "0.00"),
    ],
)
def test_the_worked_examples(example, annual, weeks, closing, owed, threshold, adjusted, over_by):
    made = sum_of(annual, weeks, closing, liabilities=[D(one) for one in owed])
    assert (made.threshold, made.adjusted, made.over_by) == (D(threshold), D(adjusted), D(over_by))
    assert made.over is (D(over_by) > 0)
    assert made.most_to_ask_for == D(over_by)


def test_funded_weeks_change_the_answer():
    assert sum_of(weeks=38).threshold - sum_of(weeks=52).threshold == D("331.58")


def test_the_weekly_rate_stays_an_exact_fraction():
    assert sum_of(weeks=38).weekly_rate == Fraction(7800, 38)


def test_money_paid_in_advance_for_a_later_period_comes_off():
    made = sum_of(closing="1500.00", advance=D("600.00"), liabilities=[D("10.50")])
    assert (made.gross, made.deductions, made.adjusted) == (D("1500.00"), D("610.50"), D("889.50"))
    assert not made.over


def test_a_closing_account_may_keep_only_what_is_owed():
    made = sum_of(closing="820.00", liabilities=[D("20.00")], closing_account=True)
    assert (made.threshold, made.over, made.over_by) == (D("0.00"), True, D("800.00"))
    assert not sum_of(closing="20.00", liabilities=[D("20.00")], closing_account=True).over


def test_the_steps_explain_the_sum_in_pounds():
    assert sum_of(weeks=38, closing="1231.59", liabilities=[D("0.01")]).steps == (
        "£7,800.00 over 38 funded weeks is about £205.26 a week.",
        "6 weeks of that, rounded up to the penny, is £1,231.58.",
        "The account closes at £1,231.59.",
        "Take off £0.01, owed and not yet paid.",
        "That leaves £1,231.58.",
        "That is not over: only more than the threshold is.",
    )
    assert "is over by £0.01" in sum_of(closing="900.01").steps[-1]
    assert "sufficient" in sum_of(closing="-40").steps[-1]
    assert sum_of(closing="5", closing_account=True).steps[-1] == "£5.00 is unspent."
    assert sum_of(closing="0", closing_account=True).steps[-1] == "Nothing is unspent."


def test_a_councils_own_number_of_weeks_is_used(council_file):
    council_file('[[numbers.surplus_weeks]]\nvalue = 8\nauthority = "Ours"\nsince = 2020-01-01\n')
    assert sum_of(closing="1200.00").over is False
    assert sum_of(closing="1200.01").over is True


@pytest.mark.parametrize(
    ("example", "first", "last", "worth"),
    [
        ("13 first quarter, 91 days", date(2026, 4, 1), date(2026, 6, 30), "1950.00"),
        ("13 second quarter, 92 days", date(2026, 7, 1), date(2026, 9, 30), "1971.43"),
        ("13 third quarter, 92 days", date(2026, 10, 1), date(2026, 12, 31), "1971.43"),
        ("13 fourth quarter, 90 days", date(2027, 1, 1), date(2027, 3, 31), "1928.57"),
        ("14 leap year, 91 days", date(2028, 1, 1), date(2028, 3, 31), "1950.00"),
        ("9 short first quarter, 53 days", date(2026, 11, 9), date(2026, 12, 31), "1135.71"),
        ("one day", date(2026, 11, 9), date(2026, 11, 9), "21.43"),
    ],
)
def test_what_a_period_is_worth(example, first, last, worth):
    assert entitlement(D("7800"), 52, first, last) == D(worth)


def test_a_period_that_ends_before_it_begins_is_worth_no_answer():
    with pytest.raises(InputError, match="ends before"):
        entitlement(D("7800"), 52, date(2026, 1, 2), date(2026, 1, 1))


def test_seven_three_hundred_and_sixty_fifths_would_have_given_another_threshold():
    assert up_to_the_penny(Fraction(7800 * 7 * 6, 365)) == D("897.54") != sum_of().threshold


def test_a_surplus_before_the_first_review_of_payments_is_a_start_up():
    assert is_start_up(date(2026, 11, 9), date(2026, 12, 31))
    assert is_start_up(date(2026, 11, 9), date(2027, 2, 8))
    assert not is_start_up(date(2026, 11, 9), date(2027, 2, 9))


def test_an_offset_that_leaves_just_enough_is_allowed():
    args = {"cost_to_next_payment": D("600")}
    assert offset(D("1500"), D("600"), D("600"), **args) == D("0.00")
    assert offset(D("500"), D("600"), D("500"), **args) == D("100.00")


@pytest.mark.parametrize(
    ("why", "balance", "taken", "planned"),
    [
        ("a penny too much", "500", "500.01", "0"),
        ("more than the payment", "5000", "600.01", "0"),
        ("planned irregular spending", "1500", "600", "900.01"),
    ],
)
def test_an_offset_must_leave_enough_for_the_provision(why, balance, taken, planned):
    with pytest.raises(Refused) as refused:
        offset(D(balance), D("600"), D(taken), cost_to_next_payment=D("600"), planned=D(planned))
    assert refused.value.rule == "R15.7" and "No more than £" in refused.value.words


@pytest.mark.parametrize(
    "wrong",
    [
        {"annual": "0"}, {"annual": "-1"}, {"annual": "NaN"}, {"annual": "Infinity"}, {"annual": "1.001"},
        {"annual": "100000000"}, {"closing": "1E+12"}, {"closing": "sNaN"}, {"weeks": 0}, {"weeks": 54},
        {"weeks": 37.5}, {"weeks": True}, {"advance": D("-1")}, {"liabilities": [D("-0.01")]},
        {"advance": 1.5},
    ],
)  # fmt: skip
def test_a_sum_that_makes_no_sense_is_one_clear_line(wrong):
    with pytest.raises(InputError) as error:
        sum_of(**wrong)
    assert "expected" in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("1350", "1350"),
        ("1,350.5", "1350.50"),
        ("£1,350.00", "1350"),
        ("-£40", "-40"),
        ("£-40", "-40"),
        (" 0 ", "0"),
        ("99,999,999.99", "99999999.99"),
    ],
)
def test_a_sum_is_read_as_people_write_it(text, pounds):
    assert read_pounds(text, "sum", negative=True) == D(pounds)


@pytest.mark.parametrize(
    "text",
    ["", "-", "1e5", "1_000", "1,35", "12,34.00", "0.001", "1.", ".5", "NaN", "inf", "--5", "-£-5", "٣",
     "1 000", "$5", "9" * 30, "1\n2"],
)  # fmt: skip
def test_anything_else_is_no_sum(text):
    with pytest.raises(InputError, match="^sum: expected"):
        read_pounds(text, "sum", negative=True)


@given(SUMS.filter(bool), st.integers(1, 53), SUMS, st.lists(SUMS, max_size=4), SUMS)
def test_a_surplus_is_always_just_what_is_above_the_threshold(annual, weeks, closing, owed, advance):
    made = surplus(annual, weeks, closing, on=ON, liabilities=owed, advance=advance)
    exact = Fraction(annual) * 6 / weeks
    assert exact <= Fraction(made.threshold) < exact + Fraction(1, 100)
    assert made.adjusted == closing - advance - sum(owed)
    assert made.over == (made.adjusted > made.threshold) == (made.over_by > 0)
    assert made.over_by == (made.adjusted - made.threshold if made.over else 0)
    assert not surplus(annual, weeks, made.threshold, on=ON).over
    assert surplus(annual, weeks, made.threshold + D("0.01"), on=ON).over_by == D("0.01")


@given(SUMS.filter(bool), st.integers(1, 53), SUMS, st.lists(SUMS, min_size=1, max_size=4))
def test_a_sum_owed_never_makes_a_surplus_larger(annual, weeks, closing, owed):
    without = surplus(annual, weeks, closing, on=ON, closing_account=True)
    made = surplus(annual, weeks, closing, on=ON, liabilities=owed, closing_account=True)
    assert made.over_by <= without.over_by <= closing


@given(st.fractions(0, 10**6))
def test_rounding_up_gives_the_least_whole_penny_that_is_enough(exact):
    assert exact <= Fraction(up_to_the_penny(exact)) < exact + Fraction(1, 100)
    assert abs(Fraction(to_the_penny(exact)) - exact) <= Fraction(1, 200)


def test_half_a_penny_rounds_away_from_nought():
    assert to_the_penny(Fraction(1, 200)) == D("0.01")
    assert to_the_penny(Fraction(-1, 200)) == D("-0.01")


@given(SUMS, SUMS, SUMS, SUMS)
def test_an_offset_that_is_allowed_always_leaves_enough(balance, payment, taken, cost):
    try:
        reduced = offset(balance, payment, taken, cost_to_next_payment=cost)
    except Refused:
        assert taken > payment or (taken and balance + payment - taken < cost)
    else:
        assert reduced == payment - taken >= 0
        assert not taken or balance + reduced >= cost


@pytest.mark.parametrize("weeks", [1, 53])
def test_the_fewest_and_the_most_funded_weeks_are_accepted(weeks):
    assert sum_of(weeks=weeks).weekly_rate == Fraction(7800, weeks)
