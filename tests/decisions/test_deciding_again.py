"""The Board and a review: what is upheld, changed in part or overturned says so truly (R7.4, R7.9, R8.7)."""

from datetime import date
from decimal import Decimal

import pytest

from decisions.actions import deciding
from decisions.boards import same_deciders
from decisions.models import Decision, Representation
from policy import Refused
from tests.factories.decisions import SECURED, agreed, make_released_item, member_at, refused
from tests.factories.reviews import ask, make_listed_review

pytestmark = pytest.mark.django_db
ASKED_ON, READY_ON, MEETS_ON = date(2026, 11, 20), date(2026, 11, 24), date(2026, 12, 3)
AGAIN = "The new report does not change what the therapist can do for this child at the school."
NOW = "The report of 20 November shows that the group at school cannot be quiet enough for this child."
BACK = "Paid from 12 November, because the need was there then."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def item():
    """Give the review of a refusal, on the agenda of a later meeting with new members."""
    told = make_released_item(answers=refused)
    return make_listed_review(ask(told.request, on=ASKED_ON), on=READY_ON, meets_on=MEETS_ON)


@pytest.fixture
def line(item):
    return item.review.lines.get()


def decide(item, line, answers):
    return deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item), **answers)


def barred(item, line, answers):
    with pytest.raises(Refused) as refusal:
        decide(item, line, answers)
    assert not Decision.objects.filter(item=item).exists()
    return refusal.value.words


def overturned(line, **more):
    return agreed(line, reasons=NOW, **{"review_outcome": "overturned", "backdated_words": BACK} | more)


def test_upheld_is_the_earlier_decision_again_with_the_reasons_of_today(item, line):
    first = Decision.objects.get(line=line)
    decision = decide(item, line, {"outcome": "agreed", "review_outcome": "upheld", "reasons": AGAIN})
    assert (decision.outcome, decision.grounds, decision.tests) == ("refused", first.grounds, first.tests)
    assert (decision.reasons, decision.secured_by) == (AGAIN, SECURED)


def test_overturned_is_all_that_was_asked_and_answers_for_the_time_gone(item, line):
    assert "paid for the time already gone" in barred(item, line, overturned(line, backdated_words=" "))
    less = overturned(line, outcome="agreed_in_part", amount=Decimal("1300.00"), secured_by=SECURED)
    assert "Changed as asked means that all of it is agreed" in barred(item, line, less)
    decision = decide(item, line, overturned(line))
    assert (decision.review_outcome, decision.backdated_words) == ("overturned", BACK)


def test_changed_in_part_changes_something(item, line):
    same = refused(line, review_outcome="varied", backdated_words=BACK)
    assert "This is what was decided before" in barred(item, line, same)
    less = overturned(
        line, review_outcome="varied", outcome="agreed_in_part", amount=Decimal("1300.00"), secured_by=SECURED
    )
    assert decide(item, line, less).review_outcome == "varied"


def test_how_the_review_comes_out_is_said(item, line):
    assert "Say upheld" in barred(item, line, overturned(line, review_outcome=""))


def test_what_the_family_sent_is_considered_first(item, line):
    asked = item.review
    Representation.objects.create(
        review=asked, words="One more report", given_on=MEETS_ON, given_by=asked.logged_by
    )
    assert "Mark each thing the family sent" in barred(item, line, overturned(line))


def test_the_bars_of_a_first_decision_hold_on_review_too(item, line):
    words = barred(item, line, overturned(line, tests={}, from_on=None))
    assert "Test a is not answered" in words and "Say from which day" in words


def test_of_a_first_decision_nothing_is_said_of_a_review():
    told = make_released_item(answers=lambda line: agreed(line, review_outcome="upheld"))
    assert told.decisions.get().review_outcome == ""


def test_the_same_people_are_warned_of_and_new_ones_are_not(item, line):
    assert deciding.warnings_for(item, line, NOW) == ()
    first = Decision.objects.get(line=line).item
    attendances = item.meeting.attendances.order_by("pk")
    for attendance, member in zip(attendances, first.voters.order_by("pk"), strict=True):
        attendance.member = member
        attendance.save()
    assert same_deciders(item.review, item.meeting)
    assert deciding.warnings_for(item, line, NOW) == (deciding.SAME_PEOPLE,)
    assert decide(item, line, overturned(line)), "a warning refuses nothing"
