"""After a death the service writes nothing about the money to the family; staff are told instead (R14.12)."""

from datetime import date

import pytest
import time_machine

from budgets.actions.endings import end_after_death
from clocks.models import Clock
from clocks.sweep import sweep
from letters.models import Letter
from payments.actions import returns
from payments.actions.instalments import approve, cancel_after_end, release
from payments.duties import RETURNS
from payments.models import Instalment
from tests.factories.payments import (
    accept,
    make_active_agreement,
    make_approver,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)
from tests.factories.people import make_manager

DIED_ON, TOLD_ON = date(2027, 1, 20), date(2027, 1, 22)
pytestmark = pytest.mark.django_db


def die(agreement):
    """Record a death on an agreement on the day the council is told."""
    with time_machine.travel(f"{TOLD_ON}T10:00:00+00:00", tick=False):
        given = {"died_on": DIED_ON, "words": "Told by phone.", "on": TOLD_ON}
        return end_after_death(agreement, **given, by=agreement.child.case_officer)


def letters_to_the_family(child):
    return Letter.objects.filter(child=child)


def test_no_return_is_reminded_of_and_staff_are_told():
    found = make_open_return()
    manager = make_manager(team=found.child.team)
    die(found.agreement)
    returns.final_returns(date(2027, 1, 23))
    assert found.agreement.returns.filter(is_final=True).exists(), "the account is still to be settled"
    before = letters_to_the_family(found.child).count()
    run = sweep(date(2027, 2, 20), job=RETURNS)
    assert run.failures == []
    assert letters_to_the_family(found.child).count() == before
    told = set(Letter.objects.filter(kind="work_reminder").values_list("addressee", flat=True))
    assert told == {manager.person_id}


def test_another_agreement_of_the_child_is_silent_too_and_another_familys_is_not():
    found, other = make_open_return(), make_open_return()
    second = make_active_agreement(found.child, parent=parent_of(found), paid=3)
    make_open_return(second)
    die(found.agreement)
    sweep(date(2027, 1, 25), job=RETURNS)
    reminded = Letter.objects.filter(kind="return_reminder").values_list("child", flat=True)
    assert list(reminded) == [other.child_id]


def test_the_last_days_are_paid_without_a_letter():
    agreement = make_active_agreement(paid=3)
    die(agreement)
    cancel_after_end(TOLD_ON)
    (part,) = Instalment.objects.filter(schedule__agreement=agreement, state="planned")
    assert part.to_on == DIED_ON
    before = letters_to_the_family(agreement.child).count()
    part = approve(part, on=TOLD_ON, by=make_finance_officer())
    assert release(part, on=TOLD_ON, by=make_approver()).state == "released"
    assert letters_to_the_family(agreement.child).count() == before


def test_a_return_is_asked_about_and_accepted_by_people_and_without_a_letter():
    found = make_sent_return(closing="900.00")
    die(found.agreement)
    before = letters_to_the_family(found.child).count()
    question = returns.query(found, words="Who holds the account now?", on=TOLD_ON, by=make_finance_officer())
    assert question.letter is None
    clock = Clock.objects.open().get(duty="return_query")
    assert (clock.notice, clock.about_id) == (None, found.pk)
    parent = parent_of(found)
    returns.answer_question(found, answer="Her sister.", on=TOLD_ON, by=parent)
    returns.submit(found, on=TOLD_ON, by=parent)
    assert accept(found, on=date(2027, 1, 25)).state == "accepted"
    assert letters_to_the_family(found.child).count() == before
