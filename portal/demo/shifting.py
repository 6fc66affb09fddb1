"""Bringing the invented roster to today, so that the council looks alive on any day.

Days of plans and reviews move by whole weeks, so weekdays stay. Dates of birth move by whole school years, so a
birthday stays on its day of September, and nobody grows out of the case they are there to show.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp.models import Plan
from ehcp.roster import cells
from ehcp.roster.columns import COLUMNS
from people.models import Child
from policy.school_age import birthday
from portal.demo.awkward import ANCHOR

DATES = tuple(column.name for column in COLUMNS if column.read is cells.day)


@dataclass(frozen=True)
class Shift:
    """How far the roster is moved: plans by weeks, births by school years."""

    weeks: int
    years: int

    @classmethod
    def to(cls, day):
        """Give the shift to a day."""
        return cls(weeks=(day - ANCHOR).days // 7, years=_school_year(day) - _school_year(ANCHOR))

    @classmethod
    def as_loaded(cls, rows):
        """Give the shift the roster was loaded with, None when it is not there: loading again moves nothing."""
        row = rows[0]
        child = Child.objects.filter(reference=row["child_ref"]).first()
        plan = Plan.objects.filter(reference=row["plan_ref"]).first()
        if not child or not plan or not plan.final_on:
            return None
        weeks = (plan.final_on - cells.day(row["final_on"])).days // 7
        return cls(weeks=weeks, years=child.born_on.year - cells.day(row["born_on"]).year)

    def cell(self, name, text):
        """Move one date."""
        moved = cells.day(text)
        moved = birthday(moved, self.years) if name == "born_on" else moved + timedelta(weeks=self.weeks)
        return moved.isoformat()

    def row(self, row):
        """Move the dates of a row."""
        return row | {name: self.cell(name, row[name]) for name in DATES if row[name]}


def _school_year(day):
    return day.year - (day < date(day.year, 9, 1))


def read(path):
    """Read the rows of a roster as they are written."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shifted(rows, shift):
    """Give the roster moved, as a file."""
    text = io.StringIO(newline="")
    sheet = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(map(shift.row, rows))
    return io.BytesIO(text.getvalue().encode())
