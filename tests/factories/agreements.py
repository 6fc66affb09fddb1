"""Agreements at each step of their way, made by the acts themselves from a request whose decision was released."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from django.utils import timezone

from budgets.actions import agreements as acts
from budgets.actions import endings
from budgets.actions.payment_reviews import record_payment_review
from budgets.choices import PAID_OVER
from budgets.models import PersonalBudgetRequest, RequestedProvision
from budgets.notices import statements_for
from letters.models import Delivery, Letter
from people.roles import Basis, Role
from policy.deadlines import notified_on
from tests.factories.ehcp import make_outcome, make_plan, make_provision
from tests.factories.letters import make_letter
from tests.factories.people import (
    make_child,
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    make_user,
)

_numbers = count(1)
RELEASED_ON = date(2026, 10, 19)


@dataclass
class Cast:
    """Everybody an agreement passes through: the council's staff of one team, the child and a parent."""

    officer: object
    manager: object
    checker: object
    board: object
    finance: object
    approver: object
    child: object
    parent: object


def make_cast():
    """Make a child with a case officer, a parent who signs in, and the staff of an agreement."""
    team = make_team()
    officer = make_officer(team=team)
    child = make_child(officer=officer)
    return Cast(
        officer=officer,
        manager=make_manager(team=team),
        checker=make_user(role=Role.SECOND_CHECKER),
        board=make_user(role=Role.BOARD_MEMBER),
        finance=make_user(role=Role.FINANCE_OFFICER),
        approver=make_user(role=Role.FINANCE_APPROVER),
        child=child,
        parent=make_family(child),
    )


def make_agreed_request(cast, **fields):
    """Make a request whose decision was released, checked as the triage checks it; its lines come apart."""
    number, now = next(_numbers), timezone.now()
    plan = getattr(cast.child, "plan", None) or make_plan(child=cast.child)
    own = {
        "reference": f"PB-TEST-{number:04}",
        "token": uuid.uuid4(),
        "child": cast.child,
        "plan": plan,
        "state": PersonalBudgetRequest.State.REVIEW_WINDOW,
        "kind": "new",
        "requester": cast.parent.person,
        "submitted_by": cast.parent,
        "submitted_at": now,
        "received_on": date(2026, 9, 21),
        "received_at": now,
        "how_received": "portal",
        "window": "annual_review",
        "how_heard": "plan",
        "views": "I like my tutor to come to our house.",
        "views_how": "Told to her mother",
        "recipient_kind": "parent",
        "recipient": cast.parent.person,
        "recipient_name": cast.parent.person.name,
        "recipient_born_on": date(1986, 3, 2),
        "manages": "alone",
        "schedule_answer": "no",
        "can_manage": True,
        "is_in_schedule": False,
        "eligibility_words": "Checked with her.",
        "eligibility_checked_on": date(2026, 9, 28),
        "ready_on": date(2026, 10, 1),
        "decided_on": date(2026, 10, 15),
        "released_on": RELEASED_ON,
        "decision_letter": make_letter(cast.child, cast.parent.person, written_on=RELEASED_ON),
    }
    return PersonalBudgetRequest.objects.create(**own | fields)


def make_agreed_line(request, **fields):
    """Make a line of Section F that was agreed as asked: £65.00 a week for 38 weeks."""
    position = request.lines.count() + 1
    provision = make_provision(
        request.plan, outcome=make_outcome(request.plan), words="One hour of tutoring a week."
    )
    own = {
        "request": request,
        "position": position,
        "state": RequestedProvision.State.AGREED,
        "provision": provision,
        "title": f"Tutoring {position}",
        "stream": "education",
        "category": "tutoring",
        "funding_source": "top_up",
        "mechanism": "direct_payment",
        "delivered_at": "home",
        "provider_type": "self_employed",
        "unit_cost": Decimal("65.00"),
        "units_a_week": Decimal("1.00"),
        "funded_weeks": 38,
        "yearly": Decimal("2470.00"),
        "council_cost": Decimal("2600.00"),
        "cost_words": "The council would pay more.",
        "agreed_yearly": Decimal("2470.00"),
        "agreed_mechanism": fields.get("mechanism", "direct_payment"),
        "agreed_from": date(2026, 11, 2),
        "agreed_weeks": 38,
        "secured_by": "The council, until the first payment",
    }
    return RequestedProvision.objects.create(**own | fields)


def make_agreement(cast, *, mechanism="direct_payment", lines=1, on=None, **line):
    """Open an agreement for some agreed lines."""
    request = make_agreed_request(cast)
    for _ in range(lines):
        make_agreed_line(request, mechanism=mechanism, **line)
    return acts.open_agreements(request, on=on or timezone.localdate(), by=cast.checker)[0]


