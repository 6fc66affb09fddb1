"""What the roster would change, kind by kind: worked out by the database before anything is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of record: its table, the rows the roster has for it, and by what they are the same record."""

    name: str
    table: str
    source: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    label: str
    tells_before: bool = False
    also: str = ""
    # These are changed in the portal too: a change made here is kept, whatever the roster says.
    shared: tuple[str, ...] = ()

    @property
    def same(self):
        """The condition that a row of the roster (s) and a record (t) are the same."""
        return " AND ".join(f"t.{name} = s.{name}" for name in self.key)

    @property
    def written(self):
        """The fields the roster writes: with those it shares, what it last said of them."""
        return (*self.fields, "roster_says") if self.shared else self.fields

    @property
    def rows(self):
        """The rows of the roster, as they are to be here: of the shared fields a change made here is kept.

        `kept` says whether one is: 'kept' from a roster that says what it said before, in 'conflict' with another.
        """
        if not self.shared:
            return self.source
        same = " AND ".join(f"w.{name} = r.{name}" for name in self.key)
        becomes = ", ".join(
            f"CASE WHEN ours THEN w.{name} ELSE r.{name} END AS {name}" for name in self.shared
        )
        others = ", ".join(f"r.{name}" for name in (*self.key, *self.fields) if name not in self.shared)
        return f"""
SELECT {others}, {becomes}, r.about_child, says AS roster_says,
  CASE WHEN ours AND says <> here THEN CASE WHEN says = w.roster_says THEN 'kept' ELSE 'conflict' END END AS kept
FROM ({self.source}) r LEFT JOIN {self.table} w ON {same}
  CROSS JOIN LATERAL (SELECT {self._as_json("r")} AS says, {self._as_json("w")} AS here) AS both_say
  CROSS JOIN LATERAL (SELECT here <> w.roster_says AS ours) AS changed"""

    def _as_json(self, alias):
        pairs = ", ".join(f"'{name}', {alias}.{name}" for name in self.shared)
        return f"jsonb_build_object({pairs})"

    def _differs(self, fields):
        here, there = (", ".join(f"{alias}.{name}" for name in fields) for alias in "ts")
        return f"({here}) IS DISTINCT FROM ({there})"

    def compare(self):
        """Note each new and each changed record, and where only what the roster says is to be noted."""
        return f"""
INSERT INTO roster_change (kind, what, id, child_id, label, words)
SELECT '{self.name}',
  CASE WHEN t.id IS NULL THEN 'new' WHEN {self._differs(self.fields)} THEN 'changed' ELSE 'noted' END,
  t.id, s.about_child, {self.label}, {self._before_and_after() if self.tells_before else "NULL"}
FROM ({self.rows}) s LEFT JOIN {self.table} t ON {self.same}
WHERE t.id IS NULL OR {self._differs(self.written)}"""

    def note_kept(self):
        """Note where a change made here is kept; no child is named, since none is touched."""
        return f"""
INSERT INTO roster_change (kind, what, label)
SELECT '{self.name}', s.kept, {self.label} FROM ({self.rows}) s WHERE s.kept IS NOT NULL"""

    def _before_and_after(self):
        pairs = ", ".join(f"('{name}', to_jsonb(t.{name}), to_jsonb(s.{name}))" for name in self.fields)
        return f"""CASE WHEN t.id IS NOT NULL THEN (
    SELECT jsonb_object_agg(name, jsonb_build_object('before', was, 'after', becomes))
    FROM (VALUES {pairs}) AS field (name, was, becomes) WHERE was IS DISTINCT FROM becomes) END"""

    def insert(self):
        """Add the new records; what they refer to is there by now."""
        names = ", ".join((*self.key, *self.written))
        values = ", ".join(f"s.{name}" for name in (*self.key, *self.written))
        extra_names, extra = self.also.split(" = ") if self.also else ("", "")
        return f"""
INSERT INTO {self.table} ({names}{", " + extra_names if extra else ""})
SELECT {values}{", " + extra if extra else ""} FROM ({self.rows}) s
WHERE NOT EXISTS (SELECT FROM {self.table} t WHERE {self.same})"""

    def update(self):
        """Change the records noted as changed, and no other: their children are locked."""
        pairs = ", ".join(f"{name} = s.{name}" for name in self.written)
        return f"""
UPDATE {self.table} t SET {pairs} FROM ({self.rows}) s
WHERE {self.same} AND t.id IN (
  SELECT id FROM roster_change WHERE kind = '{self.name}' AND what IN ('changed', 'noted'))"""


