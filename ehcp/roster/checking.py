"""Checking the rows against each other and against what the portal knows already."""

from dataclasses import dataclass, field

from ehcp.models import Plan
from ehcp.roster import groups
from ehcp.roster.columns import CHILD, GROUPS, NAMES, OUTCOME, PARENTS, PLAN, PROVISION, REVIEW
from ehcp.roster.problems import Problem, shown
from ehcp.roster.reading import Ragged
from people.models import Team, User
from people.roles import Basis, Role
from policy.plain import long_date
from policy.school_age import compulsory_school_age_ends_on

OLDEST = 35
PLAN_REF = NAMES.index("plan_ref")


@dataclass(frozen=True)
class Known:
    """What the portal knows before the roster: officers, teams, and which plan is whose."""

    officers: dict
    closed: frozenset
    teams: dict
    plans: dict
    children: dict

    @classmethod
    def now(cls):
        """Look it up: four queries, whatever the size of the roster."""
        officers = User.objects.filter(roles__contains=[Role.CASE_OFFICER])
        pairs = list(Plan.objects.values_list("reference", "child__reference"))
        return cls(
            officers={user.email: user for user in officers if user.is_active},
            closed=frozenset(user.email for user in officers if not user.is_active),
            teams=dict(Team.objects.values_list("name", "pk")),
            plans=dict(pairs),
            children={child: plan for plan, child in pairs},
        )


@dataclass
class Fact:
    """What the roster says of one thing, with the first row that says it."""

    row: int
    values: dict
    columns: dict
    plans: set = field(default_factory=set)


