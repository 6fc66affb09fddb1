"""The columns of the roster: the one place that names them, reads them and says what they mean."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices

from ehcp.models import Plan, Provision
from ehcp.roster import cells
from people.roles import Basis


class FamilyBasis(TextChoices):
    """A tie the roster may make. Others need evidence that an officer has seen (R2.4, R5)."""

    PARENT = Basis.PARENT.value, Basis.PARENT.label
    HAS_CARE_OF = Basis.HAS_CARE_OF.value, Basis.HAS_CARE_OF.label
    YOUNG_PERSON = Basis.YOUNG_PERSON.value, Basis.YOUNG_PERSON.label


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, the field it fills, how it is read, and what it means."""

    name: str
    field: str
    read: Callable
    meaning: str
    required: bool = False
    past: bool = False


@dataclass(frozen=True)
class Group:
    """The columns that describe one thing; an optional group may be left blank as a whole."""

    name: str
    noun: str
    columns: tuple[Column, ...]
    optional: bool = True


def _parent(number):
    first = f"parent_{number}"
    return Group(
        first,
        "person",
        (
            Column(f"{first}_ref", "roster_ref", cells.text(200),
                   "The person's own reference in your records, the same on every child of theirs", required=True),
            Column(f"{first}_first_name", "first_name", cells.text(100), "First name", required=True),
            Column(f"{first}_last_name", "last_name", cells.text(100), "Last name", required=True),
            Column(f"{first}_basis", "basis", cells.one_of(FamilyBasis),
                   "`parent`, `has_care_of`, or `young_person` for the young person themselves, who must be over "
                   "compulsory school age", required=True),
            Column(f"{first}_email", "email", cells.email, "Email address; two people may share one"),
            Column(f"{first}_phone", "phone", cells.text(40), "Telephone number"),
            Column(f"{first}_address", "address", cells.address,
                   "Postal address: a line each, or with commas; needs the postcode"),
            Column(f"{first}_postcode", "postcode", cells.postcode, "Postcode; needs the address"),
            Column(f"{first}_prefers_post", "prefers_post", cells.yes_or_no,
                   "`yes` when letters should come by post; needs the address"),
            Column(f"{first}_needs", "needs", cells.text(1000, lines=True),
                   "How to reach this person: language, interpreter, large print"),
        ),
    )  # fmt: skip


CHILD = Group(
    "child",
    "child or young person",
    (
        Column("child_ref", "reference", cells.text(40), "The child's reference in your records", required=True),
        Column("first_name", "first_name", cells.text(100), "First name", required=True),
        Column("last_name", "last_name", cells.text(100), "Last name", required=True),
        Column("born_on", "born_on", cells.day, "Date of birth", required=True, past=True),
        Column("upn", "upn", cells.pupil_number, "Unique pupil number; no two children have the same"),
        Column("case_officer", "officer", cells.email,
               "Email address of the case officer's sign-in, which must exist", required=True),
        Column("team", "team", cells.text(100), "Name of a team that exists; blank for the case officer's own"),
    ),
    optional=False,
)  # fmt: skip
PARENTS = (_parent(1), _parent(2))
PLAN = Group(
    "plan",
    "plan",
    (
        Column("plan_ref", "reference", cells.text(40), "The plan's reference in your records", required=True),
        Column("stage", "stage", cells.one_of(Plan.Stage),
               "`assessing`, `drafting`, `final`, `reassessing` or `ceased`", required=True),
        Column("requested_on", "requested_on", cells.day, "The day the assessment was asked for", past=True),
        Column("to_prepare_on", "to_prepare_on", cells.day,
               "The day you confirmed that a plan will be prepared; needed from drafting on", past=True),
        Column("draft_issued_on", "draft_issued_on", cells.day, "The day the draft was issued", past=True),
        Column("final_on", "final_on", cells.day,
               "The day the final plan was issued; needed for a final plan", past=True),
        Column("reassess_on", "reassess_on", cells.day,
               "The day you decided to re-assess; needed while re-assessing", past=True),
        Column("ceased_on", "ceased_on", cells.day, "The day the plan ceased; needed when it has", past=True),
        Column("setting", "setting", cells.text(200), "School or college"),
        Column("educated_elsewhere", "educated_elsewhere", cells.yes_or_no,
               "`yes` when educated other than at school (s.61)"),
    ),
    optional=False,
)  # fmt: skip
REVIEW = Group(
    "review",
    "annual review",
    (
        Column("review_due_on", "due_on", cells.day, "The day the annual review is due by", required=True),
        Column("review_invited_on", "invited_on", cells.day, "The day the invitations went out", past=True),
        Column("review_meeting_on", "meeting_on", cells.day, "The day of the meeting, held or planned"),
        Column("review_concluded_on", "concluded_on", cells.day,
               "The day of the final decision or amended plan; needs the meeting", past=True),
    ),
)  # fmt: skip
OUTCOME = Group(
    "outcome",
    "outcome",
    (
        Column(
            "outcome_ref", "reference", cells.text(20), "The outcome's number in Section E", required=True
        ),
        Column(
            "outcome_words", "words", cells.text(20_000, lines=True), "The outcome in words", required=True
        ),
    ),
)
PROVISION = Group(
    "provision",
    "provision",
    (
        Column("paragraph", "paragraph", cells.text(20),
               "The paragraph of the plan, once a plan; blank for a plan that has no provision yet", required=True),
        Column("section", "section", cells.one_of(Provision.Section), "`F`, `G`, `H1` or `H2`", required=True),
        Column("words", "words", cells.text(20_000, lines=True), "The provision in words", required=True),
        Column("hours_a_week", "hours_a_week", cells.hours, "Hours a week, such as 1.5"),
        Column("delivered_at", "delivered_at", cells.text(200), "Where it is delivered"),
    ),
)  # fmt: skip
GROUPS = (CHILD, *PARENTS, PLAN, REVIEW, OUTCOME, PROVISION)
COLUMNS = tuple(column for group in GROUPS for column in group.columns)
NAMES = tuple(column.name for column in COLUMNS)


def as_markdown():
    """Write the table of columns for the reference page."""
    lines = ["| Column | Needed | What it means |", "|---|---|---|"]
    for group in GROUPS:
        for column in group.columns:
            needed = (
                "" if not column.required else f"with any {group.name} column" if group.optional else "always"
            )
            lines.append(f"| `{column.name}` | {needed} | {column.meaning} |")
    return "\n".join(lines)
