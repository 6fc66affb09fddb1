"""What was written stays: for the application, and for the owner of the tables too."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit.acts import look, record
from audit.models import Disposal
from clocks.models import ClockRevision, ClockStep
from letters.models import LetterPdf
from tests.factories.agreements import make_active, make_cast, make_payment_review
from tests.factories.budgets import make_request
from tests.factories.clocks import make_clock
from tests.factories.decisions import make_released_item
from tests.factories.ehcp import make_information_given, make_plan
from tests.factories.letters import make_letter, make_message
from tests.factories.payments import accept, make_sent_return
from tests.factories.people import make_family, make_officer

ON = date(2026, 11, 21)
# Written by hand: a table that should be locked and is not must fail here.
LOCKED = {
    "audit_event": "kind = 'x'",
    "audit_eventdetail": "words = '{}'",
    "audit_viewlog": "what = 'x'",
    "audit_chainhead": "seq = 1",
    "audit_disposal": "reasons = 'x'",
    "letters_letter": "title = 'x'",
    "letters_letterpdf": "pages = 9",
    "letters_message": "words = 'x'",
    "clocks_clockrevision": "reason = 'x'",
    "clocks_clockstep": "step = 'x'",
    "ehcp_informationgiven": "how = 'visit'",
    "budgets_requestversion": "number = 9",
    "budgets_agreementversion": "yearly = 1",
    "budgets_agreedprovision": "title = 'x'",
    "budgets_consent": "signed_name = 'x'",
    "budgets_paymentreview": "reasons = 'x'",
    "decisions_decision": "reasons = 'x'",
    "payments_instalment": "amount = 1",
    "payments_quarterlyreturn": "closing = 1",
    "payments_spendline": "amount = 1",
    "payments_liability": "amount = 1",
}
# Written by the acts of the road, which take longer: only for the tests about these tables.
ROAD = ("budgets", "decisions", "payments")
LATER = "2027-02-01T10:00:00+00:00"
pytestmark = pytest.mark.django_db


def write_road(floor):
    """Write what one floor of the road locks: issued, decided, paid and accepted."""
    if floor == "budgets":
        cast = make_cast()
        make_payment_review(make_active(cast), cast)
        make_request()
    if floor == "decisions":
        make_released_item()
    if floor == "payments":
        accept(make_sent_return(owed=[("invoice", "100.00")]))


@pytest.fixture
def written(request):
    """Write a row in every locked table, or in those of the floor of the road that a test asks for."""
    floor = (
        getattr(request.node, "callspec", None)
        and request.node.callspec.params.get("table", "").split("_")[0]
    )
    if floor in ROAD:
        with time_machine.travel(LATER, tick=False):
            write_road(floor)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        return
    officer = make_officer()
    plan = make_plan()
    parent = make_family(plan.child)
    record("test.done", by=officer, about=plan.child, on=ON)
    look(by=officer, what="test", about=plan.child)
    Disposal.objects.create(child_id=plan.child_id, reasons="x", proposed_by_id=1, proposed_on=ON)
    letter = make_letter(plan.child, parent.person)
    LetterPdf.objects.create(letter=letter, pdf=b"x", sha256="x", pages=1, made_at=timezone.now())
    make_message(plan.child, parent.person, written_by=parent)
    make_information_given(plan, parent.person, by=officer)
    clock = make_clock(plan.child)
    ClockRevision.objects.create(clock=clock, due_on_before=ON, due_on_after=ON, reason="x", revised_on=ON)
    ClockStep.objects.create(clock=clock, step="x", step_on=ON, done_on=ON, outcome="skipped")
    # Checks left for the end of the transaction would stand in the way of what is tried.
    run("SET CONSTRAINTS ALL IMMEDIATE")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement, kind):
    with pytest.raises(kind) as problem, transaction.atomic():
        run(statement)
    return str(problem.value)


@pytest.mark.parametrize("table", LOCKED)
@pytest.mark.parametrize("role", ["owner", "application"])
def test_rows_are_not_changed_or_deleted(written, as_app_role, table, role):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0, "there is no row to try it on"
    if role == "owner":
        refused(f"UPDATE {table} SET {LOCKED[table]}", IntegrityError)
        refused(f"DELETE FROM {table}", IntegrityError)
    else:
        with as_app_role():
            refused(f"UPDATE {table} SET {LOCKED[table]}", IntegrityError)
            refused(f"DELETE FROM {table}", IntegrityError)


@pytest.mark.parametrize("table", LOCKED)
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {} CASCADE",
        "DROP TABLE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN extra int",
        "ALTER TABLE {} OWNER TO portal_app",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()",
        "CREATE RULE mine AS ON DELETE TO {} DO INSTEAD NOTHING",
    ],
)
def test_the_application_cannot_empty_or_change_a_table(as_app_role, table, statement):
    with as_app_role():
        said = refused(statement.format(table), ProgrammingError)
    assert "permission denied" in said or "must be owner" in said


def test_the_application_cannot_take_the_triggers_away(as_app_role):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
            [list(LOCKED)],
        )
        triggers = cursor.fetchall()
    assert len(triggers) >= len(LOCKED)
    with as_app_role():
        for name, table in triggers:
            assert "must be owner" in refused(f"DROP TRIGGER {name} ON {table}", ProgrammingError)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "DROP FUNCTION audit_refuse_change() CASCADE",
        "ALTER ROLE portal_app SUPERUSER",
        "CREATE SCHEMA mine",
    ],
)
def test_the_application_cannot_get_round_the_triggers(as_app_role, statement):
    with as_app_role():
        refused(statement, DatabaseError)


def test_the_application_writes_events_and_rows(written, as_app_role):
    with as_app_role():
        event = record("test.by_application", by=None, about=make_plan(), on=ON)
    assert event.seq == 1


def test_every_table_with_a_lock_is_in_the_list():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgname = 'locked'"
        )
        locked = {row[0] for row in cursor.fetchall()}
    assert locked <= set(LOCKED)


def test_emptying_every_table_between_tests_still_works(transactional_db):
    """Triggers refuse rows, never TRUNCATE: otherwise no test could clean up after itself."""
    record("test.done", by=None, about=make_plan(), on=ON)
    run("TRUNCATE audit_event, audit_eventdetail, audit_chainhead")
