"""One run a date, whatever happened to the one before."""

from datetime import date

import pytest

from audit.jobs import job, only_one
from audit.models import JobRun

ON = date(2026, 11, 21)
pytestmark = pytest.mark.django_db(transaction=True)


def run(name="count", on=ON, **counts):
    with job(name, on) as mine:
        if mine:
            mine.counts = counts
        return mine is not None


def test_a_job_runs_once_a_date():
    assert [run(done=1), run(done=2), run(on=date(2026, 11, 22))] == [True, False, True]
    first = JobRun.objects.get(for_date=ON)
    assert (first.outcome, first.counts) == ("done", {"done": 1})
    assert first.ended_at >= first.started_at


def test_jobs_of_other_names_do_not_wait():
    with job("one", ON) as one, job("other", ON) as other:
        assert one and other


def test_a_failure_is_kept_and_the_job_is_taken_up_again():
    with pytest.raises(ZeroDivisionError), job("count", ON):
        1 / 0  # noqa: B018
    failed = JobRun.objects.get()
    assert (failed.outcome, failed.failures) == ("failed", ["ZeroDivisionError"])
    with job("count", ON) as again:
        now = JobRun.objects.get()
        assert (now.outcome, now.ended_at) == ("running", None)
        assert again.started_at > failed.started_at
    done = JobRun.objects.get()
    assert (done.outcome, done.failures) == ("done", ["ZeroDivisionError"])


def test_a_job_whose_process_died_is_taken_up_again():
    JobRun.objects.create(name="count", for_date=ON)
    assert run() is True


def test_a_job_stopped_by_a_signal_is_taken_up_again():
    with pytest.raises(SystemExit), job("count", ON):
        raise SystemExit
    assert JobRun.objects.get().outcome == "running"
    assert run() is True


def test_a_job_that_leaves_rows_behind_is_taken_up_again():
    with job("count", ON) as mine:
        mine.unfinished = True
    assert run() is True


def test_the_lock_is_given_back():
    with only_one("count") as first:
        assert first
    with only_one("count") as second:
        assert second
