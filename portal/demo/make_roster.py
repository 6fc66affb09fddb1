"""Making the roster of the invented council: the same file every time, with the awkward cases in it.

python -m portal.demo.make_roster [--plans 500] [--out portal/demo/roster.csv]
"""

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

from portal.demo import words
from portal.demo.awkward import ANCHOR, SPECIAL

FILE = Path(__file__).with_name("roster.csv")
PLANS = 500
SEED = 49
FIRST_YOUNG_PERSON = 40


def main():
    """Write the roster."""
    import django

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=int, default=PLANS)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    django.setup()
    write(options.out, options.plans)


def write(path, plans=PLANS):
    """Write a roster of so many plans."""
    from ehcp.roster.columns import NAMES

    with open(path, "w", newline="", encoding="utf-8") as file:
        sheet = csv.DictWriter(file, NAMES, restval="", lineterminator="\n")
        sheet.writeheader()
        for rows in Maker(random.Random(SEED)).plans(plans):
            sheet.writerows(rows)


class Maker:
    """A maker of invented plans, each a list of rows."""

    def __init__(self, chance):
        self.chance = chance
        self.family = None

    def plans(self, count):
        """Make so many plans, the awkward ones among the first."""
        for number in range(1, count + 1):
            row = self.child(number) | self.plan(number)
            special = SPECIAL.get(number)
            if special:
                row |= special(self, row)
            rows = self.with_provision(number, row)
            yield [{name: written(value, number) for name, value in each.items()} for each in rows]

    def ago(self, least, most):
        """Give a day so many weeks before the anchor."""
        return ANCHOR - timedelta(weeks=self.chance.randint(least, most), days=-self.chance.randint(0, 4))

    def child(self, number):
        """Make a child of school age or, for every eighth, a young person with a tie of their own."""
        chance = self.chance
        young = number >= FIRST_YOUNG_PERSON and number % 8 == 0
        first_year, last_year = (2002, 2009) if young else (2011, 2022)
        sibling = not young and self.family is not None and number > FIRST_YOUNG_PERSON and number % 9 == 0
        last_name = self.family["last_name"] if sibling else chance.choice(words.LAST_NAMES)
        row = {
            "child_ref": f"WC{number:05}",
            "first_name": chance.choice(words.FIRST_NAMES),
            "last_name": last_name,
            "born_on": date(
                chance.randint(first_year, last_year), chance.randint(1, 8), chance.randint(1, 28)
            ),
            "upn": "" if young or number % 17 == 0 else f"{'ABCDEFGH'[number % 8]}999{number:09}",
            "case_officer": self.officer(number),
        }
        if young:
            return row | person(1, f"WP{number:05}", row["first_name"], last_name, "young_person", number)
        if not sibling:
            self.family = self.parents(number, last_name)
        return row | self.family["cells"]

    def officer(self, number):
        """Choose a case officer; the one whose sign-in is printed has the first children."""
        from portal.demo.staff import OFFICERS, email_of

        place = 0 if number <= 20 else number % len(OFFICERS)
        return email_of(*OFFICERS[place][:2])

    def parents(self, number, last_name):
        """Make one parent, or two who may have different names and homes."""
        chance = self.chance
        basis = "has_care_of" if number % 13 == 0 else "parent"
        cells = person(1, f"WP{number:05}", chance.choice(words.FIRST_NAMES), last_name, basis, number)
        if number % 3 == 0:
            other = chance.choice(words.LAST_NAMES) if number % 2 else last_name
            home = number if other == last_name else number + 50_000
            first_name = chance.choice(words.FIRST_NAMES)
            cells |= person(2, f"WP{number:05}b", first_name, other, "parent", home)
        if number % 23 == 0:
            cells |= {"parent_1_needs": chance.choice(words.NEEDS)}
        return {"last_name": last_name, "cells": cells}

    def plan(self, number):
        """Make a plan at one of the stages, most of them final."""
        stage = STAGES[number % len(STAGES)]
        row = {"plan_ref": f"WPL{number:05}", "stage": stage, "setting": self.chance.choice(words.SETTINGS)}
        if number % 29 == 0:
            row |= {"setting": "", "educated_elsewhere": "yes"}
        return row | getattr(self, stage)()

    def assessing(self):
        """Give the dates of an assessment, some of them past six weeks."""
        return {"requested_on": self.ago(1, 12)}

    def drafting(self):
        """Give the dates of a draft, some before it is issued, some past twenty weeks."""
        requested = self.ago(8, 26)
        prepared = requested + timedelta(weeks=7)
        issued = prepared + timedelta(weeks=6)
        return {
            "requested_on": requested,
            "to_prepare_on": min(prepared, ANCHOR),
            "draft_issued_on": issued if issued <= ANCHOR else "",
        }

    def final(self):
        """Give the dates of a plan in force; one in six is near its annual review, or has just had it."""
        final = self.ago(42, 64) if self.chance.random() < 1 / 6 else self.ago(4, 41)
        return self.up_to_final(final) | self.review(final)

    def up_to_final(self, final):
        """Give the dates of the twenty weeks before a final plan."""
        return {
            "requested_on": final - timedelta(weeks=20),
            "to_prepare_on": final - timedelta(weeks=13),
            "draft_issued_on": final - timedelta(weeks=6),
            "final_on": final,
        }

    def review(self, final):
        """Give an annual review: to come, invited, met, concluded, or late."""
        due = final + timedelta(weeks=52)
        to_go = (due - ANCHOR).days // 7
        if to_go > 8:
            return {"review_due_on": due}
        if to_go > 2:
            return {"review_due_on": due, "review_invited_on": min(due - timedelta(weeks=9), ANCHOR)}
        meeting = due - timedelta(weeks=2)
        met = {
            "review_due_on": due,
            "review_invited_on": due - timedelta(weeks=6),
            "review_meeting_on": meeting,
        }
        concluded = meeting + timedelta(weeks=11)
        return met | ({"review_concluded_on": concluded} if concluded <= ANCHOR else {})

    def reassessing(self):
        """Give the dates of a plan being re-assessed."""
        return self.up_to_final(self.ago(60, 150)) | {"reassess_on": self.ago(1, 14)}

    def ceased(self):
        """Give the dates of a plan that has ceased."""
        return self.up_to_final(self.ago(80, 150)) | {"ceased_on": self.ago(1, 60)}

    def with_provision(self, number, row):
        """Give a row for each item of provision, or one row for a plan that has none yet."""
        if row["stage"] == "assessing" or (row["stage"] == "drafting" and not row["draft_issued_on"]):
            return [row]
        chance = self.chance
        count = chance.choice((2, 3, 3, 3, 4))
        chosen = sorted(chance.sample(range(len(words.PROVISION)), count))
        paragraphs = enumerate((words.PROVISION[place] for place in chosen), start=1)
        return [
            row | self.provision(number, place, row, section, text) for place, (section, text) in paragraphs
        ]

    def provision(self, number, place, row, section, text):
        """Write one item of provision, some in the words a records system may hold."""
        hours = self.chance.choice(("0.5", "1", "1.5", "2", "3", "10", "27.5"))
        if place == 1 and number % 31 == 0:
            text = words.AWKWARD_WORDS[number // 31 % len(words.AWKWARD_WORDS)]
        outcome = self.chance.randrange(len(words.OUTCOMES))
        cells = {
            "paragraph": f"{section}{place}",
            "section": section,
            "words": text.format(name=row["first_name"], hours=hours),
            "hours_a_week": hours if "{hours}" in text else "",
            "delivered_at": row["setting"] if section == "F" else "",
        }
        if section == "F":
            words_of_outcome = words.OUTCOMES[outcome].format(name=row["first_name"])
            cells |= {"outcome_ref": f"E{outcome + 1}", "outcome_words": words_of_outcome}
        return cells


STAGES = (*["final"] * 30, "drafting", "drafting", "drafting", "drafting", "assessing", "assessing", "reassessing",
          "reassessing", "ceased", "ceased", *["final"] * 5)  # fmt: skip


def person(place, ref, first_name, last_name, basis, number):
    """Write the cells of a parent, carer or young person; the telephone numbers are those kept for fiction."""
    town, area = words.TOWNS[number % len(words.TOWNS)]
    cells = {
        "ref": ref,
        "first_name": first_name,
        "last_name": last_name,
        "basis": basis,
        "email": "" if number % 19 == 0 else f"{ref.lower()}@family.example",
        "phone": f"07700 900{number % 1000:03}",
        "address": f"{number % 90 + 1} {words.STREETS[number % len(words.STREETS)]}, {town}",
        "postcode": f"{area} {number % 9 + 1}AA",
    }
    if number % 37 == 0:
        cells |= {"address": "", "postcode": ""}
    elif number % 11 == 0:
        cells["prefers_post"] = "yes"
    return {f"parent_{place}_{name}": value for name, value in cells.items()}


def written(value, number):
    """Write a value as records systems do: most dates one way, some the other."""
    if not isinstance(value, date):
        return value
    return f"{value:%d/%m/%Y}" if number % 10 == 7 else value.isoformat()


if __name__ == "__main__":
    main()
