"""Importing a roster: read it, check it, load it or say why not."""

from django.utils import timezone

from audit.acts import authorise
from audit.jobs import only_one
from ehcp.actions import open_information_clocks
from ehcp.roster.checking import Known, Roster
from ehcp.roster.loading import load
from ehcp.roster.problems import NotARoster, Problem
from ehcp.roster.reading import rows
from ehcp.roster.report import Report
from policy import Refused


def import_roster(binary, *, on=None, by=None, dry=False, good_rows=False, progress=lambda step: None):
    """Load a roster from a binary file: all of it, or with `good_rows` the plans that have no bad row.

    Gives a Report. `by` is the administrator whose import it is, or None for the service itself. Refused while
    another import runs.
    """
    authorise("ehcp.import_roster", by=by)
    on = on or timezone.localdate()
    with only_one("import_roster") as mine:
        if not mine:
            raise Refused("roster", "Another import of a roster is running: wait until it has ended.")
        return _import(binary, on=on, by=by, dry=dry, good_rows=good_rows, progress=progress)


def _import(binary, *, on, by, dry, good_rows, progress):
    roster, report = Roster(Known.now(), on), Report(dry=dry)
    readable = _read(binary, roster, progress)
    report.problems = sorted(roster.problems)
    report.rows, report.bad_rows, report.placed = roster.rows, len(roster.bad_rows), roster.placed
    if readable and roster.plans and (good_rows or not roster.problems):
        touched = load(roster, report, on=on, by=by, dry=dry, progress=progress)
        report.loaded = not dry
        if not dry:
            # In transactions of its own: if it is cut short, the nightly job starts what is left.
            progress("timed")
            open_information_clocks(touched, on)
    return report


def _read(binary, roster, progress):
    try:
        for row, cells in rows(binary):
            roster.add(row, cells)
            if not row % 1000:
                progress(None)
    except NotARoster as problem:
        roster.problems += problem.problems
        return False
    if not roster.rows:
        roster.problems.append(Problem(0, "", "The file has no rows below its header."))
    return True
