"""The day by which a request is decided: what the letter says is what every page shows (R4.6)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from letters.models import Letter
from policy.plain import long_date
from tests.factories.budgets import make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    LISTED_ON,
    MEETS_ON,
    make_meeting,
    make_released_item,
    manager_of,
)
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
# Twenty weeks from the day the assessment was asked for end before the council's own time to decide.
REQUESTED_ON, WALL = date(2026, 7, 1), date(2026, 11, 18)


@pytest.fixture(autouse=True)
def day_after():
    """Let it be the day after the request was sent."""
    with time_machine.travel(f"{LISTED_ON}T10:00:00+00:00"):
        yield


def test_the_day_in_the_receipt_is_the_day_on_every_page(client):
    parent = make_case(requested_on=REQUESTED_ON)
    asked, manager = make_ready_request(parent, on=ASKED_ON), manager_of(parent.child)
    assert Letter.objects.get(kind="receipt").parts["says"]["decide_by"] == str(WALL)
    pages = {
        parent: reverse("request_status", args=[asked.key]),
        parent.officer: reverse("admin:triage"),
        manager: reverse("board_add", args=[make_meeting(meets_on=MEETS_ON).key, "requests"]),
    }
    for user, address in pages.items():
        page = sign_in(client, user).get(address).content.decode()
        assert asked.reference in page
        assert long_date(WALL) in page, address


def test_the_decision_meets_it_and_the_queue_forgets_it(client):
    parent = make_case(requested_on=REQUESTED_ON)
    request = make_ready_request(parent, on=ASKED_ON)
    with time_machine.travel("2026-11-16T10:00:00+00:00"):
        make_released_item(request)
        queue = sign_in(client, parent.officer).get(reverse("admin:triage")).content.decode()
    assert request.reference not in queue
