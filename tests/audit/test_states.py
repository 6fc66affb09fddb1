"""States that only acts change, and refusals that say why."""

import random
import threading
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django_fsm import ConcurrentTransition

from audit.acts import hold
from audit.models import Disposal
from audit.states import guard, transition
from policy import Refused

ON = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


@pytest.fixture
def disposal():
    return Disposal.objects.create(child_id=1, reasons="x", proposed_by_id=1, proposed_on=ON)


def approve(disposal):
    disposal.approved_by_id, disposal.approved_on = 2, ON
    disposal.approve()
    disposal.save()


def test_a_state_cannot_be_assigned(disposal):
    with pytest.raises(AttributeError):
        disposal.state = "approved"
    with pytest.raises(AttributeError):
        Disposal.objects.get(pk=disposal.pk).state = "approved"


def test_a_record_can_be_loaded_again_and_checked(disposal):
    Disposal.objects.get(pk=disposal.pk).refresh_from_db()
    other = Disposal.objects.get(pk=disposal.pk)
    approve(other)
    disposal.refresh_from_db()
    assert disposal.state == "approved"
    disposal.full_clean(exclude=["carried_out_on"])
    disposal.refresh_from_db(fields=["state"])
    with pytest.raises(AttributeError):
        disposal.state = "proposed"


def test_a_state_left_out_of_a_query_is_loaded_when_asked(disposal):
    partial = Disposal.objects.defer("state").get(pk=disposal.pk)
    assert partial.state == "proposed"
    with pytest.raises(AttributeError):
        partial.state = "approved"


def test_a_failed_load_leaves_the_state_guarded(disposal):
    gone = Disposal(pk=-1, child_id=1)
    with pytest.raises(Disposal.DoesNotExist):
        gone.refresh_from_db()
    for each in (gone, disposal):
        with pytest.raises(AttributeError):
            each.state = "approved"


@pytest.mark.django_db(transaction=True)
def test_while_one_thread_loads_no_other_can_write_a_state():
    first = Disposal.objects.create(child_id=1, reasons="x", proposed_by_id=1, proposed_on=ON)
    stop, written, problems = threading.Event(), [], []

    def load():
        from django.db import connection

        own = Disposal.objects.get(pk=first.pk)
        try:
            for _ in range(300):
                own.refresh_from_db()
        except Exception as problem:  # any at all is the fault looked for
            problems.append(problem)
        finally:
            connection.close()

    def write():
        target = Disposal(child_id=2)
        while not stop.is_set():
            try:
                target.state = "approved"
            except AttributeError:
                continue
            written.append(1)

    loaders = [threading.Thread(target=load) for _ in range(4)]
    writer = threading.Thread(target=write)
    for each in (writer, *loaders):
        each.start()
    for each in loaders:
        each.join()
    stop.set()
    writer.join()
    assert problems == []
    assert written == []


def test_the_loser_of_a_race_does_not_overwrite(disposal):
    other = Disposal.objects.get(pk=disposal.pk)
    approve(disposal)
    other.approved_by_id, other.approved_on = 3, ON
    other.approve()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        other.save()
    other.refresh_from_db()
    assert other.approved_by_id == 2


def test_after_a_rollback_the_record_is_held_fresh(disposal):
    class Trouble(Exception):
        pass

    with pytest.raises(Trouble), transaction.atomic():
        approve(disposal)
        raise Trouble
    assert disposal.state == "approved", "the object in memory is ahead of its row"
    approve(hold(disposal))
    assert Disposal.objects.get().state == "approved"


def test_a_refused_guard_names_its_rule_and_changes_nothing(disposal):
    disposal.approved_by_id = disposal.proposed_by_id
    with pytest.raises(Refused) as refused:
        disposal.approve()
    assert refused.value.rule == "R24.2"
    assert str(refused.value) == "The person who proposed a disposal cannot approve it."
    assert disposal.state == "proposed"


def test_a_move_from_the_wrong_state_is_refused_for_the_state_whatever_the_guards_say(disposal):
    approve(disposal)
    disposal.approved_by_id = disposal.proposed_by_id
    with pytest.raises(Refused) as refused:
        disposal.approve()
    assert refused.value.rule == "state:approve"
    assert str(refused.value) == "This cannot be done now: the disposal is already “approved”."


def test_a_guard_without_a_rule_is_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="names no rule"):
        transition(field="state", source="a", target="b", guards=[lambda record: True])


def test_the_guards_of_a_move_can_be_read():
    @guard("R0.0", "No.")
    def never(record):
        return False

    @transition(field="state", source="a", target="b", guards=[never])
    def go(self):
        """Go."""

    assert [(each.rule, each.words) for each in go.guards] == [("R0.0", "No.")]


def test_any_order_of_moves_ends_where_the_table_of_moves_says():
    table = {("proposed", "approve"): "approved", ("approved", "carry_out"): "carried_out"}
    for seed in range(50):
        chance, expected = random.Random(seed), "proposed"
        disposal = Disposal(child_id=1, reasons="x", proposed_by_id=1, approved_by_id=2)
        for move in chance.choices(["approve", "carry_out"], k=6):
            try:
                getattr(disposal, move)()
            except Refused:
                assert (expected, move) not in table
            else:
                expected = table[expected, move]
            assert disposal.state == expected
