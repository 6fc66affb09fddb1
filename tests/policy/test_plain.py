"""Plain words for dates, money and lists."""

from datetime import date
from decimal import Decimal

import pytest

from policy.plain import count_words, date_with_weekday, list_words, long_date, pounds, relative_date


def test_a_date_is_written_out_without_noughts():
    assert long_date(date(2027, 3, 3)) == "3 March 2027"
    assert date_with_weekday(date(2027, 3, 3)) == "Wednesday 3 March 2027"


@pytest.mark.parametrize(
    ("amount", "words"),
    [("1350", "£1,350.00"), ("0.5", "£0.50"), ("-40", "-£40.00"), ("1234567.89", "£1,234,567.89")],
)
def test_an_amount_is_written_in_pounds(amount, words):
    assert pounds(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("words", "written"),
    [([], ""), (["one"], "one"), (["one", "two"], "one and two"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_written_as_people_say_it(words, written):
    assert list_words(words) == written


def test_another_word_may_join_a_list():
    assert list_words(["a", "b"], "or") == "a or b"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3 days"), (-2, "2 days ago")],
)
def test_a_day_is_written_by_its_distance(days, words):
    assert (
        relative_date(date(2027, 1, 2 + days) if days > -2 else date(2026, 12, 31), date(2027, 1, 2)) == words
    )


def test_a_number_agrees_with_its_noun():
    assert (count_words(1, "day"), count_words(2, "day")) == ("1 day", "2 days")
    assert (count_words(2, "child", "children"), count_words(1200, "day")) == ("2 children", "1,200 days")
