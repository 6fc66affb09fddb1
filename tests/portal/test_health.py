"""What the machines that watch the service are told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.models import JobRun
from clocks.sweep import sweep
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import make_child, make_officer, make_person

TODAY = date(2026, 11, 9)
LAST_NIGHT = TODAY - timedelta(days=1)
NOT_SWEPT = "what is owed is not swept"


@pytest.fixture(autouse=True)
def early(db):
    """Let it be morning, before the first sweep of the day."""
    with time_machine.travel("2026-11-09T04:00:00+00:00", tick=False):
        yield


def told(client):
    """Give the status and the answer."""
    answer = client.get("/healthz/ready/")
    return answer.status_code, answer.json()


def test_an_empty_service_is_ready(client):
    assert told(client) == (200, {"ok": True, "wrong": [], "oldest_unsent_seconds": 0, "last_sweep": None})


def test_children_whom_nobody_swept_for_are_told(client):
    make_child()
    assert told(client) == (
        503,
        {"ok": False, "wrong": [NOT_SWEPT], "oldest_unsent_seconds": 0, "last_sweep": None},
    )


@pytest.mark.parametrize(("days", "status"), [(0, 200), (1, 200), (2, 503), (60, 503)])
def test_the_sweep_may_be_yesterdays_and_no_older(client, days, status):
    make_child()
    sweep(TODAY - timedelta(days=days))
    assert told(client)[0] == status
    assert told(client)[1]["last_sweep"] == str(TODAY - timedelta(days=days))


@pytest.mark.parametrize("outcome", [JobRun.Outcome.RUNNING, JobRun.Outcome.FAILED])
def test_a_sweep_that_did_not_finish_does_not_count(client, outcome):
    make_child()
    sweep(LAST_NIGHT - timedelta(days=1))
    JobRun.objects.create(name="clocks.sweep", for_date=LAST_NIGHT, outcome=outcome)
    assert told(client)[1]["wrong"] == [NOT_SWEPT]


def test_letters_that_do_not_leave_are_told(client):
    sweep(TODAY)
    child, parent = make_child(), make_person()
    writer = make_officer()
    for minutes, wrong in ((14, []), (16, ["letters are not leaving"])):
        letter = make_letter(child, parent, written_by=writer)
        make_delivery(letter, next_try_at=timezone.now() - timedelta(minutes=minutes))
        assert told(client)[1]["wrong"] == wrong
