"""A review of what is already paid for: the answer says what follows, and that follows (R7.4, R12.4)."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.models import AgreedProvision
from clocks.models import Clock
from decisions.actions.reviewing import answering
from letters.models import Letter
from payments.tasks import plan_payments
from tests.factories.decisions import agreed, refused
from tests.factories.payments import make_active_agreement
from tests.factories.reviews import ask, make_answered_review, make_listed_review, make_told_request

ASKED_ON, MEETS_ON, TOLD_ON = date(2026, 11, 16), date(2026, 12, 3), date(2026, 12, 7)
BACK = "From the day of the first decision: what is missing since then is paid."

CHECKED = {
    "recipient_kind": "parent",
    "recipient_name": "Robin Marsh",
    "recipient_born_on": date(1986, 3, 2),
    "manages": "alone",
    "schedule_answer": "no",
    "can_manage": True,
    "is_in_schedule": False,
    "eligibility_words": "Checked with them.",
    "eligibility_checked_on": date(2026, 9, 28),
}


@pytest.fixture
def item(db, time_machine):
    """Give a review, on an agenda, of a line agreed in part for which an agreement pays already."""
    time_machine.move_to("2026-12-08T10:00:00+00:00", tick=False)
    agreement = make_active_agreement(paid=2)
    line = agreement.current_version.provision.get().line
    request = make_told_request(agreement.child, lines=[])
    type(request).objects.filter(pk=request.pk).update(**CHECKED, recipient=agreement.recipient)
    type(agreement).objects.filter(pk=agreement.pk).update(request=request)
    asked = {
        "yearly": Decimal("10400.00"),
        "state": "agreed_in_part",
        "secured_by": "The school, for the rest",
    }
    type(line).objects.filter(pk=line.pk).update(request=request, **asked)
    return make_listed_review(ask(request, on=ASKED_ON), on=ASKED_ON, meets_on=MEETS_ON)


def answers(**terms):
    """Give the answers that agree other terms on review."""
    own = {
        "review_outcome": "overturned",
        "reasons": "The new report changes what we know.",
        "backdated_words": BACK,
        "amount": Decimal("10400.00"),
        "weeks": 52,
        "from_on": date(2026, 10, 5),
        "conditions": [],
    }
    return lambda line: agreed(line, **own | terms)


def steps_of(review):
    """Give what the answer says happens next."""
    return review.outcome_letter.parts["says"]["next_steps"]


def test_more_is_paid_with_notice_and_the_answer_says_so(item):
    review = make_answered_review(item, answers(), on=TOLD_ON)
    assert answering.RAISE_FOLLOWS in steps_of(review)
    assert not {answering.NOTICE_FOLLOWS, answering.FIRST_MONEY} & set(steps_of(review))
    assert Letter.objects.filter(kind="increase_notice", written_on=TOLD_ON).exists()
    old, new = AgreedProvision.objects.filter(line=review.lines.get()).order_by("pk")
    assert (old.paid_over, new.paid_over.lower) == (None, date(2026, 10, 5))
    for _ in range(2):
        plan_payments()
    rows = new.version.agreement.schedules.get(version=new.version).instalments.exclude(state="cancelled")
    assert rows.get(number=1).due_on == date(2026, 12, 8)
    assert review.request.agreements.count() == 1


def test_another_condition_waits_for_a_notice_and_the_answer_says_so(item):
    review = make_answered_review(item, answers(conditions=["Send us a report."]), on=TOLD_ON)
    assert steps_of(review)[0] == answering.CHANGE_FOLLOWS
    assert answering.FIRST_MONEY not in steps_of(review)
    assert Clock.objects.open().get(duty="agreement_notice").label.startswith("A review changed")
    assert not Letter.objects.filter(kind="increase_notice").exists()


def test_another_way_to_hold_it_gets_an_agreement_to_agree_to(item):
    item.review.lines.update(mechanism="notional_council")
    review = make_answered_review(item, answers(mechanism="notional_council"), on=TOLD_ON)
    assert steps_of(review)[:3] == [answering.MOVED_FOLLOWS, answering.NOTICE_FOLLOWS, answering.FIRST_MONEY]
    assert set(review.request.agreements.values_list("state", "mechanism")) == {
        ("active", "direct_payment"),
        ("draft", "notional_council"),
    }


def test_what_is_refused_on_review_is_paid_until_notice_and_the_answer_says_so(item):
    refusal = {"review_outcome": "varied", "backdated_words": BACK}
    review = make_answered_review(item, lambda line: refused(line, **refusal), on=TOLD_ON)
    assert steps_of(review) == [answering.CHANGE_FOLLOWS, answering.TALK, answering.ASK_AGAIN]
    assert Clock.objects.open().get(duty="agreement_notice").label.startswith("A review changed")
    assert review.request.agreements.get().state == "active"
