"""The Board's pages use the same number of queries for few and for many items, lines and decisions (goal P4)."""

import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.actions import deciding
from decisions.models import AgendaItem
from tests.factories.budgets import line_answers, make_case, make_line, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    LISTED_ON,
    MEETS_ON,
    RELEASED_ON,
    agreed,
    make_checker,
    make_listed_item,
    make_meeting,
    make_released_item,
    manager_of,
    member_at,
    refused,
)
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
FEW, MANY, MOST = 5, 50, 20


@pytest.fixture(autouse=True)
def days_later():
    """Let it be a few days after the meeting."""
    with time_machine.travel(f"{RELEASED_ON}T10:00:00+00:00"):
        yield


def copies(item, number, **fields):
    """Put copies of an item's request on the same meeting."""
    for _ in range(number):
        request = type(item.request).objects.get(pk=item.request_id)
        request.pk, request._state.adding = None, True
        request.key, request.token, request.reference = uuid.uuid4(), uuid.uuid4(), uuid.uuid4().hex[:20]
        request.save()
        AgendaItem.objects.create(
            meeting=item.meeting,
            child=item.child,
            request=request,
            listed_on=LISTED_ON,
            listed_by=item.listed_by,
            **fields,
        )


def make_world(number):
    """Make a case with a number of everything: lines, decisions, items and requests for the same before."""
    parent = make_case()
    make_released_item(
        make_ready_request(parent, lines=[line_answers(parent.provision)], on=ASKED_ON), answers=refused
    )
    day = make_meeting(meets_on=MEETS_ON.replace(day=MEETS_ON.day - (1 if number == FEW else 2)))
    asked = make_ready_request(parent, lines=[line_answers(parent.provision)], on=ASKED_ON)
    for _ in range(number):
        make_line(asked)
    item = make_listed_item(asked, meeting=day)
    copies(item, number)
    other = make_ready_request(make_case(), on=ASKED_ON)
    for _ in range(number):
        make_line(other)
    done = make_listed_item(other, meeting=day)
    member = member_at(done)
    for line in other.lines.order_by("position"):
        deciding.decide_line(done, line, on=MEETS_ON, by=member, **agreed(line))
    done = deciding.record_decision(done, on=MEETS_ON, by=member)
    recorded = {"state": "recorded", "recorded_on": MEETS_ON, "decided_on": MEETS_ON, "recorded_by": member}
    copies(done, number, **recorded)
    return item, done


def count(user, name, *parameters):
    """Count the queries of a page at its second showing."""
    client, address = sign_in(Client(), user), reverse(name, args=parameters)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def counts(number):
    """Count the queries of each page in a world of its own."""
    item, done = make_world(number)
    member, manager, checker = member_at(item), manager_of(item.child), make_checker()
    line = item.request.lines.first()
    return {
        "home": count(member, "home"),
        "meetings": count(member, "board_meetings"),
        "meeting": count(member, "board_meeting", item.meeting.key),
        "add": count(manager, "board_add", item.meeting.key, "requests"),
        "attendance": count(manager, "board_attendance", item.meeting.key),
        "item": count(member, "board_item", item.key),
        "item of an officer": count(item.child.case_officer, "board_item", item.key),
        "decide": count(member, "board_decide", item.key, line.key),
        "record": count(member, "board_record", item.key),
        "checks": count(checker, "checks"),
        "check": count(checker, "check_item", done.key),
    }


def test_the_number_of_queries_does_not_grow():
    few, many = counts(FEW), counts(MANY)
    assert few == many
    assert {name: number for name, number in many.items() if number > MOST} == {}
