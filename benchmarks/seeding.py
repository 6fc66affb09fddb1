"""A database as large as it gets: rows copied in sets from a few that the acts themselves made.

What is copied has the shape the acts give it; only keys, names and days differ from row to row.
"""

from django.db import connection

from audit.models import Event
from budgets.models import (
    AgreedProvision,
    Agreement,
    AgreementVersion,
    PersonalBudgetRequest,
    RequestedProvision,
    RequestVersion,
)
from clocks.models import Clock
from decisions.models import AgendaItem, BoardMeeting
from ehcp.models import AnnualReview, Plan, PlanOutcome, Provision
from letters.models import Delivery, Letter
from payments.models import Instalment, QuarterlyReturn, Schedule
from people.models import Child, Link, Person, Team, User

BASE = 10_000_000
TEAMS, OFFICERS = 100, 2_800
REQUESTS_EVERY, AGREEMENTS_EVERY, LETTERS_EVERY = 6, 32, 4
PAYMENTS_EACH, RETURNS_EACH, MEETINGS = 13, 4, 500


def copy(model, template, many, *, step=1, each=1, **changed):
    """Insert rows like a template: `n` counts every `step`-th child, `m` the rows of one of them.

    What differs is given as SQL over n, m and the template `t`; a key is the base and the row's own number.
    """
    own = {"id": f"{BASE} + n * {each} + m"} | changed
    if any(field.name == "key" for field in model._meta.concrete_fields):
        own.setdefault("key", "gen_random_uuid()")
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(own.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} "
            f"FROM {model._meta.db_table} t, generate_series(0, %s, %s) n, generate_series(0, %s) m "
            f"WHERE t.{model._meta.pk.column} = %s",
            [many - 1, step, each - 1, template.pk],
        )


def seed(plans, *, case, open_request, item, agreement, instalment, quarterly_return):
    """Fill the database with a number of plans and what belongs to them, from the templates given."""
    officer, child, parent = case.officer, case.child, case.parent
    team, user = f"{BASE} + (n %% {TEAMS})", f"{BASE} + (n %% {OFFICERS})"
    copy(Team, officer.team, TEAMS, name="'Area ' || n")
    copy(Person, officer.person, OFFICERS, id=f"{2 * BASE} + n", roster_ref="null")
    copy(
        User, officer, OFFICERS,
        person_id=f"{2 * BASE} + n", email="'officer' || n || '@wealdshire.example'", team_id=team,
    )  # fmt: skip
    copy(
        Child, child, plans,
        reference="'X' || n", last_name="'Marsh' || n", case_officer_id=user, team_id=team,
    )  # fmt: skip
    copy(Person, parent.person, plans, last_name="'Marsh' || n", roster_ref="null")
    copy(Link, child.links.get(person=parent.person), plans, child_id=f"{BASE} + n", person_id=f"{BASE} + n")
    copy(Plan, case.plan, plans, reference="'XP' || n", child_id=f"{BASE} + n")
    copy(PlanOutcome, case.plan.outcomes.first(), plans, plan_id=f"{BASE} + n")
    copy(
        Provision, case.plan.provision.first(), plans, each=2,
        plan_id=f"{BASE} + n", outcome_id=f"{BASE} + n", paragraph="'F' || m",
    )  # fmt: skip
    review = case.plan.annual_reviews.first()
    copy(AnnualReview, review, plans, plan_id=f"{BASE} + n")
    _letters(plans, child.letters.order_by("id").first())
    _requests(plans, open_request, team, user)
    _board(plans, item)
    _agreements(plans, agreement, instalment, quarterly_return)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _letters(plans, letter):
    copy(
        Letter, letter, plans, step=LETTERS_EVERY,
        reference="'XL-' || n", child_id=f"{BASE} + n", addressee_id=f"{BASE} + n",
    )  # fmt: skip
    delivery = letter.deliveries.order_by("id").first()
    copy(
        Delivery, delivery, plans, step=LETTERS_EVERY,
        letter_id=f"{BASE} + n", person_id=f"{BASE} + n", message_id="'<x' || n || '@wealdshire.example>'",
        state="'sent'", notified_on="current_date", sent_at="now()", lease_until="null", secret="null",
    )  # fmt: skip