CHILD = Kind(
    "child",
    "people_child",
    "SELECT r.*, c.id AS about_child FROM roster_child r LEFT JOIN people_child c USING (reference)",
    ("reference",),
    ("first_name", "last_name", "born_on", "upn", "case_officer_id", "team_id"),
    "s.reference",
    tells_before=True,
    also="key = gen_random_uuid()",
    shared=("case_officer_id", "team_id"),
)
PERSON = Kind(
    "person",
    "people_person",
    "SELECT r.*, NULL::bigint AS about_child FROM roster_person r",
    ("roster_ref",),
    ("first_name", "last_name", "email", "phone", "address", "postcode", "prefers_post", "needs"),
    "s.roster_ref",
    shared=("email", "phone", "address", "postcode", "prefers_post", "needs"),
)
PLAN = Kind(
    "plan",
    "ehcp_plan",
    "SELECT r.*, c.id AS child_id, c.id AS about_child, NULL::date AS missing_from_roster_on "
    "FROM roster_plan r LEFT JOIN people_child c ON c.reference = r.child_ref",
    ("reference",),
    ("child_id", "stage", "requested_on", "to_prepare_on", "draft_issued_on", "final_on", "reassess_on",
     "ceased_on", "setting", "educated_elsewhere", "missing_from_roster_on"),
    "s.reference",
    tells_before=True,
)  # fmt: skip
_OF_PLAN = (
    "p.id AS plan_id, p.child_id AS about_child FROM {} r LEFT JOIN ehcp_plan p ON p.reference = r.plan_ref"
)
REVIEW = Kind(
    "annual review",
    "ehcp_annualreview",
    f"SELECT r.*, {_OF_PLAN.format('roster_review')}",
    ("plan_id", "due_on"),
    ("invited_on", "meeting_on", "concluded_on"),
    "s.plan_ref || ' due ' || s.due_on",
    tells_before=True,
)
OUTCOME = Kind(
    "outcome",
    "ehcp_planoutcome",
    f"SELECT r.*, {_OF_PLAN.format('roster_outcome')}",
    ("plan_id", "reference"),
    ("words",),
    "s.plan_ref || ' ' || s.reference",
)
PROVISION = Kind(
    "provision",
    "ehcp_provision",
    # An outcome that is not there yet counts as a difference; by the time provision is written it is there.
    "SELECT r.plan_ref, r.paragraph, r.section, r.words, r.hours_a_week, r.delivered_at, p.id AS plan_id, "
    "p.child_id AS about_child, CASE WHEN r.outcome_ref IS NOT NULL THEN coalesce(o.id, 0) END AS outcome_id, "
    "NULL::date AS missing_from_roster_on "
    "FROM roster_provision r LEFT JOIN ehcp_plan p ON p.reference = r.plan_ref "
    "LEFT JOIN ehcp_planoutcome o ON o.plan_id = p.id AND o.reference = r.outcome_ref",
    ("plan_id", "paragraph"),
    ("section", "words", "outcome_id", "hours_a_week", "delivered_at", "missing_from_roster_on"),
    "s.plan_ref || ' ' || s.paragraph",
)
KINDS = (CHILD, PERSON, PLAN, REVIEW, OUTCOME, PROVISION)

# A changed address or number is news about each child the person is tied to.
PERSON_OF_CHILD = """
INSERT INTO roster_change (kind, what, id, child_id, label)
SELECT 'contact', c.what, c.id, l.child_id, c.label FROM roster_change c JOIN people_link l ON l.person_id = c.id
WHERE c.kind = 'person' AND c.what IN ('changed', 'noted') AND (l.to_on IS NULL OR l.to_on >= %(on)s)"""

# A tie an officer ended stays ended, whatever basis the roster gives; and the roster ties nobody else to a young
# person whose rights are their own (R16.3).
_LINKS = """
SELECT r.*, p.id AS person_id, c.id AS child_id,
  EXISTS (SELECT FROM people_link l WHERE l.person_id = p.id AND l.child_id = c.id AND l.basis = r.basis
    AND (l.to_on IS NULL OR l.to_on >= %(on)s)) AS is_there,
  EXISTS (SELECT FROM people_link l WHERE l.person_id = p.id AND l.child_id = c.id AND l.to_on < %(on)s) AS was_ended
FROM roster_link r LEFT JOIN people_person p ON p.roster_ref = r.roster_ref
  LEFT JOIN people_child c ON c.reference = r.child_ref"""
