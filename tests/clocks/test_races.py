"""Several at once, on real connections: one sweep works, nobody is waited for, a clock starts once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from audit.acts import hold
from audit.models import JobRun
from clocks import actions, contact
from clocks.checking import check
from clocks.models import Clock, ClockStep
from clocks.notices import follow_notices
from clocks.sweep import sweep
from letters.models import Letter
from tests.clocks import family
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import make_child, make_family, make_officer, make_team

STARTED_ON = date(2026, 11, 2)
BEFORE = date(2026, 11, 8)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer():
    """Give a case officer."""
    return make_officer(team=make_team())


def owed(officer):
    """Start the clock of a message about a new child."""
    child = make_child(officer=officer)
    return actions.start("message_reply", child=child, about=child, label="Reply", started_on=STARTED_ON)


def at_once(act, times):
    """Do an act in as many threads at the same moment, each with its own connection."""
    ready = Barrier(times)

    def one(_):
        try:
            ready.wait(timeout=20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


@contextmanager
def at_work_on(child):
    """Hold a child from another connection, as an act in progress does."""
    held, done = Barrier(2), Barrier(2)

    def work():
        try:
            with transaction.atomic():
                hold(child)
                held.wait(timeout=20)
                done.wait(timeout=60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(work)
        held.wait(timeout=20)
        try:
            yield
        finally:
            done.wait(timeout=20)
            working.result()


def test_eight_sweeps_at_once_tell_everybody_once(officer):
    for _ in range(20):
        owed(officer)
    runs = at_once(lambda: sweep(BEFORE), 8)
    assert len([run for run in runs if run]) >= 1
    assert ClockStep.objects.count() == 20
    assert Letter.objects.count() == 1
    assert JobRun.objects.get(name="clocks.sweep").counts == {"letters": 1, "reminded": 20}


def test_eight_sweeps_at_once_write_to_each_family_once(officer, monkeypatch):
    family.register(monkeypatch)
    clocks = [family.owed(officer) for _ in range(10)]
    on = family.DUE_ON - timedelta(days=3)
    at_once(lambda: sweep(on), 8)
    written = Letter.objects.filter(kind="message_alert").values_list("child", flat=True)
    assert sorted(written) == sorted(clock.child_id for clock in clocks)
    assert ClockStep.objects.exclude(letter=None).count() == 10


def test_a_notice_is_followed_once_by_many_and_a_busy_child_waits(officer, monkeypatch):
    family.register(monkeypatch)
    for _ in range(2):
        clock = family.owed(officer, started_on=STARTED_ON)
        letter = make_letter(clock.child, clock.child.links.get().person, about_type="x", about_id=clock.pk)
        make_delivery(letter, state="sent", sent_at="2026-11-05T10:00:00Z", notified_on=date(2026, 11, 5))
        Clock.objects.filter(pk=clock.pk).update(notice=letter)
    with at_work_on(clock.child):
        runs = at_once(lambda: follow_notices(BEFORE), 4)
        assert {run.outcome for run in runs if run} == {JobRun.Outcome.RUNNING}
        assert Clock.objects.open().moved().get() == clock
    at_once(lambda: follow_notices(BEFORE), 4)
    assert not Clock.objects.open().moved().exists()
    assert Letter.objects.filter(kind="day_moved").count() == 2
    assert JobRun.objects.get().counts == {"restarted": 2, "letters": 2}


def test_a_busy_child_is_left_for_the_next_tick_and_the_run_stays_open(officer):
    busy, free = owed(officer), owed(officer)
    with at_work_on(busy.child):
        run = sweep(BEFORE)
        assert (run.outcome, run.counts["left"]) == (JobRun.Outcome.RUNNING, 1)
        assert ClockStep.objects.get().clock == free
    run = sweep(BEFORE)
    assert run.outcome == JobRun.Outcome.DONE
    assert run.counts == {"letters": 1, "reminded": 2}
    assert busy.steps.get().done_on == BEFORE
    assert Letter.objects.get().parts["says"]["due"] == 2
    assert sweep(BEFORE) is None


def test_what_is_answered_while_the_sweep_passes_is_not_chased(officer):
    clock = owed(officer)
    with at_work_on(clock.child):
        sweep(BEFORE)
    actions.meet("message_reply", about=clock.child, on=BEFORE)
    assert sweep(BEFORE).outcome == JobRun.Outcome.DONE
    assert not ClockStep.objects.exists()


def test_the_check_leaves_a_busy_child_too(officer):
    busy, free = owed(officer), owed(officer)
    Clock.objects.update(due_on=BEFORE + timedelta(days=9), raw_on=BEFORE)
    with at_work_on(busy.child):
        run = check(BEFORE)
        assert run.outcome == JobRun.Outcome.RUNNING
    assert [clock.revisions.count() for clock in (busy, free)] == [0, 1]
    assert check(BEFORE).outcome == JobRun.Outcome.DONE
    assert [clock.revisions.count() for clock in (busy, free)] == [1, 1]


def test_busy_children_are_passed_over_in_the_order_of_ids(officer):
    first, busy, last = (make_child() for _ in range(3))
    with at_work_on(busy), transaction.atomic():
        assert actions.hold_many([last.pk, busy.pk, first.pk]) == [first.pk, last.pk]


def test_the_same_clock_started_five_times_at_once_is_one(officer):
    child = make_child(officer=officer)

    def begin():
        with transaction.atomic():
            return actions.start(
                "message_reply", child=child, about=child, label="Reply", started_on=STARTED_ON
            )

    assert len({clock.pk for clock in at_once(begin, 5)}) == 1
    assert Clock.objects.count() == 1


def test_the_same_form_sent_five_times_at_once_is_one_message(officer):
    child = make_child(officer=officer)
    family, token = make_family(child), uuid.uuid4()

    def send():
        return contact.send_message(child, by=family, words="Hello.", on=STARTED_ON, token=token)

    assert len({message.pk for message in at_once(send, 5)}) == 1
    assert (child.messages.count(), Clock.objects.count()) == (1, 1)
