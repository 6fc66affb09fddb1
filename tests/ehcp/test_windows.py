"""A plan's window: when a family may ask, and since when it should have been told (R4.1, R3.2)."""

from datetime import date

import pytest

from ehcp.models import Plan
from ehcp.windows import began_on, told_since, window
from policy.windows import Window
from tests.factories.ehcp import make_annual_review, make_plan

Stage = Plan.Stage
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 4, 19), Window.OUTSIDE),
        (date(2026, 4, 20), Window.DRAFTING),
        (date(2026, 6, 1), Window.DRAFTING),
        (date(2026, 6, 2), Window.OUTSIDE),
    ],
)
def test_drafting_is_from_the_promise_of_a_plan_to_the_final_plan(on, expected):
    assert window(make_plan(), on) is expected


def test_drafting_goes_on_until_there_is_a_final_plan():
    plan = make_plan(stage=Stage.DRAFTING)
    assert window(plan, date(2028, 2, 29)) is Window.DRAFTING
    assert told_since(plan, date(2028, 2, 29)) == date(2026, 4, 20)


def test_nothing_is_open_while_needs_are_assessed():
    plan = make_plan(stage=Stage.ASSESSING)
    assert window(plan, date(2026, 3, 1)) is Window.OUTSIDE
    assert told_since(plan, date(2026, 3, 1)) is None


def test_re_assessment_is_open_although_an_earlier_plan_is_final():
    plan = make_plan(stage=Stage.REASSESSING)
    assert window(plan, date(2026, 9, 13)) is Window.OUTSIDE
    assert window(plan, date(2026, 9, 14)) is Window.REASSESSMENT


def test_a_plan_that_ceased_has_no_window_from_that_day():
    plan = make_plan(stage=Stage.CEASED, final_on=None)
    assert window(plan, date(2026, 9, 30)) is Window.DRAFTING
    assert window(plan, date(2026, 10, 1)) is Window.OUTSIDE


@pytest.fixture
def reviewed():
    """Give a plan with a review: invited on 1 October, held on 20 October, concluded on 10 November 2026."""
    plan = make_plan()
    days = {
        "invited_on": date(2026, 10, 1),
        "meeting_on": date(2026, 10, 20),
        "concluded_on": date(2026, 11, 10),
    }
    make_annual_review(plan, due_on=date(2026, 11, 1), **days)
    return plan


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 30), Window.OUTSIDE),
        (date(2026, 10, 1), Window.ANNUAL_REVIEW),
        (date(2026, 11, 10), Window.ANNUAL_REVIEW),
        (date(2026, 11, 11), Window.OUTSIDE),
    ],
)
def test_a_review_is_from_the_invitation_to_the_final_decision(reviewed, on, expected):
    assert window(reviewed, on) is expected


def test_the_newest_review_people_were_invited_to_is_the_one_that_counts(reviewed):
    make_annual_review(reviewed, due_on=date(2026, 6, 10), invited_on=date(2026, 6, 5))
    assert window(reviewed, date(2026, 9, 1)) is Window.ANNUAL_REVIEW
    assert window(reviewed, date(2026, 12, 1)) is Window.OUTSIDE


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2027, 5, 17), None),
        (date(2027, 5, 18), date(2027, 5, 18)),
        (date(2027, 6, 20), date(2027, 5, 18)),
    ],
)
def test_a_meeting_without_invitations_counts_from_the_last_day_to_invite(on, since):
    plan = make_plan()
    make_annual_review(plan, meeting_on=date(2027, 6, 1))
    assert told_since(plan, on) == since
    assert window(plan, on) is Window.OUTSIDE


@pytest.mark.parametrize(
    ("invited_on", "since"),
    [
        (date(2027, 5, 3), date(2027, 5, 3)),
        (date(2027, 5, 18), date(2027, 5, 18)),
        (date(2027, 5, 25), date(2027, 5, 18)),
    ],
)
def test_a_late_invitation_excuses_nobody(invited_on, since):
    plan = make_plan()
    make_annual_review(plan, meeting_on=date(2027, 6, 1), invited_on=invited_on)
    assert told_since(plan, date(2027, 5, 28)) == since


def test_a_page_of_plans_needs_two_queries(django_assert_num_queries):
    for _ in range(7):
        make_annual_review(make_plan(), invited_on=date(2026, 10, 1))
    with django_assert_num_queries(2):
        found = [window(plan, date(2026, 10, 2)) for plan in Plan.objects.prefetch_related("annual_reviews")]
    assert found == [Window.ANNUAL_REVIEW] * 7


def test_a_plan_begins_with_the_first_thing_known_of_it():
    assert began_on(make_plan()) == date(2026, 1, 12)
    assert began_on(make_plan(requested_on=None)) == date(2026, 4, 20)
    assert began_on(make_plan(stage=Stage.ASSESSING, requested_on=None)) is None
