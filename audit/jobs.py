"""Jobs that run once a date: one row a run, and one runner at a time, however many start."""

import zlib
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from audit.models import JobRun


@contextmanager
def only_one(name):
    """Give True to one runner of a name at a time, False to the others, who should leave."""
    key = zlib.crc32(f"job {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def job(name, for_date):
    """Run a job for a date: give its JobRun, or None when it is done or another runner has it.

    A run that died, or that says it is unfinished, is taken up again. A failure is kept on the row and
    raised.
    """
    with only_one(name) as mine:
        run = _take(name, for_date) if mine else None
        try:
            yield run
        except Exception as problem:
            if run:
                _close(run, JobRun.Outcome.FAILED, type(problem).__name__)
            raise
        if run:
            _close(run, JobRun.Outcome.RUNNING if run.unfinished else JobRun.Outcome.DONE)


def _take(name, for_date):
    run, is_new = JobRun.objects.get_or_create(name=name, for_date=for_date)
    if run.outcome == JobRun.Outcome.DONE:
        return None
    if not is_new:
        run.outcome, run.started_at, run.ended_at = JobRun.Outcome.RUNNING, timezone.now(), None
        run.save()
    return run


def _close(run, outcome, problem=None):
    run.outcome, run.ended_at = outcome, timezone.now()
    if problem:
        run.failures = [*run.failures, problem]
    run.save()
