"""Putting the checked rows into temporary tables by COPY, where the database compares them with its own."""

from dataclasses import dataclass
from datetime import timedelta

from people.roles import Basis
from policy.school_age import compulsory_school_age_ends_on

TABLES = {
    "roster_seen": "plan_ref text",
    "roster_child": "reference text, first_name text, last_name text, born_on date, upn text, "
    "case_officer_id bigint, team_id bigint",
    "roster_person": "roster_ref text, first_name text, last_name text, email text, phone text, address text, "
    "postcode text, prefers_post boolean, needs text",
    "roster_link": "roster_ref text, child_ref text, basis text, from_on date, own_right boolean",
    "roster_plan": "reference text, child_ref text, stage text, requested_on date, to_prepare_on date, "
    "draft_issued_on date, final_on date, reassess_on date, ceased_on date, setting text, "
    "educated_elsewhere boolean",
    "roster_review": "plan_ref text, due_on date, invited_on date, meeting_on date, concluded_on date",
    "roster_outcome": "plan_ref text, reference text, words text",
    "roster_provision": "plan_ref text, paragraph text, section text, words text, outcome_ref text, "
    "hours_a_week numeric(6, 2), delivered_at text",
}
# What happened to one record: filled first, so that children can be locked before anything is written.
CHANGES = "kind text, what text, id bigint, child_id bigint, label text, words jsonb"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
CHUNK = 1 << 16


def stage(cursor, roster):
    """Fill the temporary tables with the plans that have no bad row."""
    tables = {**TABLES, "roster_change": CHANGES}
    for name, columns in tables.items():
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    for name, lines in _contents(roster).items():
        cursor.copy_expert(f"COPY {name} FROM STDIN", _Stream(lines))
        cursor.execute(f"ANALYZE {name}")


def _contents(roster):
    """Give the lines of each table, made as they are read."""
    good = roster.plans
    plans = {ref: fact.values for ref, fact in roster.facts["plan"].items() if ref in good}
    return {
        "roster_seen": ((ref,) for ref in roster.facts["plan"].keys() | roster.bad_plans),
        **_people(roster, plans),
        **_plans(roster, plans),
    }


def _people(roster, plans):
    facts = roster.facts
    children = {values["child"]: facts["child"][values["child"]].values for values in plans.values()}
    begun = {values["child"]: _began_on(values, roster.on) for values in plans.values()}
    people, links = (_of_good_plans(facts[name], plans) for name in ("person", "link"))

    def tie(person, child, basis):
        return person, child, basis, *_tie(basis, children[child], begun[child], roster.on)

    return {
        "roster_child": (_fields("roster_child", values) for values in children.values()),
        "roster_person": (_fields("roster_person", values) for _, values in people),
        "roster_link": (tie(*key, values["basis"]) for key, values in links),
    }


def _of_good_plans(facts, plans):
    return ((key, fact.values) for key, fact in facts.items() if any(plan in plans for plan in fact.plans))


def _plans(roster, plans):
    def lines(noun, **more):
        """Give the lines of what is part of a plan: its key begins with the plan's reference."""
        for key, fact in roster.facts[noun].items():
            plan, part = key if isinstance(key, tuple) else (key, True)
            if plan in plans and part and fact.values:
                values = {name: fact.values[field] for name, field in more.items()}
                yield _fields(f"roster_{noun}", fact.values, plan_ref=plan, **values)

    return {
        "roster_plan": (
            _fields("roster_plan", values, child_ref=values["child"]) for values in plans.values()
        ),
        "roster_review": lines("review"),
        "roster_outcome": lines("outcome"),
        "roster_provision": lines("provision", outcome_ref="outcome"),
    }


def _began_on(plan, on):
    """Give the first day the roster knows of, since when the family has been known to the council."""
    return min(filter(None, (plan["requested_on"], plan["to_prepare_on"], plan["final_on"])), default=on)


def _tie(basis, child, begun, on):
    """Give since when a tie holds, and whether the rights are the young person's own and it is another's (R16.1)."""
    ends = compulsory_school_age_ends_on(child["born_on"])
    if basis == Basis.YOUNG_PERSON:
        return max(begun, ends + timedelta(days=1)), False
    return begun, on > ends


_LAYOUT = {
    name: [tuple(column.split()[:2]) for column in columns.split(", ") if not column[0].isdigit()]
    for name, columns in TABLES.items()
}
_BLANK = {"text": "", "boolean": False}


def _fields(table, values, **more):
    """Give a line of a table; what was left blank is empty text or no, as the portal's tables have it."""
    line = []
    for name, kind in _LAYOUT[table]:
        value = more.get(name, values.get(name))
        line.append(_BLANK.get(kind) if value is None and name not in more else value)
    return line


@dataclass
class _Stream:
    """Lines as the file COPY wants to read, made as it reads them."""

    lines: object
    left: str = ""

    def read(self, size):
        parts, length = [self.left], len(self.left)
        for line in self.lines:
            parts.append("\t".join(map(_escaped, line)) + "\n")
            length += len(parts[-1])
            if length >= CHUNK:
                break
        text = "".join(parts)
        self.left = text[size:]
        return text[:size]


def _escaped(value):
    if value is None:
        return "\\N"
    return value.translate(ESCAPES) if isinstance(value, str) else str(value)
