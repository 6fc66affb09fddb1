"""Loading: compare, lock the children concerned, write what is new and what changed, record it. All set-wise."""

from django.db import connection, transaction

from ehcp.roster import comparing, staging
from ehcp.roster.handover import hand_over
from ehcp.roster.recording import record_import
from ehcp.roster.report import LEFT, NAMED
from policy.plain import long_date

_RETURNED = """
INSERT INTO roster_change (kind, what, id, child_id, label)
SELECT c.kind, 'returned', c.id, c.child_id, c.label FROM roster_change c JOIN {table} t ON t.id = c.id
WHERE c.kind = '{kind}' AND c.what = 'changed' AND t.missing_from_roster_on IS NOT NULL"""
# In the order every act takes them, so that an import and an act wait for each other and never deadlock.
_LOCK = """
SELECT id FROM people_child
WHERE id IN (SELECT child_id FROM roster_change WHERE child_id IS NOT NULL) ORDER BY id FOR NO KEY UPDATE"""
_TOUCHED = """
SELECT p.id FROM ehcp_plan p JOIN people_child c ON c.id = p.child_id
WHERE c.id IN (SELECT child_id FROM roster_change WHERE child_id IS NOT NULL)
  OR c.reference IN (SELECT label FROM roster_change WHERE kind = 'child' AND what = 'new')
ORDER BY p.id"""


@transaction.atomic
def load(roster, report, *, on, by, dry, progress):
    """Load what the roster says of its good plans, fill the report, and give the ids of the plans it touched.

    A dry run is rolled back.
    """
    with connection.cursor() as cursor:
        # Every statement joins whole tables of the roster: a plan made for a few rows would take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        staging.stage(cursor, roster)
        progress("compared")
        _compare(cursor, on, placed=roster.placed)
        _tell(cursor, report)
        progress("written")
        cursor.execute(_LOCK)
        _write(cursor, on)
        progress("recorded")
        record_import(cursor, on=on, by=by, counts=report.counts())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_TOUCHED)
        touched = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("RESET enable_nestloop; RESET jit")
        report.letters = hand_over(cursor, on=on, by=by)
    if dry:
        transaction.set_rollback(True)
    return touched


def _compare(cursor, on, *, placed):
    values = {"on": on}
    for kind in comparing.KINDS:
        cursor.execute(kind.compare())
        if kind.shared:
            cursor.execute(kind.note_kept())
    cursor.execute(comparing.PERSON_OF_CHILD, values)
    cursor.execute(comparing.COMPARE_LINKS, values)
    for kind, table in comparing.MARKED.items():
        cursor.execute(_RETURNED.format(kind=kind, table=table))
    if placed:
        for name in comparing.VANISHED:
            cursor.execute(comparing.note_vanished(name))
    cursor.execute("ANALYZE roster_change")


def _write(cursor, on):
    values = {"on": on, "evidence": f"Roster of {long_date(on)}"}
    for kind in comparing.KINDS:
        cursor.execute(kind.update())
        cursor.execute(kind.insert())
    cursor.execute(comparing.INSERT_LINKS, values)
    for name in comparing.MARKED:
        cursor.execute(comparing.mark_vanished(name), values)


def _tell(cursor, report):
    """Count the changes and name the first of those an officer must look at."""
    for kind in ("child", "person", "link", "plan", "review", "outcome", "provision"):
        cursor.execute(f"SELECT count(*) FROM roster_{kind}")
        report.totals["annual review" if kind == "review" else kind] = cursor.fetchone()[0]
    cursor.execute("SELECT kind, what, count(*) FROM roster_change GROUP BY kind, what")
    report.changes = {(kind, what): count for kind, what, count in cursor.fetchall()}
    for kind, what in LEFT:
        if (kind, what) in report.changes:
            cursor.execute(
                "SELECT label FROM roster_change WHERE kind = %s AND what = %s ORDER BY label LIMIT %s",
                [kind, what, NAMED],
            )
            report.named[kind, what] = [label for (label,) in cursor.fetchall()]
    cursor.execute(
        "SELECT label FROM roster_change WHERE kind = 'child' AND what = 'changed' AND words ? 'case_officer_id' "
        "ORDER BY label"
    )
    report.new_officers = [label for (label,) in cursor.fetchall()]
