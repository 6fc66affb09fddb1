"""The sums of a return, to the penny (R15.1, R15.12)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import InputError
from policy.return_sums import bars_to_sending

SUMS = st.decimals(0, 99999, places=2)


def bars(opening="120.00", receipts="600.00", spent="580.50", closing="139.50", statement="139.50", lines="0.00",
         **more):  # fmt: skip
    """Give what differs in a return, most often in one that adds up."""
    return bars_to_sending(D(opening), D(receipts), D(spent), D(closing), D(statement), D(lines), **more)


def test_a_return_that_adds_up_may_be_sent():
    assert bars() == ()
    assert bars(last_closing=D("120.00")) == ()


@pytest.mark.parametrize(
    ("edge", "change", "rule", "words"),
    [
        ("a penny too much", {"closing": "139.51", "statement": "139.51"}, "R15.1", "£0.01 too much"),
        ("a penny too little", {"closing": "139.49", "statement": "139.49"}, "R15.1", "£0.01 too little"),
        ("a line left out", {"spent": "480.50"}, "R15.1", "leaves £239.50. The closing balance is £139.50: £100.00"),
        ("the statement a penny out", {"statement": "139.51"}, "R15.12", "explain the other £0.01"),
        ("the statement below", {"statement": "127.10"}, "R15.12", "explain the other £12.40"),
        (
            "explained in part",
            {"statement": "151.90", "lines": "12.00"},
            "R15.12",
            "with £12.00 explained: explain the other £0.40",
        ),
        ("explained the wrong way", {"statement": "151.90", "lines": "-12.40"}, "R15.12", "the other £24.80"),
    ],
)  # fmt: skip
def test_each_difference_is_told_in_pounds(edge, change, rule, words):
    (bar,) = bars(**change)
    assert bar.rule == rule and words in bar.words


def test_a_payment_not_yet_taken_from_the_account_explains_the_statement():
    assert bars(statement="151.90", lines="12.40") == ()
    assert bars(statement="127.10", lines="-12.40") == ()


def test_an_opening_balance_is_the_last_closing_balance_or_is_explained():
    (bar,) = bars(last_closing=D("120.01"))
    assert bar.rule == "R15.1"
    assert bar.words == (
        "The last return closed with £120.01 and this one opens with £120.00: say why they differ by £0.01."
    )
    assert bars(last_closing=D("120.01"), explained=True) == ()
    assert bars(explained=True) == ()


def test_an_explained_opening_balance_explains_nothing_else():
    rules = [bar.rule for bar in bars(last_closing=D("1"), explained=True, closing="1.00")]
    assert rules == ["R15.1", "R15.12"]
    assert len(bars(explained=True, closing="1.00")) == 2
    assert len(bars(last_closing=D("1"), closing="1.00", statement="5.00")) == 3


def test_an_overdrawn_account_may_add_up():
    assert bars(opening="0", receipts="100", spent="140", closing="-40", statement="-40") == ()
    assert "-£40.00" in bars(opening="0", receipts="100", spent="140", closing="-40", statement="0")[0].words


@pytest.mark.parametrize(
    ("opening", "closing", "statement", "missing"),
    [
        (None, D("1"), D("1"), ["opening balance"]),
        (D("1"), None, D("1"), ["closing balance"]),
        (D("1"), D("1"), None, ["balance on the statement"]),
        (None, None, None, ["opening balance", "closing balance", "balance on the statement"]),
        (D("0"), D("0"), D("0"), []),
    ],
)
def test_a_balance_that_is_missing_is_asked_for_before_the_sums(opening, closing, statement, missing):
    found = bars_to_sending(opening, D("0"), D("0"), closing, statement, D("0"))
    assert [bar.words for bar in found] == [f"Enter the {name}." for name in missing]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"receipts": "-1"}, "money received: expected £0 or more"),
        ({"spent": "-1"}, "money spent: expected £0 or more"),
        ({"closing": "1.001"}, "closing balance: expected whole pennies"),
        ({"opening": "NaN"}, "opening balance: expected a sum"),
        ({"statement": "100000000"}, "statement balance: expected a sum"),
        ({"lines": "0.001"}, "difference from the statement: expected whole pennies"),
        ({"last_closing": D("0.001")}, "last closing balance: expected whole pennies"),
    ],
)
def test_a_sum_that_is_none_is_one_clear_line(change, words):
    with pytest.raises(InputError, match=words):
        bars(**change)


@given(SUMS, SUMS, SUMS, st.decimals(-99, 99, places=2), st.decimals(-99, 99, places=2))
def test_only_a_return_out_by_nothing_may_be_sent(opening, receipts, spent, out_by, lines):
    closing = opening + receipts - spent
    assert bars_to_sending(opening, receipts, spent, closing, closing + lines, lines) == ()
    found = bars_to_sending(opening, receipts, spent, closing + out_by, closing + out_by + lines, lines)
    assert len(found) == (out_by != 0)
