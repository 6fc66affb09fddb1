"""A slow second opinion: every duty walked day by day over the raw bank holidays, on thousands of dates."""

import json
import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import govuk_bank_holidays
import holidays
import pytest

from policy.deadlines import DUTIES, due

ONE = timedelta(days=1)
FAR = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
RAW = json.loads((Path(govuk_bank_holidays.__file__).parent / "bank-holidays.json").read_text())
LISTED = {part: {event["date"] for event in RAW[part]["events"]} for part in FAR}
LAST_LISTED = max(int(text[:4]) for text in LISTED["england-and-wales"])

# How each duty is counted, by hand from the rule book: how many, of what, which way, and who it bends to.
TABLE = {
    "agreement_notice": (10, "working day", "after", "council"),
    "amended_plan_views": (15, "day", "from day one", "family"),
    "annual_review": (12, "month", "ends the day before", "council"),
    "another_way": (5, "working day", "after", "council"),
    "annual_review_decision": (28, "day", "after", "council"),
    "annual_review_invitation": (14, "day", "before", "council"),
    "annual_review_report": (14, "day", "after", "council"),
    "assess_decision": (42, "day", "after", "council"),
    "board_papers": (7, "day", "before", "council"),
    "budget_end_notice": (28, "day", "after", "council"),
    "case_file_kept": (420, "month", "after", "nobody"),
    "closing_statement": (28, "day", "after", "family"),
    "data_protection_complaint": (30, "day", "after", "council"),
    "decision_letter": (14, "day", "after", "council"),
    "deferral_told": (2, "working day", "after", "council"),
    "draft_plan_views": (15, "day", "from day one", "family"),
    "evidence_request": (14, "day", "after", "family"),
    "final_amended_plan": (84, "day", "after", "council"),
    "final_plan_after_notice": (56, "day", "after", "council"),
    "final_return": (28, "day", "after", "family"),
    "financial_record_kept": (72, "month", "after", "nobody"),
    "first_payment": (20, "working day", "after", "council"),
    "first_payment_review": (3, "month", "ends the day before", "council"),
    "freedom_of_information": (20, "UK working day", "after", "council"),
    "information_given": (10, "working day", "after", "council"),
    "information_needed": (14, "day", "after", "family"),
    "message_reply": (5, "working day", "after", "council"),
    "no_plan_decision": (112, "day", "after", "council"),
    "outside_window_letter": (5, "working day", "after", "council"),
    "overpayment": (28, "day", "after", "council"),
    "parent_access": (60, "day", "after", "nobody"),
    "payment_hold": (10, "working day", "after", "council"),
    "payment_review_request": (10, "working day", "after", "council"),
    "period_review": (77, "day", "before", "council"),
    "plan_20_weeks": (140, "day", "after", "council"),
    "policy_minor_review": (12, "month", "after", "council"),
    "policy_review": (36, "month", "after", "council"),
    "quarterly_return": (28, "day", "after", "family"),
    "reduction_notice": (28, "day", "after", "nobody"),
    "repayment": (28, "day", "after", "family"),
    "request_decision": (20, "working day", "after", "council"),
    "return_check": (10, "working day", "after", "council"),
    "return_query": (14, "day", "after", "family"),
    "review_outcome": (28, "day", "after", "council"),
    "review_request": (15, "day", "after", "family"),
    "second_payment_review": (6, "month", "after", "council"),
    "setting_consent": (10, "working day", "after", "nobody"),
    "stop_notice": (28, "day", "after", "nobody"),
    "subject_access": (1, "month", "after", "everybody"),
    "sufficiency_check": (10, "working day", "after", "council"),
    "surplus_explanation": (14, "day", "after", "family"),
    "yearly_payment_review": (12, "month", "after", "council"),
    "yp_consent": (6, "month", "before", "council"),
}
EDGES = [
    date(2012, 1, 1), date(2012, 2, 29), date(2015, 12, 24), date(2016, 2, 29), date(2019, 3, 31),
    date(2020, 10, 25), date(2022, 9, 18), date(2023, 5, 7), date(2024, 8, 31), date(2026, 12, 24),
    date(2026, 12, 31), date(2027, 3, 25), date(2027, 12, 31), date(2028, 2, 29), date(2028, 12, 29),
    date(2029, 3, 29), date(2031, 12, 31), date(2034, 12, 31),
]  # fmt: skip


@cache
def by_rule(part, year):
    """Give the bank holidays the calendar's rules make for a part of the UK in a year."""
    return {day.isoformat() for day in holidays.country_holidays("GB", subdiv=FAR[part], years=year)}


def is_open(day, parts=("england-and-wales",)):
    """Tell whether people work on a day in all of the parts."""
    if day.strftime("%A") in ("Saturday", "Sunday"):
        return False
    lists = [LISTED[part] if 2012 <= day.year <= LAST_LISTED else by_rule(part, day.year) for part in parts]
    return not any(day.isoformat() in one for one in lists)


def walk_days(day, many, step, parts=None):
    """Walk one day at a time until so many days, or days people work, have passed."""
    while many:
        day += step
        if parts is None or is_open(day, parts):
            many -= 1
    return day


def walk_months(day, many, step):
    """Walk one day at a time over month ends, then to the same day number or the month's last."""
    number, first = day.day, day
    while first.day != 1:
        first -= ONE
    while many:
        first += step
        if first.day == 1:
            many -= 1
    while first.day < number and (first + ONE).day != 1:
        first += ONE
    return first


def second_opinion(duty, start):
    """Give the raw, due and target days of a duty, walked by hand."""
    many, what, way, bends_to = TABLE[duty]
    step = -ONE if way == "before" else ONE
    if what == "month":
        raw = walk_months(start, many, step)
    else:
        parts = {"day": None, "working day": ("england-and-wales",), "UK working day": tuple(FAR)}[what]
        raw = walk_days(start, many - (way == "from day one"), step, parts)
    if way == "ends the day before":
        raw -= ONE
    last = target = raw
    while bends_to in ("family", "everybody") and not is_open(last):
        last += ONE
    if bends_to in ("family", "everybody"):
        target = last
    while bends_to == "council" and not is_open(target):
        target -= ONE
    return raw, last, target


def test_every_duty_has_a_second_opinion():
    assert set(TABLE) == set(DUTIES)


@pytest.mark.parametrize("duty", sorted(TABLE))
def test_a_duty_agrees_with_its_second_opinion_on_edges_and_on_random_dates(duty):
    chance = random.Random(duty)
    starts = EDGES + [date(2012, 1, 1) + timedelta(days=chance.randrange(8401)) for _ in range(100)]
    for start in starts:
        made = due(duty, start)
        assert (made.raw_on, made.due_on, made.target_on) == second_opinion(duty, start), (duty, start)


def test_the_fifteen_days_agree_on_every_day_of_twenty_three_years():
    start = date(2012, 1, 1)
    while start.year < 2035:
        made = due("review_request", start)
        assert (made.raw_on, made.due_on, made.target_on) == second_opinion("review_request", start), start
        start += ONE
