"""Rosters written in a test: a good row, and what is different about the others."""

import csv
import io
from datetime import date

from ehcp.roster import import_roster
from ehcp.roster.columns import NAMES
from tests.factories.people import make_officer, make_team

ON = date(2026, 11, 16)
OFFICER = "ola.marsh@wealdshire.example"
GOOD = {
    "child_ref": "C1",
    "first_name": "Zoë",
    "last_name": "Marlpit-Özdemir",
    "born_on": "2016-09-02",
    "upn": "A999000000001",
    "case_officer": OFFICER,
    "parent_1_ref": "N1",
    "parent_1_first_name": "Ren",
    "parent_1_last_name": "Marlpit",
    "parent_1_basis": "parent",
    "parent_1_email": "ren@family.example",
    "parent_1_phone": "01632 960001",
    "parent_1_address": "1 Mill Lane, Wealdbridge",
    "parent_1_postcode": "WX1 1AA",
    "plan_ref": "P1",
    "stage": "final",
    "requested_on": "2025-01-06",
    "to_prepare_on": "2025-04-14",
    "draft_issued_on": "2025-04-28",
    "final_on": "2025-05-19",
    "setting": "Wealdbridge Primary School",
    "review_due_on": "2027-05-19",
    "outcome_ref": "E1",
    "outcome_words": "To tell adults what she needs.",
    "paragraph": "F1",
    "section": "F",
    "words": "One hour a week of speech and language therapy.",
    "hours_a_week": "1",
    "delivered_at": "School",
}


def row(**changes):
    """Give the good row with changes."""
    return GOOD | changes


def of_another(number, **changes):
    """Give a row about another child with a plan, a parent and a number of their own."""
    own = {
        "child_ref": f"C{number}",
        "plan_ref": f"P{number}",
        "upn": f"A9990{number:08}",
        "parent_1_ref": f"N{number}",
    }
    return row(**own | changes)


def sheet(*rows, names=NAMES, encoding="utf-8"):
    """Write rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def load(*rows, **options):
    """Import rows."""
    return import_bytes(sheet(*rows), **options)


def import_bytes(content, **options):
    """Import a file."""
    return import_roster(io.BytesIO(content), **{"on": ON} | options)


def make_roster_officer(email=OFFICER, **fields):
    """Make the case officer the good row names, in a team."""
    return make_officer(email=email, team=make_team(), **fields)
