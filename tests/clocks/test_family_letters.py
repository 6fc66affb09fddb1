"""The sweep writes to families: each step once, with the step, and staff hear of what the family cannot do."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JobRun
from clocks import actions, duties
from clocks.models import ClockStep
from clocks.sweep import sweep
from letters.kinds import ReturnReminder
from letters.models import Delivery, Letter
from tests.clocks.family import DUE_ON, owed, owed_many, parts, register
from tests.factories.clocks import make_clock
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_person, make_team

FIRST, SECOND = DUE_ON - timedelta(days=14), DUE_ON - timedelta(days=3)
AFTER = DUE_ON + timedelta(days=1)
LAST_OF_LADDER, AGAIN = DUE_ON + timedelta(days=14), DUE_ON + timedelta(days=21)
Outcome = ClockStep.Outcome


@pytest.fixture(autouse=True)
def returns(monkeypatch):
    """Register the family's duty."""
    register(monkeypatch)


@pytest.fixture
def officer(db):
    """Give a case officer in a team."""
    return make_officer(team=make_team())


def to_family():
    """Give who was written to about a child, in order."""
    return [letter.addressee for letter in Letter.objects.filter(kind="message_alert").order_by("pk")]


def digests():
    """Give who was told as staff, with how much is due and overdue."""
    read = Letter.objects.filter(kind="work_reminder").order_by("pk")
    return [(each.addressee, each.parts["says"]["due"], each.parts["says"]["overdue"]) for each in read]


def steps():
    """Give every step and what came of it."""
    return list(ClockStep.objects.order_by("step_on").values_list("step", "outcome"))


def test_each_of_the_family_is_reminded_before_the_due_day_and_staff_are_not(officer):
    clock = owed(officer, family=2)
    run = sweep(FIRST)
    people = [link.person for link in clock.child.links.order_by("pk")]
    assert to_family() == people
    assert digests() == []
    assert steps() == [("-14", Outcome.REMINDED)]
    letters = Letter.objects.order_by("pk")
    assert ClockStep.objects.get().letter == letters[0]
    assert {(each.child, each.written_on, each.html) for each in letters} == {(clock.child, FIRST, None)}
    assert Delivery.objects.filter(letter__in=letters, state="waiting").count() == 2
    assert run.counts == {"letters": 2, "reminded": 1}
    clock.refresh_from_db()
    assert clock.next_step_on == SECOND


def test_after_the_due_day_the_managers_are_told_as_well(officer):
    manager = make_manager(team=officer.team)
    clock = owed(officer)
    sweep(AFTER)
    assert len(to_family()) == 1
    assert digests() == [(manager.person, 0, 1)]
    assert steps() == [("-14", Outcome.SKIPPED), ("-3", Outcome.SKIPPED), ("+1", Outcome.ESCALATED)]
    assert clock.steps.get(step="+1").letter.child == clock.child


def test_after_the_ladder_only_staff_are_told(officer):
    manager = make_manager(team=officer.team)
    owed(officer)
    sweep(LAST_OF_LADDER)
    sweep(AGAIN)
    assert len(to_family()) == 1
    assert digests() == [(manager.person, 0, 1)] * 2
    assert steps()[-2:] == [("+14", Outcome.ESCALATED), ("+21", Outcome.ESCALATED)]


def test_a_month_of_missed_nights_is_one_letter(officer):
    owed(officer)
    for days in range(3):
        sweep(AFTER + timedelta(days=days))
    assert len(to_family()) == len(digests()) == 1


def test_a_run_that_died_is_taken_up_without_writing_twice(officer):
    owed(officer)
    sweep(FIRST)
    assert sweep(FIRST) is None
    JobRun.objects.update(outcome=JobRun.Outcome.RUNNING)
    owed(officer)
    assert sweep(FIRST)
    assert len(to_family()) == 2


