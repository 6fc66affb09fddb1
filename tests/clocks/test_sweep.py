"""The sweep: each step once, the newest of those that came, one digest a day, and nothing stops the rest."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from clocks import actions
from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from clocks.tasks import sweep as sweep_task
from letters.models import Delivery, Letter
from people.models import Child
from tests.factories.clocks import make_clock
from tests.factories.people import make_child, make_manager, make_officer, make_team

STARTED_ON = date(2026, 11, 2)
DUE_ON = date(2026, 11, 9)
BEFORE, AFTER, LATER = (DUE_ON + timedelta(days=days) for days in (-1, 1, 3))
LADDER = ["-1", "+1", "+3", "+10", "+17", "+24"]
Outcome = ClockStep.Outcome


@pytest.fixture
def team(db):
    """Give a team."""
    return make_team()


@pytest.fixture
def officer(team):
    """Give a case officer of the team."""
    return make_officer(team=team)


@pytest.fixture
def manager(team):
    """Give a case manager of the team."""
    return make_manager(team=team)


def owed(officer, started_on=STARTED_ON, child=None, **fields):
    """Start the clock of a message to a child of an officer."""
    child = child or make_child(officer=officer)
    clock = actions.start("message_reply", child=child, about=child, label="Reply", started_on=started_on)
    if fields:
        Clock.objects.filter(pk=clock.pk).update(**fields)
        clock.refresh_from_db()
    return clock


def steps():
    """Give every step taken: its name, its day, the day it was taken, and what came of it."""
    return list(ClockStep.objects.order_by("step_on").values_list("step", "step_on", "done_on", "outcome"))


def digests():
    """Give who was written to, with how much is due and overdue."""
    read = Letter.objects.filter(kind="work_reminder").order_by("pk")
    return [
        (letter.addressee, letter.parts["says"]["due"], letter.parts["says"]["overdue"]) for letter in read
    ]


def test_nothing_happens_before_the_first_step(officer):
    owed(officer)
    assert sweep(BEFORE - timedelta(days=1)).counts == {}
    assert steps() == [] == digests()


def test_the_officer_is_reminded_before_the_due_day(officer, manager):
    clock = owed(officer)
    run = sweep(BEFORE)
    assert steps() == [("-1", BEFORE, BEFORE, Outcome.REMINDED)]
    assert digests() == [(officer.person, 1, 0)]
    assert ClockStep.objects.get().letter == Letter.objects.get()
    clock.refresh_from_db()
    assert clock.next_step_on == AFTER
    assert (run.outcome, run.counts) == (JobRun.Outcome.DONE, {"letters": 1, "reminded": 1})


def test_nothing_happens_on_the_due_day(officer, manager):
    owed(officer)
    sweep(BEFORE)
    sweep(DUE_ON)
    assert len(steps()) == len(digests()) == 1


def test_the_teams_managers_are_told_the_day_after(officer, manager, team):
    another = make_manager(team=team)
    make_manager(team=make_team())
    owed(officer)
    sweep(BEFORE)
    sweep(AFTER)
    assert steps()[-1] == ("+1", AFTER, AFTER, Outcome.ESCALATED)
    assert digests()[1:] == [(manager.person, 0, 1), (another.person, 0, 1)]


@pytest.fixture
def ladder_on_the_day(tmp_path, monkeypatch):
    """Let the council chase on the due day, and three days after it."""
    path = tmp_path / "council.toml"
    path.write_text(
        '[[numbers.quick_reminders]]\nvalue = [0, 3]\nauthority = "Our own policy"\nsince = 2026-01-01\n'
    )
    monkeypatch.setenv("COUNCIL_POLICY", str(path))


def test_a_step_on_the_due_day_goes_to_the_managers_as_due_and_not_as_overdue(
    officer, manager, ladder_on_the_day
):
    owed(officer)
    sweep(DUE_ON)
    assert steps() == [("+0", DUE_ON, DUE_ON, Outcome.ESCALATED)]
    assert digests() == [(manager.person, 1, 0)]


def test_what_stays_open_is_escalated_again_every_week(officer, manager):
    clock = owed(officer)
    runs = [sweep(BEFORE + timedelta(days=days)) for days in range(62)]
    names = ["-1", "+1", "+3", "+10", "+17", "+24", "+31", "+38", "+45", "+52", "+59"]
    assert [step[0] for step in steps()] == names
    assert digests() == [(officer.person, 1, 0)] + [(manager.person, 0, 1)] * 10
    assert sum(run.counts.get("skipped", 0) for run in runs) == 0
    clock.refresh_from_db()
    assert clock.next_step_on == DUE_ON + timedelta(days=66)


def test_what_is_met_at_last_is_escalated_no_more(officer, manager):
    clock = owed(officer)
    sweep(DUE_ON + timedelta(days=10))
    actions.meet("message_reply", about=clock.child, on=DUE_ON + timedelta(days=11))
    sweep(DUE_ON + timedelta(days=17))
    assert steps()[-1][0] == "+10"
    assert len(digests()) == 1


def test_twice_a_date_is_once(officer):
    owed(officer)
    assert sweep(BEFORE)
    assert sweep(BEFORE) is None
    assert len(steps()) == len(digests()) == 1


def test_a_run_that_died_is_taken_up_without_telling_twice(officer):
    owed(officer)
    sweep(BEFORE)
    JobRun.objects.update(outcome=JobRun.Outcome.RUNNING)
    late = owed(officer)
    assert sweep(BEFORE)
    assert digests() == [(officer.person, 1, 0)]
    assert late.steps.get().letter == Letter.objects.get()


@pytest.mark.parametrize(
    ("nights", "taken"),
    [
        (1, [("-1", Outcome.REMINDED)]),
        (3, [("-1", Outcome.SKIPPED), ("+1", Outcome.ESCALATED)]),
        (5, [("-1", Outcome.SKIPPED), ("+1", Outcome.SKIPPED), ("+3", Outcome.ESCALATED)]),
        (30, [(name, Outcome.SKIPPED) for name in LADDER[:-1]] + [("+24", Outcome.ESCALATED)]),
    ],
)
def test_after_missed_nights_the_newest_step_is_taken_and_the_rest_are_skipped(
    officer, manager, nights, taken
):
    clock = owed(officer)
    on = BEFORE + timedelta(days=nights - 1)
    sweep(on)
    assert [(name, outcome) for name, _, _, outcome in steps()] == taken
    assert {done_on for _, _, done_on, _ in steps()} == {on}
    assert [step_on for _, step_on, _, _ in steps()] == [DUE_ON + timedelta(int(name)) for name, _ in taken]
    assert len(digests()) == 1
    assert ClockStep.objects.filter(outcome=Outcome.SKIPPED, letter__isnull=False).count() == 0
    clock.refresh_from_db()
    assert (clock.due_on, clock.started_on) == (DUE_ON, STARTED_ON)
    assert clock.is_late(on=on) is (nights > 2)


def test_what_is_met_or_dropped_is_not_chased(officer):
    owed(officer, met_on=STARTED_ON)
    owed(officer, dropped_on=STARTED_ON, dropped_because="Sent twice.")
    sweep(LATER)
    assert steps() == [] == digests()


def test_everybody_has_one_digest_a_day_with_their_numbers(officer, manager, team):
    other = make_officer(team=team)
    for _ in range(3):
        owed(officer)
    owed(other)
    owed(officer, date(2026, 10, 27))  # due on the 3rd: the last of its ladder is on the 6th
    run = sweep(BEFORE)
    assert len(digests()) == 3
    assert set(digests()) == {(officer.person, 3, 0), (manager.person, 0, 1), (other.person, 1, 0)}
    assert run.counts == {"letters": 3, "reminded": 4, "escalated": 1, "skipped": 2}


def test_digests_wait_for_the_worker_and_go_by_e_mail_with_no_name(officer):
    clock = owed(officer)
    sweep(BEFORE)
    letter = Letter.objects.get()
    assert letter.html is None
    assert letter.child is None
    assert letter.written_on == BEFORE
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.state, delivery.person) == ("email", "waiting", officer.person)
    assert clock.child.last_name not in str(letter.parts)


def test_without_an_officer_the_managers_are_reminded(officer, manager, team):
    owed(None, child=make_child(team=team))
    sweep(BEFORE)
    assert digests() == [(manager.person, 1, 0)]
    assert steps()[0][3] == Outcome.REMINDED


def test_an_officer_whose_sign_in_is_closed_counts_as_none(officer, manager):
    owed(officer)
    officer.is_active = False
    officer.save()
    sweep(BEFORE)
    assert digests() == [(manager.person, 1, 0)]


def test_without_managers_the_officer_is_reminded_again(officer):
    owed(officer)
    sweep(AFTER)
    assert digests() == [(officer.person, 0, 1)]
    assert steps()[-1][3] == Outcome.REMINDED


def test_a_clock_nobody_looks_after_is_reported_and_waits(officer):
    alone = owed(None, child=make_child())
    other = owed(officer)
    run = sweep(BEFORE)
    assert run.failures == [f"clock {alone.pk}: there is no case officer and no case manager to tell"]
    assert run.outcome == JobRun.Outcome.DONE
    assert ClockStep.objects.get().clock == other
    Clock.objects.filter(pk=alone.pk).update(owner=officer)
    sweep(BEFORE + timedelta(days=1))
    assert alone.steps.get().outcome == Outcome.REMINDED


@pytest.mark.parametrize("bad", [{"duty": "no_such"}, {"started_on": date(1999, 1, 1)}])
def test_a_bad_record_is_reported_and_the_others_go(officer, bad):
    child = make_child(officer=officer)
    wrong = make_clock(child, next_step_on=BEFORE, **bad)
    right = owed(officer)
    run = sweep(BEFORE)
    assert [line.partition(":")[0] for line in run.failures] == [f"clock {wrong.pk}"]
    assert ClockStep.objects.get().clock == right
    assert digests() == [(officer.person, 1, 0)]


def test_a_record_the_database_refuses_is_reported_and_the_others_go(officer):
    clocks = [owed(officer) for _ in range(7)]
    wrong = clocks[4]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.clock_id = {wrong.pk} THEN RAISE 'a family'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON clocks_clockstep FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    run = sweep(BEFORE)
    assert run.failures == [f"clock {wrong.pk}: InternalError"]
    assert set(ClockStep.objects.values_list("clock", flat=True)) == {each.pk for each in clocks} - {wrong.pk}
    assert run.counts["reminded"] == 6


def owed_many(officer, many):
    """Start the clocks of as many children, set-wise."""
    children = Child.objects.bulk_create(
        Child(
            reference=uuid.uuid4().hex,
            first_name="Ash",
            last_name="Marsh",
            born_on=STARTED_ON,
            case_officer=officer,
        )
        for _ in range(many)
    )
    rows = [actions.Start(child.pk, "people.child", child.pk, "Reply", STARTED_ON) for child in children]
    actions.start_many("message_reply", rows)


def test_as_many_statements_for_500_clocks_as_for_5(officer, manager):
    counts = []
    for many, on in ((5, BEFORE), (500, BEFORE + timedelta(days=1))):
        owed_many(officer, many)
        with CaptureQueriesContext(connection) as done:
            sweep(on)
        counts.append(len(done))
    assert counts[0] == counts[1]
    assert ClockStep.objects.count() == 505


def test_the_task_uses_the_date_of_the_councils_time_zone(officer):
    # In summer London is an hour ahead: 23:30 by universal time is the next day there.
    owed(officer, date(2026, 7, 6))
    with time_machine.travel("2026-07-11T23:30:00+00:00", tick=False):
        sweep_task()
    assert [step[2] for step in steps()] == [date(2026, 7, 12)]


@pytest.mark.parametrize(
    ("moment", "date_in_london"),
    [
        ("2026-03-28T23:59:00+00:00", date(2026, 3, 28)),
        ("2026-03-29T23:30:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T23:30:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:30:00+00:00", date(2026, 10, 25)),
        ("2026-12-31T23:59:59+00:00", date(2026, 12, 31)),
    ],
)
def test_one_run_a_local_date_on_the_nights_the_clocks_change(db, moment, date_in_london):
    with time_machine.travel(moment, tick=False):
        sweep_task()
        sweep_task()
    assert [run.for_date for run in JobRun.objects.filter(name="clocks.sweep")] == [date_in_london]
