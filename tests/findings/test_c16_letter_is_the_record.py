"""C16, Kingston upon Hull: the panel agreed the payments, and the mother was told that it had not."""

from decimal import Decimal
from inspect import signature

import pytest
from django.db import DatabaseError, transaction

from budgets.models import Agreement
from clocks.models import Clock
from decisions.actions import releasing
from decisions.models import Decision
from policy import Refused
from tests.factories.decisions import (
    MEETS_ON,
    RELEASED_ON,
    WHY,
    agreed,
    make_checked_item,
    make_checker,
    make_released_item,
    refused,
)

pytestmark = pytest.mark.django_db
DENIED = "We are sorry to say that the panel did not agree to any direct payment."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of this case to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def test_the_letters_outcome_sum_and_reasons_are_those_of_the_record():
    item = make_released_item()
    (decision,), (line,) = item.decisions.all(), item.letter.parts["says"]["lines"]
    assert (line["outcome"], line["reasons"]) == (decision.get_outcome_display(), [decision.reasons])
    assert (line["amount"], decision.amount) == ("£2,470.00 a year", Decimal("2470.00"))
    assert "£2,470.00 a year" in item.letter.html and WHY in item.letter.html


def test_an_officer_can_add_a_covering_note_and_no_other_words():
    free = set(signature(releasing.release).parameters) - {"item", "on", "by", "ends_on"}
    assert free == {"covering_note"}
    item = releasing.release(make_checked_item(), covering_note=DENIED, on=RELEASED_ON, by=make_checker())
    (line,) = item.letter.parts["says"]["lines"]
    assert (line["outcome"], line["is_agreed"]) == ("Agreed", True), (
        "a note never takes the place of the record"
    )
    assert item.request.lines.get().state == "agreed"


@pytest.mark.parametrize("answers", [agreed, refused])
def test_what_takes_effect_is_what_the_letter_says(answers):
    item = make_released_item(answers=answers)
    (told,), line = item.letter.parts["says"]["lines"], item.request.lines.get()
    assert told["is_agreed"] is (line.state == "agreed")
    assert told["outcome"] == line.get_state_display()


def test_the_record_cannot_be_changed_between_check_and_letter():
    item = make_checked_item()
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(item=item).update(outcome="refused")


def test_a_record_that_differs_from_what_was_checked_sends_nothing():
    item = make_checked_item()
    (seen,) = item.decisions.all()
    Decision.objects.create(
        item=item, round=item.round, outcome="end", reasons=DENIED, decided_on=MEETS_ON,
        recorded_by=seen.recorded_by, recorded_at=seen.recorded_at, policy_version="x",
    )  # fmt: skip
    with pytest.raises(Refused, match="not those that were checked"):
        releasing.release(item, on=RELEASED_ON, by=make_checker())
    assert item.child.letters.filter(kind="decision").count() == 0


def test_an_award_is_set_up_from_the_day_it_is_told_and_shows_when_nobody_acts():
    item = make_released_item()
    agreement = Agreement.objects.get(request=item.request)
    clock = Clock.objects.open().get(duty="agreement_notice")
    assert (agreement.state, clock.about_id, clock.owed_by) == ("draft", agreement.pk, "council")
    assert clock.is_late(on=clock.due_on.replace(year=clock.due_on.year + 1))
