"""The agenda: what goes on it, moves, is put off, taken off or withdrawn, and who steps aside."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from audit.models import Event, EventDetail
from clocks.models import Clock
from decisions.actions import agenda, deciding, meetings
from decisions.models import AgendaItem
from letters.models import Letter
from people.roles import Role
from policy import Refused
from tests.factories.budgets import make_case, make_ready_request, make_request
from tests.factories.decisions import (
    ASKED_ON,
    LISTED_ON,
    MEETS_ON,
    agreed,
    make_checked_item,
    make_decided_item,
    make_listed_item,
    make_meeting,
    manager_of,
    member_at,
)
from tests.factories.people import make_manager, make_team, make_user

pytestmark = pytest.mark.django_db
NEXT_ON = date(2026, 11, 19)
LOCKED_ON = date(2026, 11, 6)
WHY = "The Board would like to hear from the therapist first."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def state_of(item):
    item.refresh_from_db()
    item.request.refresh_from_db()
    return item.state, item.request.state


def test_a_ready_request_goes_on_the_agenda_and_starts_no_new_clock():
    request = make_ready_request(on=ASKED_ON)
    before = Clock.objects.count()
    item = make_listed_item(request)
    assert state_of(item) == ("listed", "on_agenda")
    assert (item.listed_on, item.waiver, item.child) == (LISTED_ON, "", request.child)
    assert Clock.objects.count() == before


def test_a_request_that_is_not_ready_stays_off():
    request = make_request(on=ASKED_ON)
    with pytest.raises(Refused, match="cannot be done now"):
        make_listed_item(request)
    assert not AgendaItem.objects.exists()


def test_it_is_listed_once():
    item = make_listed_item()
    with pytest.raises(Refused, match="cannot be done now"):
        make_listed_item(item.request, meeting=make_meeting(meets_on=NEXT_ON))


def test_after_the_papers_are_locked_it_takes_a_reason():
    request, meeting = make_ready_request(on=ASKED_ON), make_meeting()
    manager = manager_of(request.child)
    assert meeting.papers_on == date(2026, 11, 5)
    with pytest.raises(Refused, match="were locked on 5 November 2026"):
        agenda.put_on_agenda(request, meeting, on=LOCKED_ON, by=manager)
    item = agenda.put_on_agenda(
        request, meeting, waiver="She leaves school in a week.", on=LOCKED_ON, by=manager
    )
    assert item.waiver == "She leaves school in a week."


def test_on_the_day_the_papers_lock_it_takes_none():
    item = make_listed_item(on=date(2026, 11, 5))
    assert item.waiver == ""


def test_only_a_meeting_to_come_takes_an_item():
    request, meeting = make_ready_request(on=ASKED_ON), make_meeting()
    manager = manager_of(request.child)
    with pytest.raises(Refused, match="still to come"):
        agenda.put_on_agenda(request, meeting, waiver="Late.", on=date(2026, 11, 13), by=manager)
    meetings.cancel(meeting, because="Snow", on=LISTED_ON, by=manager)
    with pytest.raises(Refused, match="still to come"):
        agenda.put_on_agenda(request, meeting, on=LISTED_ON, by=manager)


@pytest.mark.parametrize("who", ["officer", "other manager", "member", "parent"])
def test_the_agenda_is_the_case_managers(who):
    request, meeting = make_ready_request(on=ASKED_ON), make_meeting()
    by = {
        "officer": request.child.case_officer,
        "other manager": make_manager(team=make_team()),
        "member": make_user(role=Role.BOARD_MEMBER),
        "parent": request.requester.user,
    }[who]
    with pytest.raises(NotAllowed):
        agenda.put_on_agenda(request, meeting, on=LISTED_ON, by=by)
    item = make_listed_item(request, meeting=meeting)
    with pytest.raises(NotAllowed):
        agenda.take_off(item, because="x", on=LISTED_ON, by=by)
    with pytest.raises(NotAllowed):
        agenda.move(item, make_meeting(meets_on=NEXT_ON), on=LISTED_ON, by=by)


def test_moved_to_another_meeting_it_is_decided_there_and_not_here():
    item, later = make_listed_item(), make_meeting(meets_on=NEXT_ON)
    line, manager = item.request.lines.get(), manager_of(item.child)
    moved = agenda.move(item, later, on=LISTED_ON, by=manager)
    assert state_of(item) == ("taken_off", "on_agenda")
    assert (moved.state, moved.meeting, moved.request) == ("listed", later, item.request)
    with pytest.raises(Refused, match="nothing to decide here now"):
        deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item), **agreed(line))
    assert deciding.decide_line(moved, line, on=NEXT_ON, by=member_at(moved), **agreed(line)).item == moved


def test_it_is_not_moved_to_the_meeting_it_is_at():
    item = make_listed_item()
    with pytest.raises(Refused, match="already"):
        agenda.move(item, item.meeting, on=LISTED_ON, by=manager_of(item.child))


def test_it_is_not_put_off_to_the_meeting_it_is_at():
    item = make_listed_item()
    with pytest.raises(Refused, match="choose another one"):
        agenda.defer(
            item, because=WHY, next_meeting=item.meeting, waiver=WHY, on=MEETS_ON, by=member_at(item)
        )
    assert state_of(item) == ("listed", "on_agenda")


def test_taken_off_the_request_is_ready_for_another_meeting():
    item = make_listed_item()
    manager = manager_of(item.child)
    with pytest.raises(Refused, match="Say why"):
        agenda.take_off(item, because=" ", on=LISTED_ON, by=manager)
    agenda.take_off(item, because="The therapist is away.", on=LISTED_ON, by=manager)
    assert state_of(item) == ("taken_off", "ready")
    assert make_listed_item(item.request, meeting=make_meeting(meets_on=NEXT_ON)).state == "listed"


@pytest.mark.parametrize("make", [make_decided_item, make_checked_item])
def test_what_the_board_has_recorded_is_neither_moved_nor_taken_off(make):
    item = make()
    manager = manager_of(item.child)
    for act in (
        lambda: agenda.take_off(item, because="x", on=MEETS_ON, by=manager),
        lambda: agenda.move(item, make_meeting(meets_on=NEXT_ON), on=MEETS_ON, by=manager),
        lambda: agenda.defer(item, because=WHY, on=MEETS_ON, by=manager),
    ):
        with pytest.raises(Refused, match="cannot be done now"):
            act()


def test_put_off_to_a_next_meeting_the_family_is_told_when_and_why():
    item, later = make_listed_item(), make_meeting(meets_on=NEXT_ON)
    again = agenda.defer(item, because=WHY, next_meeting=later, on=MEETS_ON, by=member_at(item))
    assert state_of(item) == ("deferred", "on_agenda")
    assert (again.meeting, again.state) == (later, "listed")
    letter = Letter.objects.get(kind="deferral")
    says = letter.parts["says"]
    assert (says["board_on"], says["next_on"], says["reasons"]) == ("2026-11-12", "2026-11-19", [WHY])
    assert (letter.addressee, letter.written_on) == (item.request.requester, MEETS_ON)
    clock = Clock.objects.get(duty="deferral_told")
    assert (clock.about_id, clock.started_on, clock.met_on) == (item.pk, MEETS_ON, MEETS_ON)
    assert not clock.is_late(on=NEXT_ON)


def test_put_off_without_a_meeting_it_is_ready_and_the_boards_next_day_is_told():
    item = make_listed_item()
    assert agenda.defer(item, because=WHY, on=MEETS_ON, by=manager_of(item.child)) == item
    assert state_of(item) == ("deferred", "ready")
    says = Letter.objects.get(kind="deferral").parts["says"]
    assert says["next_on"] == "2026-11-19"


def test_without_a_meeting_the_day_told_is_one_that_is_set_if_its_papers_are_open():
    item = make_listed_item()
    make_meeting(meets_on=date(2026, 11, 13), members=[])
    make_meeting(meets_on=date(2026, 11, 25), members=[])
    agenda.defer(item, because=WHY, on=MEETS_ON, by=manager_of(item.child))
    assert Letter.objects.get(kind="deferral").parts["says"]["next_on"] == "2026-11-25"


def test_a_family_told_late_that_it_was_put_off_shows():
    item = make_listed_item()
    agenda.defer(item, because=WHY, on=date(2026, 11, 18), by=manager_of(item.child))
    clock = Clock.objects.get(duty="deferral_told")
    assert clock.due_on == date(2026, 11, 16) and clock.is_late(on=date(2026, 11, 18))


def test_it_is_put_off_with_a_reason_and_by_the_board_once_it_has_met():
    item = make_listed_item()
    with pytest.raises(Refused, match="Say why it is put off"):
        agenda.defer(item, because=" ", on=MEETS_ON, by=member_at(item))
    with pytest.raises(Refused, match="move the item to another meeting"):
        agenda.defer(item, because=WHY, on=LISTED_ON, by=member_at(item))
    with pytest.raises(NotAllowed):
        agenda.defer(item, because=WHY, on=MEETS_ON, by=make_user(role=Role.BOARD_MEMBER))
    assert state_of(item) == ("listed", "on_agenda")


def test_a_member_steps_aside_and_can_no_longer_decide():
    item = make_listed_item()
    member, line = member_at(item), item.request.lines.get()
    recusal = agenda.recuse(item, member=member, reasons="I teach her.", on=MEETS_ON, by=member)
    assert (recusal.member, recusal.reasons) == (member, "I teach her.")
    with pytest.raises(NotAllowed):
        deciding.decide_line(item, line, on=MEETS_ON, by=member, **agreed(line))
    with pytest.raises(Refused, match="nobody here is for education"):
        deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item, "health"), **agreed(line))
    with pytest.raises(Refused, match="recorded already"):
        agenda.recuse(item, member=member, reasons="I teach her.", on=MEETS_ON, by=member)


def test_one_member_does_not_put_another_aside_but_a_manager_may():
    item = make_listed_item()
    member, other = member_at(item), member_at(item, "health")
    with pytest.raises(Refused, match="steps aside for themselves"):
        agenda.recuse(item, member=other, reasons="I say so.", on=MEETS_ON, by=member)
    with pytest.raises(NotAllowed):
        agenda.recuse(item, member=other, reasons="x", on=MEETS_ON, by=item.child.case_officer)
    assert agenda.recuse(item, member=other, reasons="Her cousin.", on=MEETS_ON, by=manager_of(item.child))


def test_stepping_aside_needs_a_member_a_reason_and_no_decision_yet():
    item = make_listed_item()
    manager, member, line = manager_of(item.child), member_at(item), item.request.lines.get()
    with pytest.raises(Refused, match="Say why"):
        agenda.recuse(item, member=member, reasons="", on=MEETS_ON, by=manager)
    with pytest.raises(Refused, match="is not a member of the Board"):
        agenda.recuse(item, member=item.child.case_officer, reasons="x", on=MEETS_ON, by=manager)
    deciding.decide_line(item, line, on=MEETS_ON, by=member, **agreed(line))
    with pytest.raises(Refused, match="can no longer step aside"):
        agenda.recuse(item, member=member, reasons="I teach her.", on=MEETS_ON, by=manager)


def test_nobody_sits_on_a_case_of_their_own():
    parent = make_case()
    officer = parent.officer
    officer.roles = sorted([*officer.roles, Role.BOARD_MEMBER])
    officer.save()
    meeting = make_meeting()
    meeting.attendances.create(member=officer, body="education")
    item = make_listed_item(make_ready_request(parent, on=ASKED_ON), meeting=meeting)
    line = item.request.lines.get()
    with pytest.raises(NotAllowed):
        deciding.decide_line(item, line, on=MEETS_ON, by=officer, **agreed(line))
    meeting.attendances.filter(body="education").exclude(member=officer).delete()
    with pytest.raises(Refused, match="nobody here is for education"):
        deciding.decide_line(item, line, on=MEETS_ON, by=member_at(item, "health"), **agreed(line))


def test_a_family_withdraws_from_the_agenda():
    item = make_listed_item()
    request = agenda.withdraw_request(
        item.request, because="We have found a place.", on=date(2026, 11, 10), by=item.request.requester.user
    )
    assert state_of(item) == ("taken_off", "withdrawn")
    assert request.closed_because == "We have found a place."
    kinds = set(Event.objects.filter(child_id=item.child_id).values_list("kind", flat=True))
    assert {"decisions.taken_off", "budgets.request_withdrawn"} <= kinds


def test_a_request_that_is_on_no_agenda_is_withdrawn_too():
    request = make_request(on=ASKED_ON)
    assert (
        agenda.withdraw_request(request, because="x", on=LISTED_ON, by=request.requester.user).state
        == "withdrawn"
    )


def test_once_the_board_has_recorded_its_decision_it_is_not_withdrawn():
    item = make_decided_item()
    with pytest.raises(Refused, match="wait for its letter"):
        agenda.withdraw_request(item.request, because="x", on=MEETS_ON, by=item.request.requester.user)
    assert state_of(item) == ("recorded", "decided")


def test_a_stranger_withdraws_nothing():
    item = make_listed_item()
    stranger = make_case()
    with pytest.raises(NotAllowed):
        agenda.withdraw_request(item.request, because="x", on=MEETS_ON, by=stranger)
    assert state_of(item) == ("listed", "on_agenda")


def test_why_it_was_taken_off_is_on_the_record():
    item = make_listed_item()
    agenda.take_off(item, because="The therapist is away.", on=LISTED_ON, by=manager_of(item.child))
    event = Event.objects.get(kind="decisions.taken_off")
    assert "The therapist is away." in EventDetail.objects.get(event=event).words