def prepared(agreement, cast, *, on=None, **given):
    """Prepare an agreement: paid every month in advance to its recipient, without an end."""
    on, version, paid = (
        on or timezone.localdate(),
        agreement.current_version,
        agreement.mechanism in PAID_OVER,
    )
    own = {
        "from_on": version.from_on,
        "rhythm": "monthly" if paid else "",
        "in_advance": True,
        "first_payment_on": on if paid else None,
        "conditions": version.conditions,
        "recipient": agreement.recipient,
        "recipient_kind": agreement.recipient_kind,
        "holder": agreement.holder,
        "section_j": "A direct payment of £2,470.00 a year for tutoring.",
    }
    return acts.prepare(agreement, **own | given, on=on, by=cast.officer)


def make_issued(cast, *, on=None, prepare=None, **opened):
    """Make an agreement whose notice was sent today."""
    on = on or timezone.localdate()
    agreement = prepared(make_agreement(cast, on=on, **opened), cast, on=on, **prepare or {})
    return acts.issue_notice(agreement, on=on, by=cast.officer)


def agree_to(agreement, user, *, kind="recipient", on=None, **given):
    """Let somebody consent, signed in, with every statement ticked."""
    own = {
        "seen": agreement.current_version.number,
        "signed_name": user.person.name,
        "statements": dict.fromkeys(statements_for(agreement, kind), True),
        "schedule_answer": "no" if kind == "recipient" and agreement.is_paid_over else "",
        "how": "portal",
    }
    return acts.consent(agreement, kind=kind, on=on or timezone.localdate(), by=user, **own | given)


def make_ready_agreement(cast, *, on=None, **opened):
    """Make an agreement consented to, signed, and its account approved."""
    on = on or timezone.localdate()
    agreement = agree_to(make_issued(cast, on=on, **opened), cast.parent, on=on)
    agreement = acts.sign(agreement, on=on, by=cast.manager)
    if agreement.is_paid_over:
        agreement = acts.note_account_verified(agreement, on=on, by=cast.finance)
    return agreement


def make_active(cast, *, on=None, **opened):
    """Make an active agreement: its first payment was released today, or its arrangement has begun."""
    on = on or timezone.localdate()
    agreement = make_ready_agreement(cast, on=on, **opened)
    if agreement.is_paid_over:
        return acts.note_first_payment(agreement, on=on, by=cast.approver)
    return acts.begin_arrangement(agreement, on=on, by=cast.officer)


def make_nominee(cast, request=None, **fields):
    """Make a nominee of the child who signs in; with a request, they are whom it names and were checked."""
    nominee = make_user(person=make_person(first_name="Noor", **fields))
    make_link(cast.child, nominee.person, basis=Basis.NOMINEE, evidence="Letter of 1 September 2026")
    if request:
        request.recipient, request.recipient_kind = nominee.person, "nominee"
        request.nominated_in_writing = True
        request.save()
    return nominee


def make_payment_review(agreement, cast, *, occasion="concern", on=None, **given):
    """Record a review of the payments held today."""
    on = on or timezone.localdate()
    own = {
        "held_on": on,
        "progress": "Little: no tutoring since September.",
        "child_views": "I miss my tutor.",
        "appropriate": "Not at the moment.",
        "sufficient": "Yes.",
        "obligations": "No: the money was used for something else.",
        "result": "stop",
        "reasons": "The money is not used for the tutoring.",
    }
    return record_payment_review(agreement, occasion=occasion, **own | given, on=on, by=cast.officer)


def make_ending(agreement, cast, *, ground="G6", on=None, **given):
    """Propose that an agreement ends."""
    own = {
        "reasons": "A group at the school does the same for less.",
        "evidence": "The costs of the last year",
        "provision_after": "The school",
    }
    on = on or timezone.localdate()
    return endings.propose_ending(agreement, ground=ground, **own | given, on=on, by=cast.officer)


def make_decided_ending(agreement, cast, *, on=None, **given):
    """Make an ending the Board decided today."""
    on = on or timezone.localdate()
    ending = endings.put_ending_on_agenda(
        make_ending(agreement, cast, on=on, **given), by=cast.manager, on=on
    )
    reasons = "The school offers the same support."
    return endings.decide_ending(ending, decided_on=on, reasons=reasons, by=cast.board, on=on)


def make_notice_given(agreement, cast, *, on=None, ends_on=None, **given):
    """Make an ending whose notice was written today."""
    on = on or timezone.localdate()
    ending = make_decided_ending(agreement, cast, on=on, **given)
    return endings.give_notice(ending, ends_on=ends_on, on=on, by=cast.checker)


def let_arrive(about, kind, *, sent_on=None):
    """Let every delivery of the letters of a kind about a record arrive as one sent on a day does."""
    written = Letter.objects.filter(about_type=about._meta.label_lower, about_id=about.pk, kind=kind)
    for delivery in Delivery.objects.filter(letter__in=written).select_related("letter"):
        day = sent_on or delivery.letter.written_on
        delivery.state, delivery.sent_at = Delivery.State.SENT, timezone.now()
        delivery.notified_on = notified_on(delivery.channel, day)
        delivery.save()
