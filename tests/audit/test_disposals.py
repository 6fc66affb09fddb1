"""Erasing the words of a child's events: two people, one way, and the chain still verifies (R24.2)."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import approve_disposal, carry_out_disposal, propose_disposal
from audit.acts import NotAllowed, record
from audit.models import Disposal, Event, EventDetail
from audit.verifying import broken_links
from people.roles import Role
from policy import Refused
from tests.factories.people import make_child, make_team, make_user

ON = date(2026, 11, 21)
WHY = "Twenty-five years after the last plan ceased."
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def manager(child):
    return make_user(role=Role.CASE_MANAGER, team=child.team)


@pytest.fixture
def child():
    child = make_child(team=make_team())
    for _ in range(3):
        record("test.done", by=None, about=child, on=ON, said="Private.")
        record("test.done", by=None, about=make_team(), on=ON, said="Kept.")
    return child


def propose(child, by):
    return propose_disposal(child.pk, on=ON, by=by, reasons=WHY)


def words_of(child):
    return EventDetail.objects.filter(event__child_id=child.pk)


def test_two_people_erase_the_words_and_the_chain_still_verifies(child, administrator, manager):
    disposal = propose(child, administrator)
    disposal = approve_disposal(disposal, on=ON, by=manager)
    disposal = carry_out_disposal(disposal, on=ON, by=administrator)
    assert disposal.state == Disposal.State.CARRIED_OUT
    assert [detail.event.kind for detail in words_of(child)] == ["audit.disposal_carried_out"]
    assert list(Event.objects.filter(child_id=child.pk).order_by("seq").values_list("kind", flat=True)) == [
        *["test.done"] * 3,
        "audit.disposal_proposed",
        "audit.disposal_approved",
        "audit.disposal_carried_out",
    ]
    assert EventDetail.objects.filter(words__contains="Kept").count() == 3
    assert broken_links() == []


def test_nobody_approves_their_own(child, manager):
    both = make_user(roles=[Role.ADMINISTRATOR, Role.CASE_MANAGER], team=child.team)
    disposal = propose(child, both)
    with pytest.raises(Refused) as refused:
        approve_disposal(disposal, on=ON, by=both)
    assert (refused.value.rule, refused.value.words) == (
        "R24.2",
        "The person who proposed a disposal cannot approve it.",
    )
    assert words_of(child).count() == 4


def test_nothing_is_erased_before_it_is_approved(child, administrator):
    disposal = propose(child, administrator)
    with pytest.raises(Refused, match="already “proposed”"):
        carry_out_disposal(disposal, on=ON, by=administrator)
    assert words_of(child).count() == 4


def test_nothing_is_erased_twice(child, administrator, manager):
    disposal = approve_disposal(propose(child, administrator), on=ON, by=manager)
    carry_out_disposal(disposal, on=ON, by=administrator)
    record("test.later", by=None, about=child, on=ON)
    with pytest.raises(Refused, match="already “carried out”"):
        carry_out_disposal(disposal, on=ON, by=administrator)
    assert words_of(child).count() == 2


def test_a_disposal_says_why(child, administrator):
    with pytest.raises(Refused, match="Say why"):
        propose_disposal(child.pk, on=ON, by=administrator, reasons=" \n")


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_an_administrator_proposes_and_carries_out(child, administrator, manager, role):
    other = make_user(role=role)
    with pytest.raises(NotAllowed):
        propose(child, other)
    disposal = approve_disposal(propose(child, administrator), on=ON, by=manager)
    with pytest.raises(NotAllowed):
        carry_out_disposal(disposal, on=ON, by=other)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CASE_MANAGER])
def test_only_a_case_manager_approves(child, administrator, role):
    with pytest.raises(NotAllowed):
        approve_disposal(propose(child, administrator), on=ON, by=make_user(role=role))


def refused(statement, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


DELETE_WORDS = (
    "DELETE FROM audit_eventdetail d USING audit_event e WHERE e.id = d.event_id AND e.child_id = %s"
)


def test_the_database_keeps_the_words_without_an_order(child, administrator, manager):
    refused(DELETE_WORDS, child.pk)
    disposal = propose(child, administrator)
    refused(DELETE_WORDS, child.pk)
    disposal = approve_disposal(disposal, on=ON, by=manager)
    refused(DELETE_WORDS, make_child_with_words().pk)
    carry_out_disposal(disposal, on=ON, by=administrator)
    refused(DELETE_WORDS, child.pk)


def make_child_with_words():
    child = make_child()
    record("test.done", by=None, about=child, on=ON)
    return child


def test_a_table_of_the_same_name_does_not_fool_the_guard(child, as_app_role):
    with as_app_role(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE audit_disposal ON COMMIT DROP AS SELECT %s::bigint AS child_id, "
                "'approved'::text AS state, 1::bigint AS approved_by_id",
                [child.pk],
            )
        guarded = pytest.raises(DatabaseError, match="words are erased only under a disposal")
        with guarded, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DELETE_WORDS, [child.pk])
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.audit_disposal")


def test_words_that_went_before_the_order_was_carried_out_show(child, administrator, manager):
    approve_disposal(propose(child, administrator), on=ON, by=manager)
    with connection.cursor() as cursor:
        cursor.execute(DELETE_WORDS, [child.pk])
    assert {link.reason for link in broken_links()} == {"its words are gone without a disposal"}


MOVES = [
    "UPDATE audit_disposal SET state = 'carried_out', carried_out_on = now()",
    "UPDATE audit_disposal SET child_id = child_id + 1",
    "UPDATE audit_disposal SET reasons = 'other'",
    "UPDATE audit_disposal SET state = 'approved', approved_by_id = 1, approved_on = now(), child_id = 7",
    "UPDATE audit_disposal SET state = 'approved', approved_by_id = proposed_by_id, approved_on = now()",
    "UPDATE audit_disposal SET state = 'approved'",
    "DELETE FROM audit_disposal",
]


@pytest.mark.parametrize("statement", MOVES)
def test_an_order_moves_one_way_only(child, administrator, statement):
    propose(child, administrator)
    refused(statement)


@pytest.mark.parametrize("state", [Disposal.State.APPROVED, Disposal.State.PROPOSED])
def test_an_order_is_not_born_approved(state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.create(
            child_id=1,
            reasons="x",
            state=state,
            proposed_by_id=1,
            proposed_on=ON,
            approved_by_id=2,
            approved_on=ON,
        )


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_disposal SET state = 'approved'", *MOVES[1:3], MOVES[-1]]
)
def test_an_order_carried_out_is_locked(child, administrator, manager, statement):
    disposal = approve_disposal(propose(child, administrator), on=ON, by=manager)
    carry_out_disposal(disposal, on=ON, by=administrator)
    refused(statement)