class Roster:
    """The rows read so far: what they say, what is wrong with them, and which plans that spoils."""

    def __init__(self, known, on):
        self.known, self.on = known, on
        self.problems = []
        self.facts = {
            name: {} for name in ("child", "person", "plan", "review", "link", "outcome", "provision")
        }
        self.bad_plans, self.placed, self.rows, self.bad_rows = set(), True, 0, set()
        self._children_by_upn, self._plans_by_child, self._read = {}, {}, {}
        self._cuts, start = [], 0
        for group in GROUPS:
            self._cuts.append((group, start, start + len(group.columns)))
            start += len(group.columns)

    @property
    def plans(self):
        """The references of the plans without a bad row."""
        return self.facts["plan"].keys() - self.bad_plans

    def add(self, row, cells):
        """Check a row and keep what it says."""
        self.rows += 1
        if isinstance(cells, Ragged):
            self._spoil(row, cells.plan_ref, [("", cells.reason)])
            return
        given, wrong = {}, []
        for group, start, end in self._cuts:
            values, problems = self._group(group, tuple(cells[start:end]))
            given[group.name] = values
            wrong += problems
        wrong += self._between_groups(row, given)
        wrong += self._with_other_rows(row, given)
        if wrong:
            self._spoil(row, cells[PLAN_REF], wrong)

    def _spoil(self, row, plan_ref, wrong):
        self.problems += [Problem(row, column, reason) for column, reason in wrong]
        self.bad_rows.add(row)
        if plan_ref:
            self.bad_plans.add(plan_ref)
        else:
            self.placed = False

    def _group(self, group, cells):
        # Most rows repeat the cells of the row before them: the same cells are read once.
        key = (group.name, cells)
        if group in (OUTCOME, PROVISION):
            return groups.read(group, cells, self.on)
        if key not in self._read:
            values, problems = groups.read(group, cells, self.on)
            if group is CHILD and values:
                problems = tuple(self._child(values))
                values = None if problems else values
            self._read[key] = values, problems
        return self._read[key]

    def _child(self, values):
        officer = self.known.officers.get(values["officer"])
        if officer is None:
            closed = values["officer"] in self.known.closed
            why = (
                "the sign-in of this case officer is closed"
                if closed
                else "no case officer has this email address"
            )
            yield "case_officer", f"{why}: {shown(values['officer'])}; make the sign-in first"
        if values["team"] and values["team"] not in self.known.teams:
            yield "team", f"there is no team called {shown(values['team'])}"
        if self.on.year - values["born_on"].year > OLDEST:
            yield "born_on", f"is {long_date(values['born_on'])}, too long ago for a plan"
        team = self.known.teams.get(values["team"]) or (officer and officer.team_id)
        values |= {"case_officer_id": officer and officer.pk, "team_id": team}

    def _between_groups(self, row, given):
        """See that what a row says of the child, the plan and the family goes together."""
        child, plan = given["child"], given["plan"]
        if child and plan:
            for name in ("requested_on", "to_prepare_on", "final_on"):
                if plan[name] and plan[name] < child["born_on"]:
                    yield name, f"is before the date of birth, {long_date(child['born_on'])}"
        for group in PARENTS:
            person = given[group.name]
            if child and person and person["basis"] == Basis.YOUNG_PERSON:
                ends = compulsory_school_age_ends_on(child["born_on"])
                if self.on <= ends:
                    reason = f"is young_person, and compulsory school age ends on {long_date(ends)} (R2.3)"
                    yield f"{group.name}_basis", reason
        first, second = (given[group.name] for group in PARENTS)
        if first and second and first["roster_ref"] == second["roster_ref"]:
            yield "parent_2_ref", "is the same person as parent_1"

    def _with_other_rows(self, row, given):
        """Keep what a row says, and see that it is what other rows and the portal say."""
        child, plan = given["child"], given["plan"]
        child_ref, plan_ref = child and child["reference"], plan and plan["reference"]
        if child:
            yield from self._agree("child", CHILD, child_ref, row, child, plan_ref)
            yield from self._unique(self._children_by_upn, child["upn"], child_ref, "upn", "child")
        if child and plan:
            yield from self._one_plan_a_child(child_ref, plan_ref)
        if plan:
            yield from self._agree("plan", PLAN, plan_ref, row, plan | {"child": child_ref}, plan_ref)
            yield from self._agree("review", REVIEW, plan_ref, row, given["review"] or {}, plan_ref)
        for group in PARENTS:
            person = given[group.name]
            if person:
                yield from self._agree_on_person(group, row, person, child_ref, plan_ref)
        yield from self._keep_contents(row, given, plan_ref)

    def _agree_on_person(self, group, row, person, child_ref, plan_ref):
        columns = {column.field: column.name for column in group.columns}
        values = {name: value for name, value in person.items() if name != "basis"}
        yield from self._compare("person", person["roster_ref"], row, values, columns, plan_ref)
        if child_ref:
            key, basis = (person["roster_ref"], child_ref), {"basis": person["basis"]}
            yield from self._compare("link", key, row, basis, columns, plan_ref)

    def _keep_contents(self, row, given, plan_ref):
        outcome, provision = given["outcome"], given["provision"]
        if outcome and plan_ref:
            yield from self._agree(
                "outcome", OUTCOME, (plan_ref, outcome["reference"]), row, outcome, plan_ref
            )
        if plan_ref:
            paragraph = provision["paragraph"] if provision else ""
            values = {**(provision or {}), "outcome": outcome["reference"] if outcome else None}
            fact = self.facts["provision"].setdefault((plan_ref, paragraph), Fact(row, values, {}))
            if fact.row != row:
                what = f"paragraph {paragraph}" if paragraph else "a blank paragraph"
                yield "paragraph", f"row {fact.row} already has {what} of plan {plan_ref}"

    def _agree(self, kind, group, key, row, values, plan_ref):
        return self._compare(kind, key, row, values, {c.field: c.name for c in group.columns}, plan_ref)

    def _compare(self, kind, key, row, values, columns, plan_ref):
        fact = self.facts[kind].setdefault(key, Fact(row, values, columns))
        if plan_ref:
            fact.plans.add(plan_ref)
        if fact.values is values or fact.values == values:
            return
        for name in columns.keys() & (fact.values.keys() | values.keys()):
            here, there = values.get(name), fact.values.get(name)
            if here != there:
                yield (
                    columns[name],
                    f"is {shown(here)}, and row {fact.row} has {shown(there)} for the same {kind}",
                )

    def _unique(self, seen, value, owner, column, noun):
        if value and seen.setdefault(value, owner) != owner:
            yield column, f"is also that of {noun} {seen[value]}"

    def _one_plan_a_child(self, child_ref, plan_ref):
        """See that a child has one plan and a plan one child, here and in the portal."""
        here = self.facts["plan"].get(plan_ref)
        child = here.values["child"] if here else None
        child = child or self.known.plans.get(plan_ref, child_ref)
        if child != child_ref:
            yield "plan_ref", f"is the plan of child {child}"
        plan = self._plans_by_child.setdefault(child_ref, self.known.children.get(child_ref, plan_ref))
        if plan != plan_ref:
            yield "child_ref", f"has the plan {plan}: a child has one plan, which keeps its reference"