COMPARE_LINKS = f"""
INSERT INTO roster_change (kind, what, child_id, label)
SELECT 'link', CASE WHEN was_ended THEN 'ended here' WHEN own_right THEN 'own right' ELSE 'new' END, child_id,
  roster_ref || ' to ' || child_ref
FROM ({_LINKS}) s WHERE NOT is_there"""
# The ties of a child new to the portal are as old as its record; one new to a known child begins with the roster.
INSERT_LINKS = f"""
INSERT INTO people_link (person_id, child_id, basis, from_on, evidence)
SELECT person_id, child_id, basis,
  CASE WHEN child_ref IN (SELECT label FROM roster_change WHERE kind = 'child' AND what = 'new')
    THEN from_on ELSE %(on)s END, %(evidence)s
FROM ({_LINKS}) s WHERE NOT is_there AND NOT was_ended AND NOT own_right"""

VANISHED = {
    "plan": """
SELECT t.id, t.child_id, t.reference FROM ehcp_plan t
WHERE t.missing_from_roster_on IS NULL AND NOT EXISTS (SELECT FROM roster_seen s WHERE s.plan_ref = t.reference)""",
    "provision": """
SELECT t.id, p.child_id, p.reference || ' ' || t.paragraph FROM ehcp_provision t JOIN ehcp_plan p ON p.id = t.plan_id
WHERE t.missing_from_roster_on IS NULL
  AND (EXISTS (SELECT FROM roster_plan s WHERE s.reference = p.reference)
    OR NOT EXISTS (SELECT FROM roster_seen s WHERE s.plan_ref = p.reference))
  AND NOT EXISTS (
    SELECT FROM roster_provision s WHERE s.plan_ref = p.reference AND s.paragraph = t.paragraph)""",
    "outcome": """
SELECT t.id, p.child_id, p.reference || ' ' || t.reference FROM ehcp_planoutcome t JOIN ehcp_plan p ON p.id = t.plan_id
WHERE EXISTS (SELECT FROM roster_plan s WHERE s.reference = p.reference) AND NOT EXISTS (
  SELECT FROM roster_outcome s WHERE s.plan_ref = p.reference AND s.reference = t.reference)""",
    "annual review": """
SELECT t.id, p.child_id, p.reference || ' due ' || t.due_on FROM ehcp_annualreview t
  JOIN ehcp_plan p ON p.id = t.plan_id
WHERE t.concluded_on IS NULL AND EXISTS (SELECT FROM roster_plan s WHERE s.reference = p.reference) AND NOT EXISTS (
  SELECT FROM roster_review s WHERE s.plan_ref = p.reference AND s.due_on = t.due_on)""",
    "link": """
SELECT t.id, t.child_id, n.roster_ref || ' to ' || c.reference FROM people_link t
  JOIN people_person n ON n.id = t.person_id
  JOIN people_child c ON c.id = t.child_id
WHERE n.roster_ref IS NOT NULL AND t.to_on IS NULL AND t.basis IN ('parent', 'has_care_of', 'young_person')
  AND EXISTS (SELECT FROM roster_child s WHERE s.reference = c.reference) AND NOT EXISTS (
  SELECT FROM roster_link s WHERE s.roster_ref = n.roster_ref AND s.child_ref = c.reference AND s.basis = t.basis)""",
}
# These carry the mark; of the others the roster only tells.
MARKED = {"plan": "ehcp_plan", "provision": "ehcp_provision"}


def note_vanished(name):
    """Note the records that are here and no longer in the roster."""
    return (
        "INSERT INTO roster_change (kind, what, id, child_id, label) "
        f"SELECT '{name}', 'vanished', v.* FROM ({VANISHED[name]}) v"
    )


def mark_vanished(name):
    """Mark them with the day; nothing is deleted."""
    return (
        f"UPDATE {MARKED[name]} SET missing_from_roster_on = %(on)s "
        f"WHERE id IN (SELECT id FROM roster_change WHERE kind = '{name}' AND what = 'vanished')"
    )
