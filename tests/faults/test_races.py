"""Two acts at once: no deadlock, no lost act, one winner."""

import contextlib
import threading
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction

from audit.actions import approve_disposal, carry_out_disposal, propose_disposal
from audit.acts import hold, record
from audit.jobs import job
from audit.models import Disposal, Event, EventDetail, JobRun
from audit.verifying import broken_links
from people.models import Child, Link
from people.roles import Role
from policy import Refused
from tests.factories.ehcp import make_plan
from tests.factories.people import make_child, make_link, make_person, make_team, make_user
from tests.factories.threads import at_once

ON = date(2026, 11, 21)
TRIES = 15
pytestmark = pytest.mark.django_db(transaction=True)


def lock(record):
    """Lock one row and nothing else, as a careless act would."""
    return type(record).objects.select_for_update().get(pk=record.pk)


def two_orders(first_lock, second_lock):
    """Let an act take the plan then the link, another the link then the plan; give what became of both."""
    plan = make_plan()
    link = make_link(plan.child, make_person())
    met = threading.Barrier(2)

    def act(first, second):
        def run():
            with transaction.atomic():
                first_lock(first)
                with contextlib.suppress(threading.BrokenBarrierError):
                    met.wait(0.2)  # both have their first lock, unless one rightly waits for the other
                second_lock(second)
            return "done"

        return run

    return at_once(act(plan, link), act(link, plan))


def test_two_acts_on_one_child_never_deadlock():
    outcomes = [two_orders(hold, hold) for _ in range(TRIES)]
    assert outcomes == [["done", "done"]] * TRIES


def test_the_same_two_acts_without_holding_the_child_do_deadlock():
    outcomes = two_orders(lock, lock)
    assert sorted(map(str, map(type, outcomes))) == sorted(map(str, [str, OperationalError]))
    assert "deadlock" in str(next(each for each in outcomes if each != "done"))


def test_a_sweep_passes_by_a_child_somebody_is_at_work_on():
    plan, other = make_plan(), make_plan()
    held, swept = threading.Event(), threading.Event()

    def person():
        with transaction.atomic():
            hold(plan)
            held.set()
            assert swept.wait(10)

    def sweep():
        assert held.wait(10)
        try:
            with transaction.atomic():
                return hold(plan, skip_locked=True), hold(other, skip_locked=True)
        finally:
            swept.set()

    assert at_once(person, sweep) == [None, (None, other)]


@pytest.mark.parametrize(("take", "waits"), [(hold, False), (lock, True)])
def test_a_row_about_a_child_can_be_written_while_the_child_is_held(take, waits):
    child, person = make_child(), make_person()
    held, written = threading.Event(), threading.Event()

    def act():
        with transaction.atomic():
            take(child)
            held.set()
            assert written.wait(10)

    def write():
        assert held.wait(10)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '300ms'")
                Link.objects.create(child=child, person=person, basis="parent", from_on=ON)
        finally:
            written.set()

    refused = at_once(act, write)[1]
    assert isinstance(refused, OperationalError) if waits else refused is None


def test_events_of_many_at_once_are_one_chain_without_a_gap():
    child, threads, each = make_child(), 8, 25

    def act():
        for number in range(each):
            with transaction.atomic():
                record("test.done", by=None, about=child, on=ON, number=number)

    assert at_once(*[act] * threads) == [None] * threads
    chain = Event.objects.filter(child_id=child.pk).order_by("seq").values_list("seq", flat=True)
    assert list(chain) == list(range(1, threads * each + 1))
    assert broken_links() == []


def test_an_act_that_is_undone_leaves_no_gap():
    child = make_child()

    def act(fails):
        def run():
            with transaction.atomic():
                record("test.done", by=None, about=child, on=ON)
                if fails:
                    raise ValueError

        return run

    at_once(*(act(number % 2) for number in range(8)))
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert broken_links() == []


def test_eight_start_one_job_twenty_times_and_one_works():
    for night in range(1, 21):
        works = []

        def start(night=night, works=works):
            with job("test", date(2026, 11, night)) as run:
                if run:
                    works.append(run)
            return run is not None

        assert sorted(at_once(*[start] * 8)) == [False] * 7 + [True]
        assert len(works) == 1
    assert set(JobRun.objects.values_list("outcome", flat=True)) == {"done"}
    assert JobRun.objects.count() == 20


def test_two_approve_one_disposal_and_one_wins():
    proposer = make_user(role=Role.ADMINISTRATOR)
    team = make_team()
    managers = [make_user(role=Role.CASE_MANAGER, team=team) for _ in range(2)]
    for _ in range(20):
        child = make_child(team=team)
        disposal = propose_disposal(child.pk, on=ON, by=proposer, reasons="Old.")
        outcomes = at_once(
            *(lambda by=by, disposal=disposal: approve_disposal(disposal, on=ON, by=by) for by in managers)
        )
        winners = [each for each in outcomes if isinstance(each, Disposal)]
        losers = [each for each in outcomes if isinstance(each, Refused)]
        assert (len(winners), len(losers)) == (1, 1), outcomes
        assert "already “approved”" in losers[0].words
        assert Event.objects.filter(child_id=child.pk, kind="audit.disposal_approved").count() == 1
    assert broken_links() == []


def test_words_are_erased_once_though_two_carry_it_out():
    administrators = [make_user(role=Role.ADMINISTRATOR) for _ in range(2)]
    child = make_child(team=make_team())
    manager = make_user(role=Role.CASE_MANAGER, team=child.team)
    disposal = propose_disposal(child.pk, on=ON, by=administrators[0], reasons="Old.")
    approve_disposal(disposal, on=ON, by=manager)
    outcomes = at_once(*(lambda by=by: carry_out_disposal(disposal, on=ON, by=by) for by in administrators))
    assert sorted(type(each).__name__ for each in outcomes) == ["Disposal", "Refused"]
    assert EventDetail.objects.filter(event__child_id=child.pk).count() == 1
    assert broken_links() == []


def test_an_act_waits_for_another_on_the_same_child_and_sees_what_it_did():
    child = make_child(first_name="0")

    def act():
        for _ in range(10):
            with transaction.atomic():
                held = hold(child)
                held.first_name = str(int(held.first_name) + 1)
                held.save()

    assert at_once(*[act] * 6) == [None] * 6
    assert Child.objects.get().first_name == "60"
