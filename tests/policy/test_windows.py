"""When a family may ask: the three windows, their first and last days, and the time outside."""

from datetime import date

import pytest

from policy.mechanisms import WAYS, Mechanism
from policy.rights import NO_RIGHT_TO_PAYMENT, RIGHTS
from policy.windows import DISPOSITIONS, Window, opened_on, window

DATES = {
    "to_prepare_on": date(2025, 1, 10),
    "final_on": date(2025, 4, 30),
    "review_invited_on": date(2026, 2, 2),
    "review_concluded_on": date(2026, 5, 29),
    "reassess_on": date(2026, 9, 1),
    "reassess_final_on": date(2026, 12, 31),
}


@pytest.mark.parametrize(
    ("edge", "on", "expected"),
    [
        ("the day before", date(2025, 1, 9), Window.OUTSIDE),
        ("the day the council says it will prepare a plan", date(2025, 1, 10), Window.DRAFTING),
        ("the day the final plan is issued", date(2025, 4, 30), Window.DRAFTING),
        ("the day after", date(2025, 5, 1), Window.OUTSIDE),
        ("the invitation", date(2026, 2, 2), Window.ANNUAL_REVIEW),
        ("the final decision", date(2026, 5, 29), Window.ANNUAL_REVIEW),
        ("after it", date(2026, 5, 30), Window.OUTSIDE),
        ("the decision to re-assess", date(2026, 9, 1), Window.REASSESSMENT),
        ("its final plan", date(2026, 12, 31), Window.REASSESSMENT),
        ("year end", date(2027, 1, 1), Window.OUTSIDE),
    ],
)
def test_a_window_includes_its_first_and_its_last_day(edge, on, expected):
    assert window(on, **DATES) is expected


def test_a_window_without_an_end_is_open():
    assert window(date(2030, 1, 1), to_prepare_on=date(2025, 1, 10)) is Window.DRAFTING


def test_last_years_conclusion_does_not_close_this_years_review():
    assert window(
        date(2027, 3, 1), review_invited_on=date(2027, 2, 1), review_concluded_on=date(2026, 5, 29)
    ) is Window.ANNUAL_REVIEW  # fmt: skip


def test_of_two_open_windows_the_later_one_is_named():
    dates = {"review_invited_on": date(2027, 2, 1), "reassess_on": date(2027, 3, 1)}
    assert window(date(2027, 3, 2), **dates) is Window.REASSESSMENT
    assert opened_on(date(2027, 3, 2), **dates) == date(2027, 3, 1)


def test_a_plan_with_no_dates_has_no_window():
    assert window(date(2027, 1, 1)) is Window.OUTSIDE
    assert opened_on(date(2027, 1, 1)) is None
    assert all(one.words for one in Window)


def test_a_request_outside_a_window_can_always_be_dealt_with():
    assert [one.code for one in DISPOSITIONS] == ["accept_early", "next_review", "early_review"]


def test_there_are_four_ways_and_four_rights():
    assert len(WAYS) == len(RIGHTS) == 4
    assert {one for way in WAYS for one in way.mechanisms} == set(Mechanism)
    assert [one.is_paid_over for one in Mechanism] == [True, False, False, True]
    assert [one.rule for one in RIGHTS] == ["R3.1", "R4.2", "R7.1", "R7.3"]
    assert "do not have to have one" in NO_RIGHT_TO_PAYMENT
