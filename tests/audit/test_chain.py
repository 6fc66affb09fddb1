"""The chain of events: in order, without a gap, and any change by anybody shows."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.acts import record
from audit.models import ChainHead, Event
from audit.verifying import broken_links
from tests.factories.people import make_child, make_team

ON = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def behind_its_back(statement, *values, table="audit_event"):
    """Run a statement as the tables' owner with the triggers switched off."""
    # A check of a foreign key left for later would stand in the way of switching triggers.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    sql(statement, *values)
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def child():
    """Give a child with five events, beside another child's and the service's own."""
    child, other = make_child(), make_child()
    for number in range(5):
        record("test.done", by=None, about=child, on=ON, number=number)
        record("test.done", by=None, about=other, on=ON)
        record("test.done", by=None, about=make_team(), on=ON)
    assert broken_links() == []
    return child


def found(child):
    return {(link.seq, link.reason) for link in broken_links() if link.chain == child.pk}


def test_each_child_has_a_chain_of_its_own(child):
    chain = list(Event.objects.filter(child_id=child.pk).order_by("seq"))
    assert [event.seq for event in chain] == [1, 2, 3, 4, 5]
    for before, after in zip(chain, chain[1:], strict=False):
        assert bytes(after.previous) == bytes(before.digest)
    assert bytes(ChainHead.objects.get(chain=child.pk).digest) == bytes(chain[-1].digest)
    assert ChainHead.objects.get(chain=0).seq == 5


def test_events_written_in_one_statement_are_chained_too(child):
    Event.objects.bulk_create(
        Event(child_id=child.pk, kind="test.many", on=ON, about_type="test", words_digest=b"x")
        for _ in range(20)
    )
    assert list(Event.objects.filter(kind="test.many").order_by("id").values_list("seq", flat=True)) == list(
        range(6, 26)
    )
    assert {link.reason for link in broken_links()} == {"its words are gone without a disposal"}


def test_what_a_writer_says_about_its_link_is_ignored(child):
    event = Event.objects.create(
        child_id=child.pk,
        kind="x",
        on=ON,
        about_type="x",
        words_digest=b"",
        seq=2,
        previous=b"p",
        digest=b"d",
    )
    event.refresh_from_db()
    assert event.seq == 6
    assert bytes(event.digest) != b"d"


