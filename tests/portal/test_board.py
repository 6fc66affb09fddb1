"""Meetings of the Board on their pages: set, attended, closed; what is put on the agenda, moved and put off (R25)."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from decisions.actions import agenda
from decisions.models import AgendaItem, BoardMeeting
from tests.factories.budgets import make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    LISTED_ON,
    MEETS_ON,
    make_listed_item,
    make_meeting,
    make_members,
    manager_of,
    member_at,
)
from tests.factories.people import make_manager, make_team, sign_in

pytestmark = pytest.mark.django_db
NEXT_ON = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def meeting_day():
    """Let it be the day of the meeting."""
    with time_machine.travel(f"{MEETS_ON}T10:00:00+00:00"):
        yield


@pytest.fixture
def item():
    return make_listed_item()


@pytest.fixture
def manager(item):
    return sign_in(Client(), manager_of(item.child))


def page_of(client, name, **kwargs):
    """Give the text of a page that must be there."""
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def send(client, name, data, **kwargs):
    return client.post(reverse(name, kwargs=kwargs), data)


def typed(name, day):
    """Type a day into a date field."""
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def came(members, *, bodies=("education", "health", "social_care")):
    """Tick members, each for a body, the first in the chair."""
    ticked = {"members": [each.pk for each in members], "chair": members[0].pk}
    return ticked | {f"body_{each.pk}": body for each, body in zip(members, bodies, strict=False)}


def test_the_weekly_series_is_set_between_two_days(manager):
    days = typed("from_on", date(2026, 12, 1)) | typed("until_on", date(2027, 1, 31))
    page = manager.post(reverse("board_series"), days, follow=True).content.decode()
    thursdays = BoardMeeting.objects.filter(is_extra=False, meets_on__gt=MEETS_ON)
    assert {each.meets_on.isoweekday() for each in thursdays} == {4}
    assert f"{thursdays.count()} meetings set" in page
    assert "3 December 2026" in page


def test_days_that_are_the_wrong_way_round_stay_typed(manager):
    days = typed("from_on", date(2027, 1, 31)) | typed("until_on", date(2026, 12, 1))
    page = send(manager, "board_series", days).content.decode()
    assert "There is a problem" in page
    assert 'value="2027"' in page
    assert BoardMeeting.objects.count() == 1


def test_an_extra_sitting_is_set_once_a_day(manager):
    day = typed("meets_on", NEXT_ON) | {"place": "Committee room 2"}
    assert send(manager, "board_extra", day).status_code == 302
    assert BoardMeeting.objects.get(meets_on=NEXT_ON).is_extra
    again = send(manager, "board_extra", day).content.decode()
    assert "The Board meets on 3 December 2026 already." in again
    assert "Committee room 2" in again


def test_a_meeting_shows_its_agenda_by_reference_and_whether_it_is_quorate(manager, item):
    page = page_of(manager, "board_meeting", key=item.meeting.key)
    assert item.child.reference in page
    assert item.child.last_name not in page
    assert "Education, health and social care are each represented." in page
    item.meeting.attendances.filter(body="health").delete()
    page = page_of(manager, "board_meeting", key=item.meeting.key)
    assert "Not quorate" in page
    assert "nobody here is for health" in page


def test_who_came_is_recorded_with_the_body_each_speaks_for(manager):
    meeting, members = make_meeting(meets_on=date(2026, 11, 5), members=[]), make_members()
    assert send(manager, "board_attendance", came(members), key=meeting.key).status_code == 302
    recorded = meeting.attendances.order_by("pk").values_list("member_id", "body", "is_chair")
    assert sorted(recorded) == [
        (members[0].pk, "education", True),
        (members[1].pk, "health", False),
        (members[2].pk, "social_care", False),
    ]


def test_a_member_without_a_body_is_asked_for_it_and_the_others_stay_ticked(manager):
    meeting, members = make_meeting(meets_on=date(2026, 11, 5), members=[]), make_members()
    given = came(members, bodies=("education", "health"))
    page = send(manager, "board_attendance", given, key=meeting.key).content.decode()
    assert f"Select for whom {members[2].person.name} speaks" in page
    assert page.count('name="members"') - page.count("checked") <= page.count('name="members"') - 3
    assert not meeting.attendances.exists()


def test_whoever_is_in_the_chair_came(manager):
    meeting, members = make_meeting(meets_on=date(2026, 11, 5), members=[]), make_members()
    given = came(members[:2]) | {"chair": members[2].pk}
    page = send(manager, "board_attendance", given, key=meeting.key).content.decode()
    assert "Whoever is in the chair must be among those who came" in page


def test_a_ready_request_goes_on_the_agenda(manager, item):
    meeting = make_meeting(meets_on=NEXT_ON, members=[])
    request = make_ready_request(on=ASKED_ON)
    own = sign_in(Client(), manager_of(request.child))
    listed = page_of(own, "board_add", key=meeting.key, kind="requests")
    assert request.reference in listed
    assert "To be settled by" in listed
    assert request.reference not in page_of(manager, "board_add", key=meeting.key, kind="requests")
    given = {"subjects": [request.key]}
    refused = send(manager, "board_add", given, key=meeting.key, kind="requests")
    assert refused.status_code == 200
    assert not meeting.items.exists()
    assert send(own, "board_add", given, key=meeting.key, kind="requests").status_code == 302
    assert meeting.items.get().request == request


def test_after_the_papers_are_locked_it_takes_a_reason(item):
    meeting = make_meeting(meets_on=date(2026, 11, 19), members=[], papers_on=date(2026, 11, 11))
    request = make_ready_request(on=ASKED_ON)
    own = sign_in(Client(), manager_of(request.child))
    where = {"key": meeting.key, "kind": "requests"}
    page = send(own, "board_add", {"subjects": [request.key], "waiver": ""}, **where).content.decode()
    assert "There is a problem" in page
    assert f'value="{request.key}" checked' in page
    why = "Her place at college begins on Monday."
    send(own, "board_add", {"subjects": [request.key], "waiver": why}, **where)
    assert meeting.items.get().waiver == why
    assert why in page_of(own, "board_meeting", key=meeting.key)


def test_an_item_is_moved(manager, item):
    meeting = make_meeting(meets_on=NEXT_ON, members=[])
    assert send(manager, "board_move", {"meeting": meeting.key}, key=item.key).status_code == 302
    assert meeting.items.get().request == item.request
    assert AgendaItem.objects.get(pk=item.pk).state == "taken_off"


def test_an_item_is_taken_off_with_a_reason(manager, item):
    page = send(manager, "board_take_off", {"because": ""}, key=item.key).content.decode()
    assert "Say why, in words" in page
    given = {"because": "A report is still missing."}
    assert send(manager, "board_take_off", given, key=item.key).status_code == 302
    item.request.refresh_from_db()
    assert item.request.state == "ready"


def test_an_item_is_put_off_and_the_family_told(manager, item):
    meeting = make_meeting(meets_on=NEXT_ON, members=[])
    given = {"because": "The health member had to leave.", "meeting": meeting.key}
    assert send(manager, "board_defer", given, key=item.key).status_code == 302
    assert AgendaItem.objects.get(pk=item.pk).state == "deferred"
    letter = item.child.letters.get(kind="deferral")
    assert "3 December 2026" in letter.html


def test_what_was_typed_about_putting_off_stays(manager, item):
    make_meeting(meets_on=NEXT_ON, members=[])
    given = {"because": "The health member had to leave.", "meeting": "nothing"}
    page = send(manager, "board_defer", given, key=item.key).content.decode()
    assert "There is a problem" in page
    assert "The health member had to leave." in page


def test_a_meeting_with_an_undecided_item_is_not_closed(manager, item):
    page = send(manager, "board_close", {}, key=item.meeting.key).content.decode()
    assert "An item is still undecided" in page
    agenda.take_off(item, because="Moved away.", on=LISTED_ON, by=manager_of(item.child))
    assert send(manager, "board_close", {}, key=item.meeting.key).status_code == 302
    item.meeting.refresh_from_db()
    assert item.meeting.state == "closed"


def test_a_meeting_is_cancelled_only_when_its_agenda_is_empty(manager, item):
    because = {"because": "The room is flooded."}
    page = send(manager, "board_cancel", because, key=item.meeting.key).content.decode()
    assert "move them to another meeting first" in page
    assert "The room is flooded." in page
    empty = make_meeting(meets_on=NEXT_ON, members=[])
    assert send(manager, "board_cancel", because, key=empty.key).status_code == 302
    assert "The room is flooded." in page_of(manager, "board_meeting", key=empty.key)


def test_another_teams_manager_runs_the_meeting_and_opens_no_item(item):
    far = sign_in(Client(), make_manager(team=make_team()))
    page = page_of(far, "board_meeting", key=item.meeting.key)
    assert item.child.reference not in page
    assert "1 more item not open to you" in page
    for name in ("board_item", "board_move", "board_take_off", "board_defer", "board_recuse"):
        assert far.get(reverse(name, args=[item.key])).status_code == 404, name
    assert send(far, "board_take_off", {"because": "No"}, key=item.key).status_code == 404
    assert AgendaItem.objects.get(pk=item.pk).state == "listed"


def test_members_see_the_meetings_and_set_none(item):
    member = sign_in(Client(), member_at(item))
    page = page_of(member, "board_meetings")
    assert "Set the weekly meetings" not in page
    assert "12 November 2026" in page
    assert "with 1 item to decide" in page_of(member, "home")
    for name in ("board_series", "board_extra"):
        assert member.get(reverse(name)).status_code == 404
    for name in ("board_attendance", "board_cancel", "board_close"):
        assert send(member, name, {}, key=item.meeting.key).status_code == 404