def _requests(plans, request, team, user):
    copy(
        PersonalBudgetRequest, request, plans, step=REQUESTS_EVERY,
        reference="'XR-' || n", token="gen_random_uuid()", child_id=f"{BASE} + n", plan_id=f"{BASE} + n",
        requester_id=f"{BASE} + n",
    )  # fmt: skip
    copy(
        RequestedProvision, request.lines.get(), plans, step=REQUESTS_EVERY,
        request_id=f"{BASE} + n", provision_id=f"{BASE} + n * 2", outcome_id="null",
    )  # fmt: skip
    copy(
        RequestVersion, request.versions.get(), plans, step=REQUESTS_EVERY, request_id=f"{BASE} + n",
    )  # fmt: skip
    clock = Clock.objects.of(request, "request_decision").get()
    days = "(n %% 400) - 200"
    copy(
        Clock, clock, plans, step=REQUESTS_EVERY,
        child_id=f"{BASE} + n", about_id=f"{BASE} + n", owner_id=user, team_id=team,
        raw_on=f"t.raw_on + {days}", due_on=f"t.due_on + {days}", target_on=f"t.target_on + {days}",
    )  # fmt: skip


def _board(plans, item):
    meeting = item.meeting
    copy(
        BoardMeeting, meeting, MEETINGS, state="'closed'",
        meets_on="t.meets_on - 7 * (n + 10)", papers_on="t.papers_on - 7 * (n + 10)",
    )  # fmt: skip
    copy(
        AgendaItem, item, plans, step=REQUESTS_EVERY,
        child_id=f"{BASE} + n", request_id=f"{BASE} + n",
        meeting_id=f"{BASE} + (n / {REQUESTS_EVERY} %% {MEETINGS})", state="'taken_off'",
    )  # fmt: skip


def _agreements(plans, agreement, instalment, quarterly_return):
    step = AGREEMENTS_EVERY * 3
    copy(
        Agreement, agreement, plans, step=step,
        reference="'XA-' || n", child_id=f"{BASE} + n", plan_id=f"{BASE} + n", request_id=f"{BASE} + n",
        recipient_id=f"{BASE} + n",
    )  # fmt: skip
    version = agreement.current_version
    copy(AgreementVersion, version, plans, step=step, agreement_id=f"{BASE} + n")
    copy(
        AgreedProvision, version.provision.first(), plans, step=step,
        version_id=f"{BASE} + n", line_id=f"{BASE} + n",
    )  # fmt: skip
    copy(
        Schedule, instalment.schedule, plans, step=step, agreement_id=f"{BASE} + n", version_id=f"{BASE} + n"
    )
    copy(
        Instalment, instalment, plans, step=step, each=PAYMENTS_EACH,
        child_id=f"{BASE} + n", schedule_id=f"{BASE} + n", number="m + 1",
        due_on="t.due_on + 28 * m - 180 + (n %% 28)",
    )  # fmt: skip
    copy(
        QuarterlyReturn, quarterly_return, plans, step=step, each=RETURNS_EACH,
        child_id=f"{BASE} + n", agreement_id=f"{BASE} + n", version_id=f"{BASE} + n",
        from_on="t.from_on - 91 * m", to_on="t.to_on - 91 * m",
    )  # fmt: skip


def events(many, child):
    """Give one child a long history."""
    Event.objects.filter(child_id=child.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO audit_event (child_id, kind, "on", at, by_id, about_type, about_id, words_digest) '
            "SELECT %s, 'letters.written', current_date, now(), null, 'people.child', %s, '\\x00' "
            "FROM generate_series(1, %s)",
            [child.pk, child.pk, many],
        )
