"""The nightly check: clocks whose dates policy would now give otherwise, and clocks about nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from clocks import actions
from clocks.checking import REASON, check, orphans, recompute_all
from clocks.models import Clock, ClockRevision
from tests.clocks import family
from tests.factories.clocks import make_clock
from tests.factories.people import make_child

MONDAY = date(2026, 11, 2)
TONIGHT = date(2026, 11, 5)


def owed(started_on=MONDAY, **fields):
    """Start a clock about a child."""
    child = make_child()
    clock = actions.start("message_reply", child=child, about=child, label="Reply", started_on=started_on)
    Clock.objects.filter(pk=clock.pk).update(**fields or {"label": "Reply"})
    return clock


@pytest.fixture
def holiday(tmp_path, monkeypatch):
    """Give a function that declares a bank holiday on 6 November 2026, after clocks were started."""

    def declare():
        path = tmp_path / "council.toml"
        path.write_text("[council]\nextra_bank_holidays = [2026-11-06]\n")
        monkeypatch.setenv("COUNCIL_POLICY", str(path))

    return declare


def test_clocks_that_agree_with_policy_stay(db):
    owed()
    assert recompute_all(TONIGHT).revised == 0
    assert not ClockRevision.objects.exists()


def test_a_new_bank_holiday_revises_what_it_touches_and_nothing_else(db, holiday):
    touched, met = owed(), owed(met_on=date(2026, 11, 3))
    untouched = owed(date(2026, 11, 9))
    holiday()
    assert recompute_all(TONIGHT).revised == 1
    days = dict(Clock.objects.values_list("pk", "due_on"))
    assert days == {
        touched.pk: date(2026, 11, 10),
        met.pk: date(2026, 11, 9),
        untouched.pk: date(2026, 11, 16),
    }
    revision = ClockRevision.objects.get()
    assert (revision.clock, revision.reason, revision.revised_on) == (touched, REASON, TONIGHT)
    assert recompute_all(TONIGHT).revised == 0


def test_as_many_statements_for_50_clocks_as_for_5(db, holiday):
    for _ in range(5):
        owed()
    holiday()
    with CaptureQueriesContext(connection) as few:
        recompute_all(TONIGHT)
    Clock.objects.update(due_on=date(2026, 11, 12))
    child = make_child()
    rows = [actions.Start(child.pk, "people.child", -number, "Reply", MONDAY) for number in range(1, 46)]
    actions.start_many("message_reply", rows)
    Clock.objects.update(due_on=date(2026, 11, 12))
    with CaptureQueriesContext(connection) as many:
        assert recompute_all(TONIGHT).revised == 50
    assert len(many) == len(few)


def test_a_clock_of_an_unknown_duty_is_reported(db, holiday):
    make_clock(make_child(), duty="no_such")
    owed()
    holiday()
    found = recompute_all(TONIGHT)
    assert found.failures == ["clocks of no_such from 2026-11-02: no app registers the duty no_such"]
    assert found.revised == 1


def test_a_clock_about_nothing_is_found(db):
    child = make_child()
    here = make_clock(child)
    gone = make_clock(child, about_id=child.pk + 1000)
    unknown = make_clock(child, about_type="no.such")
    found = {kind: list(ids) for kind, ids in orphans()}
    assert found == {"people.child": [gone.pk], "no.such": [unknown.pk]}
    assert here.pk not in sum(found.values(), [])


def test_the_check_runs_once_a_date_and_keeps_what_it_found(db):
    gone = make_clock(make_child(), about_id=10**9, started_on=MONDAY, due_on=date(2026, 11, 9))
    run = check(TONIGHT)
    assert run.failures == [f"clock {gone.pk}: its people.child is gone"]
    assert run.counts == {"revised": 0, "orphans": 1}
    assert run.outcome == JobRun.Outcome.DONE
    assert check(TONIGHT) is None


def test_duties_that_a_job_of_their_own_chases_are_checked_too(db, monkeypatch):
    family.register(monkeypatch, job="payments.quarterly_return_reminders")
    clock = family.owed(None)
    Clock.objects.update(due_on=date(2026, 10, 20), raw_on=date(2026, 10, 20))
    lost = make_clock(clock.child, duty=family.DUTY, about_id=10**9, started_on=MONDAY, next_step_on=None)
    run = check(TONIGHT)
    assert ClockRevision.objects.filter(clock=clock).exists()
    assert run.failures == [f"clock {lost.pk}: its people.child is gone"]
