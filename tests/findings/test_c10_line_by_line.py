"""C10, North East Lincolnshire: three things asked, two agreed in part, and nothing said of the third."""

from datetime import date
from decimal import Decimal

import pytest

from clocks.models import Clock
from decisions.actions import checking, deciding, releasing
from decisions.models import Decision
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    CHECKED_ON,
    FROM_ON,
    MEETS_ON,
    RELEASED_ON,
    SECURED,
    agreed,
    make_checker,
    make_listed_item,
    member_at,
    refused,
)

pytestmark = pytest.mark.django_db
THREE = ("Speech and language therapy", "Tutoring", "Travel to swimming")


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of this case to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def item():
    parent = make_case()
    lines = [line_answers(parent.provision, title=title) for title in THREE]
    return make_listed_item(make_ready_request(parent, lines=lines, on=ASKED_ON))


def in_part(line):
    """Agree half of what was asked."""
    return agreed(line, outcome="agreed_in_part", amount=Decimal("1235.00"), secured_by=SECURED)


def decide(item, line, answers):
    return deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item), **answers)


def test_the_decision_is_not_closed_while_nothing_is_said_of_one_thing(item):
    first, second, third = item.request.lines.order_by("position")
    decide(item, first, in_part(first))
    decide(item, second, in_part(second))
    with pytest.raises(Refused, match="Decide every line first: agreed, agreed in part, or refused"):
        deciding.record_decision(item, on=MEETS_ON, by=member_at(item))
    decide(item, third, refused(third))
    assert deciding.record_decision(item, on=MEETS_ON, by=member_at(item)).state == "recorded"


def test_what_is_agreed_in_part_says_amount_period_and_way_or_is_not_stored(item):
    line = item.request.lines.first()
    nothing = in_part(line) | {"amount": None, "weeks": None, "from_on": None, "mechanism": ""}
    with pytest.raises(Refused) as refusal:
        decide(item, line, nothing)
    for words in (
        "Say the amount",
        "Say for how many weeks",
        "Say from which day",
        "Say how the budget is held",
    ):
        assert words in refusal.value.words
    assert not Decision.objects.exists()


def test_the_letter_lists_each_thing_and_part_refusals_carry_the_review_right_too(item):
    first, second, third = item.request.lines.order_by("position")
    for line, answers in ((first, in_part(first)), (second, in_part(second)), (third, refused(third))):
        decide(item, line, answers)
    deciding.record_decision(item, on=MEETS_ON, by=member_at(item))
    checking.pass_check(item, on=CHECKED_ON, by=make_checker())
    item = releasing.release(item, on=RELEASED_ON, by=make_checker())
    lines = item.letter.parts["says"]["lines"]
    assert [(line["title"], line["outcome"], line["amount"]) for line in lines] == [
        (THREE[0], "Agreed in part", "£1,235.00 a year"),
        (THREE[1], "Agreed in part", "£1,235.00 a year"),
        (THREE[2], "Refused", ""),
    ]
    assert all(line["period"].startswith("From 4 January 2027") for line in lines[:2]) and FROM_ON.day == 4
    assert all(line["secured_by"] == SECURED for line in lines)
    assert "Your right to a review" in item.letter.html
    assert "yes to 2 things (2 of them in part), and no to 1" in item.letter.html
    clock = Clock.objects.get(duty="review_request")
    assert (clock.about_id, clock.due_on) == (item.request_id, date(2026, 12, 1))


def test_the_time_to_ask_for_a_review_runs_when_everything_is_agreed_in_part(item):
    for line in item.request.lines.all():
        decide(item, line, in_part(line))
    deciding.record_decision(item, on=MEETS_ON, by=member_at(item))
    checking.pass_check(item, on=CHECKED_ON, by=make_checker())
    item = releasing.release(item, on=RELEASED_ON, by=make_checker())
    assert Clock.objects.open().filter(duty="review_request", about_id=item.request_id).exists()
    assert "It agreed to part of what you asked for, and not to all of it." in item.letter.html