COLUMNS = {
    "kind": "test.other",
    '"on"': date(2026, 11, 20),
    "at": timezone.now(),
    "by_id": 99,
    "about_type": "people.team",
    "about_id": 99,
    "words_digest": b"other",
    "previous": b"other",
    "digest": b"other",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_event_shows(child, column):
    behind_its_back(
        f"UPDATE audit_event SET {column} = %s WHERE child_id = %s AND seq = 3", COLUMNS[column], child.pk
    )
    assert 3 in {seq for seq, _ in found(child)}


def test_an_edited_event_with_its_digest_made_anew_shows_at_the_next_link(child):
    behind_its_back("UPDATE audit_event SET kind = 'x' WHERE child_id = %s AND seq = 3", child.pk)
    behind_its_back(
        'UPDATE audit_event SET digest = audit_digest(previous, child_id, seq, kind, "on", at, by_id, about_type, '
        "about_id, words_digest) WHERE child_id = %s AND seq = 3",
        child.pk,
    )
    assert found(child) == {(4, "it does not follow the link before it")}


def test_an_event_moved_to_another_child_shows(child):
    behind_its_back("UPDATE audit_event SET child_id = 999 WHERE child_id = %s AND seq = 5", child.pk)
    assert found(child) == {(5, "the end of the chain is missing")}
    assert any(link.chain == 999 for link in broken_links())


@pytest.mark.parametrize("change", ["words = '{}'", "by_name = 'Somebody else'", "salt = 'x'"])
def test_edited_words_show(child, change):
    behind_its_back(
        f"UPDATE audit_eventdetail SET {change} WHERE event_id = %s",
        Event.objects.get(child_id=child.pk, seq=3).pk,
        table="audit_eventdetail",
    )
    assert found(child) == {(3, "its words were changed")}


def remove(child, *links):
    ids = list(Event.objects.filter(child_id=child.pk, seq__in=links).values_list("pk", flat=True))
    behind_its_back("DELETE FROM audit_eventdetail WHERE event_id = ANY(%s)", ids, table="audit_eventdetail")
    return ids


def test_words_taken_away_show(child):
    remove(child, 3)
    assert found(child) == {(3, "its words are gone without a disposal")}


def test_a_removed_middle_shows(child):
    behind_its_back("DELETE FROM audit_event WHERE id = ANY(%s)", remove(child, 3))
    assert (4, "a link is missing before it") in found(child)


def test_a_removed_beginning_shows(child):
    behind_its_back("DELETE FROM audit_event WHERE id = ANY(%s)", remove(child, 1, 2))
    assert (3, "a link is missing before it") in found(child)


def test_a_removed_end_shows(child):
    behind_its_back("DELETE FROM audit_event WHERE id = ANY(%s)", remove(child, 4, 5))
    assert found(child) == {(5, "the end of the chain is missing")}


def test_a_chain_removed_whole_shows(child):
    behind_its_back("DELETE FROM audit_event WHERE id = ANY(%s)", remove(child, 1, 2, 3, 4, 5))
    assert found(child) == {(5, "the end of the chain is missing")}


INSERT = """
INSERT INTO audit_event (child_id, seq, kind, "on", at, about_type, words_digest, previous, digest)
SELECT child_id, %s, 'test.forged', "on", at, about_type, words_digest, previous, digest
FROM audit_event WHERE child_id = %s AND seq = %s
"""


def test_a_link_put_in_the_middle_shows(child):
    behind_its_back("UPDATE audit_event SET seq = seq + 100 WHERE child_id = %s AND seq > 2", child.pk)
    behind_its_back("UPDATE audit_event SET seq = seq - 99 WHERE child_id = %s AND seq > 2", child.pk)
    behind_its_back(INSERT, 3, child.pk, 2)
    assert {3, 4} <= {seq for seq, _ in found(child)}


def test_a_link_put_at_the_end_shows(child):
    behind_its_back(INSERT, 6, child.pk, 5)
    assert (6, "it is beyond the end of the chain") in found(child)


def test_two_links_cannot_have_one_place(child):
    with pytest.raises(IntegrityError), transaction.atomic():
        behind_its_back(INSERT, 2, child.pk, 2)


def test_a_chain_whose_end_was_moved_back_shows(child):
    behind_its_back(
        "UPDATE audit_chainhead h SET seq = 4, digest = e.digest FROM audit_event e "
        "WHERE h.chain = e.child_id AND e.seq = 4 AND e.child_id = %s",
        child.pk,
        table="audit_chainhead",
    )
    assert found(child) == {(5, "it is beyond the end of the chain")}


def verify(*options):
    told, errors = StringIO(), StringIO()
    try:
        call_command("verify_audit", *options, stdout=told, stderr=errors)
    except CommandError as problem:
        return problem.returncode, f"{errors.getvalue()}{problem}"
    return 0, told.getvalue()


def test_the_command_says_that_every_link_holds(child):
    assert verify() == (0, "15 events in 3 chains: every link holds.\n")


def test_the_command_names_the_broken_link(child):
    behind_its_back("UPDATE audit_event SET kind = 'x' WHERE child_id = %s AND seq = 3", child.pk)
    status, told = verify()
    assert status == 1
    assert f"chain {child.pk}, link 3: it was changed" in told
    assert "1 broken links among 15 events." in told


REWRITE = """
DO $$
DECLARE link record; before bytea := ''::bytea;
BEGIN
  FOR link IN SELECT * FROM audit_event WHERE child_id = {child} ORDER BY seq LOOP
    UPDATE audit_event SET previous = before, digest = audit_digest(before, child_id, seq, kind, "on", at,
      by_id, about_type, about_id, words_digest) WHERE id = link.id RETURNING digest INTO before;
  END LOOP;
  UPDATE audit_chainhead SET digest = before WHERE chain = {child};
END $$
"""


def test_a_seal_kept_elsewhere_shows_a_chain_that_was_rewritten_whole(child, tmp_path):
    seal = str(tmp_path / "seal.csv")
    assert verify("--seal", seal)[0] == 0
    record("test.later", by=None, about=child, on=ON)
    assert verify("--against", seal)[0] == 0

    behind_its_back("UPDATE audit_event SET kind = 'x' WHERE child_id = %s AND seq = 3", child.pk)
    sql("ALTER TABLE audit_chainhead DISABLE TRIGGER USER")
    behind_its_back(REWRITE.format(child=child.pk))
    assert verify()[0] == 0, "without the seal, a whole rewriting cannot be told"
    status, told = verify("--against", seal)
    assert status == 1
    assert f"chain {child.pk}, link 5: it is not as it was sealed" in told


def test_a_seal_is_never_written_over_and_a_wrong_one_is_said_to_be_wrong(child, tmp_path):
    seal = tmp_path / "seal.csv"
    seal.write_text("not,a,seal\n")
    assert verify("--seal", str(seal))[0] == 2
    assert verify("--against", str(seal))[0] == 2
    assert verify("--against", str(tmp_path / "none"))[0] == 2
