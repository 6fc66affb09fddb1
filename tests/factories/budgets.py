"""Requests for a personal budget, made by the acts a family and an officer use."""

import uuid
from datetime import date
from decimal import Decimal

from django.utils import timezone

from budgets.actions import requests, triage
from budgets.models import RequestedProvision
from ehcp.models import Plan
from tests.factories.ehcp import make_information_given, make_outcome, make_plan, make_provision
from tests.factories.people import make_child, make_family, make_officer, make_team

VIEWS = {"words": "I like it when we do it at home.", "how": "Ash told us, with pictures."}


def line_answers(provision=None, **answers):
    """Give the answers about one line: an hour of therapy a week at home, as a direct payment."""
    own = {
        "id": str(uuid.uuid4()),
        "provision": provision and provision.pk,
        "catalogue_key": "",
        "title": "Speech and language therapy",
        "outcome": None,
        "outcome_words": "To say what is wanted in short sentences.",
        "stream": "education",
        "category": "therapy",
        "funding_source": "top_up",
        "mechanism": "direct_payment",
        "delivered_at": "home",
        "setting": "",
        "why": "The group at school is too loud.",
        "provider": "Riverbank Therapies",
        "provider_type": "self_employed",
        "relationship": "",
        "unit_cost": "65.00",
        "units_a_week": "1",
        "funded_weeks": 38,
        "on_costs": "",
        "one_off": "",
        "equipment_professional": "",
        "transport_entitled": None,
        "transport_cheaper": None,
    }
    return own | answers


def request_answers(*lines, **sections):
    """Give the answers of a whole request with these lines; a section that is given takes the place of ours."""
    own = {
        "about": {"kind": "new", "how_heard": "review", "educated_elsewhere": False},
        "lines": list(lines),
        "recipient": {
            "kind": "parent",
            "name": "Sam Ferry",
            "is_organisation": False,
            "born_on": "1988-02-03",
            "manages": "alone",
            "help_wanted": "",
            "schedule_answer": "no",
            "employs": False,
        },
        "views": dict(VIEWS),
        "reaching": {
            "needs": "",
            "share_with_school": True,
            "share_with_health": False,
            "share_with_advice": False,
        },
        "declaration": {"agreed": True},
    }
    return own | sections


def make_case(*, team=None, stage=Plan.Stage.DRAFTING, told=True, **plan):
    """Make a child with a plan being drafted, an officer, and a parent who was told about personal budgets.

    Give the parent; `.child`, `.plan`, `.officer` and `.provision` are on it.
    """
    officer = make_officer(team=team or make_team())
    child = make_child(officer=officer)
    parent = make_family(child)
    parent.child, parent.officer = child, officer
    parent.plan = make_plan(child=child, stage=stage, **plan)
    parent.provision = make_provision(parent.plan, outcome=make_outcome(parent.plan))
    if told:
        make_information_given(parent.plan, parent.person, by=officer)
    return parent


def make_draft(parent, *, lines=None, answers=None):
    """Let a parent of `make_case` write a whole request, ready to be sent."""
    draft = requests.start_draft(parent.child, by=parent)
    lines = lines or [line_answers(parent.provision)]
    recipient = {"name": parent.person.name}
    for section, given in (request_answers(*lines) | (answers or {})).items():
        given = given | recipient if section == "recipient" and "recipient" not in (answers or {}) else given
        draft = requests.save_section(draft, section, given, by=parent)
    return draft


def make_request(parent=None, *, lines=None, answers=None, on=None):
    """Let a parent send a request: one hour of therapy a week for 38 weeks at £65.00, unless lines are given."""
    parent = parent or make_case()
    return requests.submit(make_draft(parent, lines=lines, answers=answers), on=on or _today(), by=parent)


def make_line(request, **fields):
    """Add a line straight to the table, beside those that were asked for."""
    own = {
        "position": request.lines.count() + 1,
        "provision": request.plan.provision.first(),
        "title": "Tutoring in mathematics",
        "stream": "education",
        "category": "tutoring",
        "funding_source": "top_up",
        "mechanism": "direct_payment",
        "delivered_at": "home",
        "provider_type": "agency",
        "unit_cost": Decimal("40.00"),
        "units_a_week": Decimal("2.00"),
        "funded_weeks": 39,
        "yearly": Decimal("3120.00"),
        "outcome_words": "To reach the next level in mathematics.",
    }
    return RequestedProvision.objects.create(request=request, **own | fields)


def prepare(request, *, officer=None, on=None):
    """Let the officer find all that the Board needs: disposition, recipient, costs, consents, care."""
    officer, on = officer or request.child.case_officer, on or _today()
    if request.window == "outside" and not request.disposition:
        triage.dispose(request, disposition="accept_early", words="The need has changed.", on=on, by=officer)
    triage.check_recipient(
        request,
        nominated_in_writing=request.recipient_kind == "nominee",
        can_manage=True,
        help_considered=True,
        has_capacity=True,
        is_in_schedule=False,
        words="Talked it through by phone.",
        on=on,
        by=officer,
    )
    for line in request.lines.filter(state="requested"):
        triage.check_cost(
            line, council_cost=line.yearly, words="The contract costs us as much.", on=on, by=officer
        )
        if line.stream == "social_care":
            triage.assess_care(line, assessed_on=on, assessed_by="A social worker", on=on, by=officer)
        for kind in sorted(line.consents_needed):
            setting = line.setting or request.plan.setting
            consent = triage.ask_setting(
                line, kind=kind, setting=setting, asked_of="The head", on=on, by=officer
            )
            triage.record_consent(consent, answer="given", words="By email of today.", on=on, by=officer)


def make_ready_request(parent=None, *, lines=None, answers=None, on=None):
    """Make a request that is ready for the Board."""
    request = make_request(parent, lines=lines, answers=answers, on=on)
    prepare(request, on=on)
    return triage.make_ready(request, on=on or _today(), by=request.child.case_officer)


def _today() -> date:
    return timezone.localdate()
