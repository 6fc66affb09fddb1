"""Decisions a family was told of, written straight into their tables, and reviews asked of them by the act."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from budgets.models import Agreement, Ending, PersonalBudgetRequest, RequestedProvision
from clocks import actions as clocks
from decisions.actions import agenda, checking, deciding, releasing, reviewing
from letters.models import Delivery
from people.roles import FAMILY
from tests.factories.decisions import make_checker, make_meeting, manager_of, member_at
from tests.factories.ehcp import make_plan, make_provision
from tests.factories.letters import make_delivery, make_letter

_numbers = count(1)
TOLD_ON = date(2026, 11, 2)
WHY = "The group at school is too loud for her, as the therapist’s report says."


def parent_of(child):
    """Give the sign-in of a child's parent."""
    return child.links.filter(basis__in=FAMILY).order_by("pk").first().person.user


def make_line(request, *, state="refused", **fields):
    """Make a line of a request as it stands once the family was told."""
    number = next(_numbers)
    own = {
        "position": number,
        "provision": make_provision(request.plan),
        "title": f"Speech and language therapy {number}",
        "stream": "education",
        "category": "therapy",
        "funding_source": "council_service",
        "mechanism": "direct_payment",
        "delivered_at": "home",
        "provider_type": "self_employed",
        "unit_cost": Decimal("65.00"),
        "units_a_week": Decimal(1),
        "funded_weeks": 39,
        "yearly": Decimal("2535.00"),
        "secured_by": "The school, with the therapist it has now",
    }
    if state in ("agreed", "agreed_in_part"):
        own |= {
            "agreed_yearly": Decimal("1200.00"),
            "agreed_mechanism": "direct_payment",
            "agreed_from": date(2026, 11, 1),
            "agreed_weeks": 39,
        }
    return RequestedProvision.objects.create(request=request, state=state, **own | fields)


def _told(child, person, told_on, kind):
    """Make a letter that reached its reader the day it was written."""
    letter = make_letter(child, person, written_on=told_on, kind=kind)
    sent = {"state": Delivery.State.SENT, "sent_at": timezone.now(), "notified_on": told_on}
    make_delivery(letter, **sent)
    return letter


def make_told_request(child, *, told_on=TOLD_ON, decided_on=None, lines=("refused",), state="review_window"):
    """Make a request whose decision was released, its lines in these states, with the time to ask running."""
    parent, plan = parent_of(child), getattr(child, "plan", None) or make_plan(child=child)
    letter = _told(child, parent.person, told_on, "decision")
    request = PersonalBudgetRequest.objects.create(
        reference=f"PB-{next(_numbers):06}",
        token=uuid.uuid4(),
        child=child,
        plan=plan,
        state=state,
        kind="new",
        requester=parent.person,
        submitted_by=parent,
        submitted_at=timezone.now(),
        received_on=told_on - timedelta(days=40),
        received_at=timezone.now(),
        how_received="portal",
        window="annual_review",
        how_heard="plan",
        views="She wants to be understood by her friends.",
        views_how="Told by her mother.",
        decided_on=decided_on or told_on,
        released_on=None if state == "decided" else told_on,
        decision_letter=None if state == "decided" else letter,
    )
    for each in lines:
        make_line(request, state=each)
    _start_window(request, child, letter, told_on)
    return request


def _start_window(subject, child, letter, told_on):
    label = "Ask us to look at the decision again"
    clocks.start("review_request", child=child, about=subject, label=label, started_on=told_on, notice=letter)


def make_stop_notice(child, *, told_on=TOLD_ON, ends_on=date(2026, 12, 14), state="notice_given"):
    """Make an ending of which notice was given, of an agreement that is still paid."""
    request = make_told_request(child, lines=["agreed"], state="concluded")
    parent = request.requester
    agreement = Agreement.objects.create(
        reference=f"AG-{next(_numbers):06}",
        child=child,
        plan=request.plan,
        request=request,
        mechanism="direct_payment",
        state="stop_notice",
        opened_on=TOLD_ON,
        recipient_kind="parent",
        recipient=parent,
        section_j="A direct payment.",
        signed_on=TOLD_ON,
        account_verified_on=TOLD_ON,
        first_paid_on=TOLD_ON,
        active_on=TOLD_ON,
        provision_after="The council, with a therapist of its own",
    )
    letter = _told(child, parent, told_on, "stop_notice")
    ending = Ending.objects.create(
        agreement=agreement,
        state=state,
        ground="G5",
        reasons="The money would be better used together.",
        evidence="The costs of the service",
        provision_after="The council, with a therapist of its own",
        proposed_on=told_on,
        board_decided_on=told_on,
        ends_on=ends_on,
        released_on=told_on,
        notified_on=told_on,
        letter=letter,
    )
    _start_window(ending, child, letter, told_on)
    return ending


def ask(subject, *, on, by=None, **given):
    """Ask for a review, as the parent does unless somebody else is given."""
    child = subject.agreement.child if isinstance(subject, Ending) else subject.child
    by = by or parent_of(child)
    lines = [] if isinstance(subject, Ending) else list(subject.lines.all())
    own = {"words": WHY, "asked_by": parent_of(child).person, "token": uuid.uuid4(), "lines": lines}
    if by.is_staff:
        own["how_received"] = "phone"
    return reviewing.ask_for_review(subject, on=on, by=by, **own | given)


def make_ready(review, *, on):
    """Make a review ready for the Board: all is considered, and the family wants no meeting."""
    officer = review.child.case_officer
    for each in review.representations.filter(considered_on=None):
        reviewing.consider(each, words="Read, and weighed against the reports we had.", on=on, by=officer)
    return reviewing.settle_meeting(review, state="declined", words="Said so by phone.", on=on, by=officer)


def make_listed_review(review, *, on, meets_on):
    """Make a review ready and put it on the agenda of a meeting with new members."""
    meeting = make_meeting(meets_on=meets_on)
    return agenda.put_on_agenda(make_ready(review, on=on), meeting, on=on, by=manager_of(review.child))


def make_decided_review(item, answers):
    """Let the Board decide a listed review on the day it meets, and record it; `answers` gives those of a line."""
    member, on = member_at(item), item.meeting.meets_on
    if item.review.ending_id:
        deciding.decide_ending(item, on=on, by=member, **answers)
    for line in item.review.lines.order_by("position"):
        deciding.decide_line(item, line, on=on, by=member, **answers(line))
    return deciding.record_decision(item, on=on, by=member)


def make_answered_review(item, answers, *, on):
    """Let the Board decide a listed review, a second person check it, and the family be told on a day."""
    checker = make_checker()
    item = checking.pass_check(make_decided_review(item, answers), on=on, by=checker)
    releasing.release(item, on=on, by=checker)
    item.review.refresh_from_db()
    return item.review
