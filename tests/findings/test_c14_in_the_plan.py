"""C14, Suffolk: support that is in the plan was refused as if it were not educational."""

import pytest

from decisions.actions import deciding
from decisions.models import Decision
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    MEETS_ON,
    SECURED,
    make_listed_item,
    member_at,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of this case to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def item():
    """Give a request for the upkeep of a wheelchair that Section F of the plan names."""
    parent = make_case()
    parent.provision.words = "The wheelchair is kept in good order, as special educational provision."
    parent.provision.save()
    lines = [line_answers(parent.provision, title="Upkeep of the wheelchair")]
    return make_listed_item(make_ready_request(parent, lines=lines, on=ASKED_ON))


def decide(item, **more):
    line = item.request.lines.get()
    return deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item), **refused(line, **more))


def test_it_cannot_be_refused_as_not_in_the_plan_while_it_is_in_section_f(item):
    with pytest.raises(
        Refused, match="It is provision in the plan in force, so it cannot be refused as not in it"
    ):
        decide(item, grounds=["not_in_plan"], reasons="This is not educational, so we do not pay for it.")
    assert not Decision.objects.exists()


def test_not_educational_is_no_ground_at_all(item):
    with pytest.raises(Refused, match="There is no ground called"):
        decide(item, grounds=["not_educational"])


def test_once_the_roster_no_longer_has_it_the_ground_is_open(item):
    provision = item.request.lines.get().provision
    provision.missing_from_roster_on = ASKED_ON
    provision.save()
    assert decide(item, grounds=["not_in_plan"]).grounds == ["not_in_plan"]


def test_a_refusal_says_how_the_council_secures_it_instead(item):
    with pytest.raises(Refused, match="Say who secures the provision now, and how"):
        decide(item, secured_by=" ")
    assert decide(item).secured_by == SECURED
