"""The page of an item: the child first, everything the Board needs, and nothing for whoever steps aside."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.models import ViewLog
from decisions.actions import agenda
from decisions.models import AgendaItem
from people.roles import Role
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    MEETS_ON,
    RELEASED_ON,
    WHY_NOT,
    make_listed_item,
    make_meeting,
    make_released_item,
    manager_of,
    member_at,
    refused,
)
from tests.factories.people import make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def days_later():
    """Let it be a few days after the meeting."""
    with time_machine.travel(f"{RELEASED_ON}T10:00:00+00:00"):
        yield


@pytest.fixture
def item():
    return make_listed_item()


@pytest.fixture
def member(item):
    return sign_in(Client(), member_at(item))


def page_of(client, item, name="board_item"):
    response = client.get(reverse(name, args=[item.key]))
    assert response.status_code == 200
    return response.content.decode()


def addresses_of(item):
    """Give every address of an item that a member of the Board has."""
    names = ("board_item", "board_defer", "board_recuse", "board_record", "board_decide_ending")
    line = reverse("board_decide", args=[item.key, item.request.lines.get().key])
    return [*(reverse(name, args=[item.key]) for name in names), line]


def test_the_childs_views_come_first(member, item):
    page = page_of(member, item)
    main = page[page.index("<main") :]
    views = main.index("I like it when we do it at home.")
    assert views < main.index(item.request.lines.get().title)
    assert views < main.index("Who would be paid")


def test_everything_the_board_needs_is_on_the_page(member, item):
    page = page_of(member, item)
    for words in (
        "£65.00 × 1 a week × 38 weeks = £2,470.00",
        "£2,470.00 a year",
        "The contract costs us as much.",
        "One hour of speech and language therapy a week.",
        "To tell adults when a noise is too much.",
        "Talked it through by phone.",
        "The group at school is too loud.",
        "Education, health and social care are each represented.",
        item.child.name,
    ):
        assert words in page, words
    assert item.child.last_name not in page[: page.index("</title>")]


def test_what_was_decided_before_about_the_same_provision_is_beside_it(item):
    parent = make_case()
    first = make_ready_request(parent, lines=[line_answers(parent.provision)], on=ASKED_ON)
    make_released_item(first, answers=refused)
    second = make_ready_request(parent, lines=[line_answers(parent.provision)], on=ASKED_ON)
    third = make_listed_item(second, meeting=make_meeting(meets_on=MEETS_ON.replace(day=26)))
    page = page_of(sign_in(Client(), member_at(third)), third)
    assert first.reference in page
    assert WHY_NOT in page
    assert "The same provision before" not in page_of(sign_in(Client(), member_at(item)), item)


def test_each_look_is_logged(member, item):
    page_of(member, item)
    look = ViewLog.objects.get(what="board_item")
    assert (look.by_id, look.child_id) == (member_at(item).pk, item.child_id)


def test_a_member_who_steps_aside_sees_nothing_of_it_from_then_on(member, item):
    where = reverse("board_recuse", args=[item.key])
    empty = member.post(where, {"reasons": ""}).content.decode()
    assert "There is a problem" in empty
    assert member.post(where, {"reasons": "I know the family."}).status_code == 302
    for address in addresses_of(item):
        for response in (member.get(address), member.post(address, {"reasons": "x", "because": "x"})):
            page = response.content.decode()
            assert "You take no part in this item" in page, address
            assert item.child.last_name not in page
            assert "I like it" not in page
    own = member_at(item)
    meeting = member.get(reverse("board_meeting", args=[item.meeting.key])).content.decode()
    assert "You take no part" in meeting
    other = page_of(sign_in(Client(), member_at(item, "health")), item)
    assert f"{own.person.name} takes no part: I know the family." in other
    assert "nobody here is for education" in other
    assert AgendaItem.objects.get(pk=item.pk).state == "listed"


def test_whoever_steps_aside_when_it_comes_back_sees_nothing_of_the_day_it_was_put_off(member, item):
    own, manager = member_at(item), manager_of(item.child)
    later = make_meeting(meets_on=MEETS_ON.replace(day=26), members=[own])
    by = {"on": MEETS_ON, "by": manager}
    again = agenda.defer(item, because="The therapist is ill.", next_meeting=later, **by)
    assert item.child.last_name in page_of(member, item)
    agenda.recuse(again, member=own, reasons="I know the family.", on=RELEASED_ON, by=own)
    for each in (item, again):
        page = page_of(member, each)
        assert "You take no part in this item" in page
        assert item.child.last_name not in page


def test_a_manager_records_that_somebody_else_steps_aside(item):
    manager, somebody = sign_in(Client(), manager_of(item.child)), member_at(item, "health")
    where, given = reverse("board_recuse", args=[item.key]), {"reasons": "He is the head of the school."}
    assert "Select who" in manager.post(where, given).content.decode()
    assert manager.post(where, given | {"member": somebody.pk}).status_code == 302
    assert item.recusals.get().member == somebody


def test_a_member_who_was_not_there_is_told_so(item):
    absent = sign_in(Client(), make_user(role=Role.BOARD_MEMBER))
    assert "Decide this line" not in page_of(absent, item)
    assert "You are not recorded as present at this meeting" in page_of(absent, item, "board_record")
