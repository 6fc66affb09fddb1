"""The clocks of plans whose window is open and whose family was not told: opened set-wise, once (R3.2)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from clocks.models import Clock
from ehcp.actions import open_information_clocks
from ehcp.models import Plan
from ehcp.tasks import open_clocks
from tests.factories.ehcp import make_annual_review, make_information_given, make_plan
from tests.factories.people import make_child, make_officer, make_person, make_team

TODAY = date(2026, 11, 6)
Stage = Plan.Stage


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


def planned(officer, stage=Stage.DRAFTING, **fields):
    """Make a plan of the officer's caseload."""
    return make_plan(child=make_child(officer=officer), stage=stage, **fields)


def tell(plan, officer, given_on):
    """Record that somebody was told."""
    return make_information_given(plan, make_person(), by=officer, given_on=given_on)


def opened(*plans, on=TODAY):
    """Open the clocks of plans, and give the days each plan's clocks start."""
    count = open_information_clocks([plan.pk for plan in plans], on)
    days = list(Clock.objects.order_by("started_on").values_list("about_id", "started_on"))
    assert count <= len(days)
    return days


def test_each_window_starts_the_clock_on_the_day_it_opened(officer):
    drafting, again = planned(officer), planned(officer, Stage.REASSESSING)
    reviewed = planned(officer, Stage.FINAL)
    make_annual_review(reviewed, invited_on=date(2026, 10, 1))
    meeting = planned(officer, Stage.FINAL)
    make_annual_review(meeting, meeting_on=date(2026, 11, 20))
    far_off, quiet = planned(officer, Stage.FINAL), planned(officer, Stage.FINAL)
    make_annual_review(far_off, meeting_on=date(2026, 11, 21))
    assert opened(drafting, again, reviewed, meeting, far_off, quiet) == [
        (drafting.pk, date(2026, 4, 20)),
        (again.pk, date(2026, 9, 14)),
        (reviewed.pk, date(2026, 10, 1)),
        (meeting.pk, date(2026, 11, 6)),
    ]
    clock = Clock.objects.get(about_id=meeting.pk)
    assert (clock.due_on, clock.owner, clock.label) == (
        date(2026, 11, 20),
        officer,
        "Information about personal budgets",
    )


@pytest.mark.parametrize(("given_on", "many"), [(date(2026, 4, 19), 1), (date(2026, 4, 20), 0)])
def test_a_family_told_since_the_window_opened_needs_no_clock(officer, given_on, many):
    plan = planned(officer)
    tell(plan, officer, given_on)
    assert len(opened(plan)) == many


def test_again_changes_nothing(officer):
    plan = planned(officer)
    assert opened(plan) == opened(plan)
    Clock.objects.update(met_on=TODAY)
    assert len(opened(plan)) == 1


def test_what_is_still_owed_is_not_owed_twice(officer):
    plan = planned(officer, Stage.FINAL)
    make_annual_review(
        plan, due_on=date(2026, 10, 1), invited_on=date(2026, 9, 1), meeting_on=date(2026, 9, 20)
    )
    opened(plan)
    make_annual_review(plan, due_on=date(2027, 10, 1), invited_on=date(2027, 9, 1))
    assert len(opened(plan, on=date(2027, 9, 2))) == 1
    Clock.objects.update(met_on=date(2026, 9, 3))
    assert len(opened(plan, on=date(2027, 9, 2))) == 2


def test_a_plan_that_ceased_owes_no_telling(officer):
    plan = planned(officer)
    opened(plan)
    Plan.objects.filter(pk=plan.pk).update(stage=Stage.CEASED, ceased_on=TODAY)
    opened(plan)
    clock = Clock.objects.get()
    assert (clock.dropped_on, clock.dropped_because) == (TODAY, "The plan ceased.")


def test_only_the_plans_that_were_named(officer):
    named, other = planned(officer), planned(officer)
    assert opened(named) == [(named.pk, date(2026, 4, 20))]
    assert not Clock.objects.of(other).exists()


def test_as_many_statements_for_50_plans_as_for_5(officer):
    counts = []
    for many in (5, 50):
        plans = [planned(officer) for _ in range(many)]
        for plan in plans:
            make_annual_review(plan, invited_on=TODAY)
        with CaptureQueriesContext(connection) as done:
            assert open_information_clocks([plan.pk for plan in plans], TODAY) == many
        counts.append(len(done))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("bad", ["meeting", "window"])
def test_a_plan_with_an_impossible_date_is_reported_and_the_others_go(officer, bad):
    good = planned(officer)
    wrong = planned(officer, to_prepare_on=date(2001, 1, 8) if bad == "window" else TODAY)
    make_annual_review(wrong, meeting_on=date(2199, 1, 8) if bad == "meeting" else None)
    failures = []
    assert open_information_clocks([wrong.pk, good.pk], TODAY, failures=failures) == 1
    assert [line.partition(":")[0] for line in failures] == [f"plan {wrong.pk}"]
    assert Clock.objects.of(good).exists()


def test_the_nightly_job_finds_them_all_once_a_date(officer):
    planned(officer)
    meeting = planned(officer, Stage.FINAL)
    make_annual_review(meeting, meeting_on=date(2026, 11, 20))
    gone = planned(officer)
    with time_machine.travel("2026-11-05T06:00:00+00:00", tick=False):
        open_clocks()
        open_clocks()
    assert JobRun.objects.get(name="ehcp.open_clocks").counts == {"opened": 2}
    Plan.objects.filter(pk=gone.pk).update(stage=Stage.CEASED, ceased_on=TODAY)
    with time_machine.travel("2026-11-06T06:00:00+00:00", tick=False):
        open_clocks()
    assert Clock.objects.of(meeting).get().started_on == TODAY
    assert Clock.objects.of(gone).get().dropped_on == TODAY
