"""C09, Central Bedfordshire: a refusal dated before it was asked, without reasons or the right to a review."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from clocks.models import Clock, ClockStep
from clocks.sweep import sweep
from decisions.actions import deciding
from decisions.models import Decision
from letters.models import Letter
from policy import Refused
from tests.factories.budgets import make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    MEETS_ON,
    WHY_NOT,
    make_checked_item,
    make_decided_item,
    make_listed_item,
    make_meeting,
    make_released_item,
    manager_of,
    member_at,
    refused,
)

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 10, 30)


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of this case to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def test_a_refusal_dated_before_the_request_and_without_reasons_is_refused_in_those_words():
    item = make_listed_item()
    line = item.request.lines.get()
    with pytest.raises(Refused) as refusal:
        deciding.decide_line(
            item, line, on=MEETS_ON, by=member_at(item), decided_on=BEFORE, **refused(line, reasons="")
        )
    assert "received on 2 November 2026: it cannot be decided before then" in refusal.value.words
    assert "Give the reasons for this child" in refusal.value.words
    assert len(refusal.value.each) >= 2 and not Decision.objects.exists()


def test_a_request_that_came_after_the_meeting_is_not_decided_at_it():
    request = make_ready_request(on=date(2026, 11, 20))
    with pytest.raises(Refused, match="still to come"):
        make_listed_item(request, meeting=make_meeting(), on=date(2026, 11, 21))


def test_a_request_is_decided_only_at_the_meeting_whose_agenda_it_is_on():
    item = make_listed_item()
    other = make_listed_item(
        make_ready_request(on=ASKED_ON), meeting=make_meeting(meets_on=date(2026, 11, 19))
    )
    line = item.request.lines.get()
    with pytest.raises(Refused, match="not before the Board in this item"):
        deciding.decide_line(other, line, on=date(2026, 11, 19), by=member_at(other), **refused(line))


def test_the_database_too_refuses_a_decision_before_its_request():
    item = make_decided_item(answers=refused)
    statement = "UPDATE budgets_personalbudgetrequest SET decided_on = %s WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [BEFORE, item.request_id])


def test_the_family_is_sent_the_reasons_and_the_right_to_a_review():
    item = make_released_item(answers=refused)
    letter = Letter.objects.get(pk=item.letter_id)
    for words in (WHY_NOT, "1 December 2026", "Your right to a review", "12 November 2026"):
        assert words in letter.html
    assert item.request.decision_letter == letter


def test_nobody_is_called_told_without_the_stored_letter():
    item = make_checked_item(answers=refused)
    with pytest.raises(Refused, match="There is no letter"):
        item.released_on = MEETS_ON
        item.release()
    item.refresh_from_db()
    assert (item.state, item.letter) == ("checked", None)


def test_a_letter_that_is_not_sent_in_time_is_chased():
    item = make_checked_item(answers=refused)
    clock = Clock.objects.get(duty="decision_letter")
    assert clock.due_on == date(2026, 11, 26)
    sweep(date(2026, 11, 27))
    assert ClockStep.objects.filter(clock=clock, outcome="escalated").exists()
    manager = manager_of(item.child)
    assert Letter.objects.filter(kind="work_reminder", addressee=manager.person).exists()