def test_a_step_that_cannot_be_stored_takes_its_letters_with_it(officer):
    clocks = [owed(officer) for _ in range(5)]
    wrong = clocks[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.clock_id = {wrong.pk} THEN RAISE 'a family'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON clocks_clockstep FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    run = sweep(FIRST)
    assert run.failures == [f"clock {wrong.pk}: InternalError"]
    written = Letter.objects.filter(kind="message_alert").values_list("child", flat=True)
    assert sorted(written) == sorted(each.child_id for each in clocks if each != wrong)
    assert run.counts == {"letters": 4, "reminded": 4}


def test_a_step_taken_before_is_not_written_again(officer):
    clock = owed(officer)
    sweep(FIRST)
    type(clock).objects.update(next_step_on=FIRST)
    sweep(FIRST + timedelta(days=1))
    assert len(to_family()) == 1
    clock.refresh_from_db()
    assert clock.next_step_on == SECOND


def test_a_family_nobody_can_write_to_is_reported_and_falls_to_the_officer(officer):
    alone, other = owed(officer, family=0), owed(officer)
    run = sweep(FIRST)
    assert run.failures == [f"clock {alone.pk}: there is nobody in the family to write to"]
    assert digests() == [(officer.person, 1, 0)]
    assert alone.steps.get().letter.kind == "work_reminder"
    assert other.steps.get().letter.kind == "message_alert"
    assert run.outcome == JobRun.Outcome.DONE


def test_a_family_is_reminded_though_no_staff_can_be_told(db):
    clock = owed(None)
    run = sweep(AFTER)
    assert run.failures == [f"clock {clock.pk}: there is no case officer and no case manager to tell"]
    assert len(to_family()) == 1
    assert clock.steps.get(step="+1").outcome == Outcome.REMINDED


def test_with_neither_family_nor_staff_it_is_reported_and_waits(db):
    clock = owed(None, family=0)
    run = sweep(AFTER)
    assert [line.partition(": there is ")[2] for line in run.failures] == [
        "nobody in the family to write to",
        "no case officer and no case manager to tell",
    ]
    assert not clock.steps.exists()


def test_one_clock_whose_letter_cannot_be_made_leaves_the_others(officer, monkeypatch):
    clocks = [owed(officer) for _ in range(7)]
    wrong = clocks[3]

    def faulty(batch, *, on):
        if wrong.pk in {clock.pk for clock in batch}:
            raise ValueError("a name of a family")
        return parts(batch, on=on)

    register(monkeypatch, parts=faulty)
    run = sweep(FIRST)
    assert run.failures == [f"clock {wrong.pk}: ValueError"]
    assert len(to_family()) == 6
    assert not wrong.steps.exists()
    register(monkeypatch)
    sweep(FIRST + timedelta(days=1))
    assert wrong.steps.get().letter.child == wrong.child


def test_a_family_that_joins_while_the_sweep_passes_is_written_to_and_once(officer, monkeypatch):
    clock, calls = owed(officer, family=0), []

    def later(batch, *, on):
        calls.append(on)
        if len(calls) > 1 and not clock.child.links.exists():
            make_family(clock.child)
        return parts(batch, on=on)

    register(monkeypatch, parts=later)
    sweep(FIRST)
    assert len(to_family()) == 1
    assert clock.steps.get().letter.kind == "message_alert"


def test_what_the_family_sent_is_asked_for_no_more(officer):
    clock = owed(officer)
    sweep(FIRST)
    actions.meet(clock.duty, about=clock.child, on=FIRST)
    sweep(AGAIN)
    assert len(to_family()) == 1
    assert digests() == []


def test_parts_are_given_what_they_need_of_a_clock(officer, monkeypatch):
    seen = []
    register(monkeypatch, parts=lambda clocks, *, on: seen.extend(clocks) or parts(clocks, on=on))
    clock = owed(officer)
    sweep(FIRST)
    for name in ("pk", "child_id", "duty", "about_type", "about_id", "label", "started_on", "due_on"):
        assert {getattr(row, name) for row in seen} == {getattr(clock, name)}


def test_as_many_statements_for_50_clocks_as_for_5(officer):
    make_manager(team=officer.team)
    person, counts = make_person(), []
    for many, on in ((5, AFTER), (50, AFTER + timedelta(days=1))):
        owed_many(officer, person, many)
        with CaptureQueriesContext(connection) as done:
            sweep(on)
        counts.append(len(done))
    assert counts[0] == counts[1]
    assert len(to_family()) == 55
    assert ClockStep.objects.filter(letter__kind="message_alert").count() == 55


JOB = "payments.quarterly_return_reminders"


def test_a_job_of_its_own_chases_its_duties_and_no_other(officer, monkeypatch):
    register(monkeypatch, job=JOB)
    child = make_child(officer=officer)
    own = owed(officer, child=child)
    other = make_clock(child, started_on=FIRST - timedelta(days=8), due_on=FIRST, next_step_on=FIRST)
    type(other).objects.filter(pk=other.pk).update(due_on=FIRST + timedelta(days=1))
    run = sweep(FIRST, job=JOB)
    assert (run.name, run.counts) == (JOB, {"letters": 1, "reminded": 1})
    assert own.steps.get().outcome == Outcome.REMINDED
    run = sweep(FIRST)
    assert (run.name, run.counts) == ("clocks.sweep", {"letters": 1, "reminded": 1})
    assert other.steps.get().outcome == Outcome.REMINDED
    assert sweep(FIRST, job=JOB) is None


def test_a_job_that_missed_nights_catches_up_by_itself(officer, monkeypatch):
    register(monkeypatch, job=JOB)
    owed(officer)
    for days in range(40):
        sweep(FIRST + timedelta(days=days))
    assert steps() == []
    sweep(AGAIN, job=JOB)
    assert [outcome for _, outcome in steps()] == [Outcome.SKIPPED] * 5 + [Outcome.REMINDED]


def test_two_jobs_of_one_date_each_tell_their_own_news(officer, monkeypatch):
    register(monkeypatch, "quarterly_return", job=JOB)
    manager = make_manager(team=officer.team)
    child = make_child(officer=officer)
    make_clock(child, due_on=AFTER - timedelta(days=1), started_on=AFTER - timedelta(days=8))
    owed(officer)
    owed(officer)
    sweep(AFTER)
    sweep(AFTER, job=JOB)
    assert digests() == [(manager.person, 0, 1), (manager.person, 0, 2)]
    told = ClockStep.objects.filter(outcome=Outcome.ESCALATED, clock__duty="message_reply").get().letter
    assert told.parts["says"]["overdue"] == 1
    JobRun.objects.update(outcome=JobRun.Outcome.RUNNING)
    owed(officer)
    sweep(AFTER, job=JOB)
    assert len(digests()) == 2


def test_a_job_nobody_registered_is_a_mistake(db):
    with pytest.raises(ImproperlyConfigured, match="no duty is chased by the job no.such"):
        sweep(FIRST, job="no.such")


def test_a_duty_is_reminded_of_by_a_digest_and_a_family_by_its_parts(monkeypatch):
    monkeypatch.delitem(duties.CHASED, "return_query", raising=False)
    with pytest.raises(ImproperlyConfigured, match="digest"):
        duties.register("return_query", reminder=ReturnReminder)
