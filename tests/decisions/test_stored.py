"""What the database itself refuses about the Board, whoever asks: raw SQL, as the owner of the tables."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from decisions.models import Decision
from tests.factories.decisions import (
    make_checked_item,
    make_decided_item,
    make_listed_item,
    make_released_item,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions_decision SET outcome = 'refused' WHERE id = %s",
        "UPDATE decisions_decision SET reasons = 'Other words' WHERE id = %s",
        "UPDATE decisions_decision SET amount = 1 WHERE id = %s",
        "DELETE FROM decisions_decision WHERE id = %s",
    ],
)
@pytest.mark.parametrize("make", [make_decided_item, make_released_item])
def test_a_decision_never_changes(make, statement):
    decision = make().decisions.get()
    with pytest.raises(DatabaseError):
        run(statement, decision.pk)
    assert Decision.objects.get(pk=decision.pk).reasons == decision.reasons


def test_a_second_decision_of_one_line_in_one_round_cannot_be_stored():
    decision = make_decided_item().decisions.get()
    decision.pk, decision.key = None, "6f0d3f5e-2f67-4a3e-9d0b-0c8b2f1f5a11"
    with pytest.raises(IntegrityError, match="decisions_one_a_line_and_round"), transaction.atomic():
        decision.save(force_insert=True)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"reasons": ""}, "decisions_have_reasons"),
        ({"secured_by": ""}, "decisions_refusal_is_secured"),
        ({"outcome": "agreed"}, "decisions_agreed_says_what"),
    ],
)
def test_a_decision_without_its_parts_cannot_be_stored(values, constraint):
    decision = make_decided_item(answers=refused).decisions.get()
    decision.pk, decision.key, decision.round = None, "6f0d3f5e-2f67-4a3e-9d0b-0c8b2f1f5a11", 2
    for name, value in values.items():
        setattr(decision, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        decision.save(force_insert=True)


def test_a_request_cannot_be_decided_before_it_was_received():
    item = make_decided_item()
    with pytest.raises(IntegrityError, match="budgets_decided_after_received"):
        run(
            "UPDATE budgets_personalbudgetrequest SET decided_on = '2026-11-01' WHERE id = %s",
            item.request_id,
        )


@pytest.mark.parametrize(
    ("make", "statement", "constraint"),
    [
        (make_checked_item, "SET state = 'released'", "decisions_released_by_letter"),
        (make_decided_item, "SET state = 'checked'", "decisions_checked_on_and_by"),
        (make_listed_item, "SET state = 'recorded'", "decisions_recorded_on_and_by"),
        (make_listed_item, "SET state = 'deferred'", "decisions_deferred_says_why"),
        (
            make_decided_item,
            "SET state = 'checked', checked_on = '2026-11-13', checked_digest = 'x', checked_by_id = recorded_by_id",
            "decisions_second_person_checks",
        ),
    ],
)
def test_a_state_without_what_it_says_cannot_be_stored(make, statement, constraint):
    item = make()
    with pytest.raises(IntegrityError, match=constraint):
        run(f"UPDATE decisions_agendaitem {statement} WHERE id = %s", item.pk)


def test_a_family_cannot_be_called_told_without_the_stored_letter():
    item = make_checked_item()
    with pytest.raises(IntegrityError, match="budgets_told_by_a_stored_letter"):
        run("UPDATE budgets_personalbudgetrequest SET state = 'review_window' WHERE id = %s", item.request_id)
