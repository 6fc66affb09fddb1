"""Meetings of the Board: a series from policy, an extra sitting, who came, closed and cancelled."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from decisions.actions import agenda, checking, deciding, meetings
from decisions.models import Attendance, BoardMeeting
from people.roles import Role
from policy import Refused
from tests.factories.decisions import (
    CHECKED_ON,
    LISTED_ON,
    MEETS_ON,
    agreed,
    make_checker,
    make_decided_item,
    make_listed_item,
    make_meeting,
    make_members,
    manager_of,
    member_at,
)
from tests.factories.people import make_manager, make_officer, make_team, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def manager():
    return make_manager(team=make_team())


def came(members, bodies=("education", "health", "social_care"), chair=0):
    return [(member, bodies[place], place == chair) for place, member in enumerate(members)]


def test_a_series_is_every_thursday_but_bank_holidays_with_papers_a_week_before(manager):
    made = meetings.set_series(from_on=date(2026, 12, 10), until_on=date(2027, 1, 7), on=ON, by=manager)
    assert [each.meets_on for each in made] == [
        date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 7)
    ]  # fmt: skip
    assert [each.papers_on for each in made][:2] == [date(2026, 12, 3), date(2026, 12, 10)]
    assert not any(each.is_extra for each in made)


def test_a_usual_day_that_is_a_bank_holiday_has_no_meeting(manager):
    december = date(2031, 12, 1)
    made = meetings.set_series(from_on=date(2031, 12, 18), until_on=date(2032, 1, 8), on=december, by=manager)
    assert [each.meets_on for each in made] == [date(2031, 12, 18), date(2032, 1, 8)]


def test_setting_a_series_again_adds_only_what_is_missing_and_never_a_cancelled_day(manager):
    days = {"from_on": date(2026, 12, 10), "until_on": date(2026, 12, 31)}
    first = meetings.set_series(**days, on=ON, by=manager)
    meetings.cancel(first[2], because="Christmas Eve", on=ON, by=manager)
    assert meetings.set_series(**days, on=ON, by=manager) == []
    longer = meetings.set_series(from_on=days["from_on"], until_on=date(2027, 1, 7), on=ON, by=manager)
    assert [each.meets_on for each in longer] == [date(2027, 1, 7)]
    assert BoardMeeting.objects.filter(state="planned").count() == 4


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        (date(2026, 11, 20), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 10)),
        (date(2026, 12, 10), date(2029, 12, 10)),
    ],
)
def test_a_series_is_of_days_to_come_and_ends(manager, from_on, until_on):
    with pytest.raises(Refused, match="from today on"):
        meetings.set_series(from_on=from_on, until_on=until_on, on=ON, by=manager)


@pytest.mark.parametrize("year", [1, 2011, 2101, 9999])
def test_a_day_nothing_can_be_reckoned_with_is_refused_in_words(manager, year):
    day = date(year, 12, 31)
    with pytest.raises(Refused, match="can be planned for"):
        meetings.set_extra(meets_on=day, place="", on=ON, by=manager)
    with pytest.raises(Refused, match="can be planned for"):
        meetings.set_series(from_on=day, until_on=day, on=ON, by=manager)


def test_an_extra_sitting_has_its_own_day(manager):
    extra = meetings.set_extra(meets_on=date(2026, 12, 22), place=" Room 2 ", on=ON, by=manager)
    assert (extra.is_extra, extra.place, extra.papers_on) == (True, "Room 2", date(2026, 12, 15))
    with pytest.raises(Refused, match="meets on 22 December 2026 already"):
        meetings.set_extra(meets_on=date(2026, 12, 22), place="", on=ON, by=manager)
    with pytest.raises(Refused, match="today or a later day"):
        meetings.set_extra(meets_on=date(2026, 11, 20), place="", on=ON, by=manager)


@pytest.mark.parametrize(
    "role", [Role.CASE_OFFICER, Role.BOARD_MEMBER, Role.ADMINISTRATOR, Role.SECOND_CHECKER]
)
def test_only_a_case_manager_sets_meetings(role):
    by = make_user(role=role)
    with pytest.raises(NotAllowed):
        meetings.set_extra(meets_on=MEETS_ON, place="", on=LISTED_ON, by=by)
    meeting = make_meeting()
    with pytest.raises(NotAllowed):
        meetings.record_attendance(meeting, members=came(make_members()), on=MEETS_ON, by=by)
    with pytest.raises(NotAllowed):
        meetings.close_meeting(meeting, on=MEETS_ON, by=by)
    with pytest.raises(NotAllowed):
        meetings.cancel(meeting, because="x", on=MEETS_ON, by=by)


def test_who_came_is_recorded_and_can_be_put_right(manager):
    meeting, members = make_meeting(members=[]), make_members()
    meetings.record_attendance(meeting, members=came(members[:2]), on=MEETS_ON, by=manager)
    meetings.record_attendance(meeting, members=came(members, chair=2), on=MEETS_ON, by=manager)
    found = Attendance.objects.filter(meeting=meeting).order_by("pk")
    assert [(each.member, each.body, each.is_chair) for each in found] == came(members, chair=2)
    assert Event.objects.filter(kind="decisions.attendance_recorded").count() == 2


def test_attendance_is_of_members_each_once_on_the_day_or_later(manager):
    meeting, members = make_meeting(members=[]), make_members()
    officer = make_officer()
    wrong = {
        "Only members of the Board": came([*members[:2], officer]),
        "Each member is there once": came([members[0], members[1], members[0]]),
        "speak for education": came(members, bodies=("education", "health", "police")),
        "One member is in the chair": [(members[0], "education", True), (members[1], "health", True)],
    }
    for words, given in wrong.items():
        with pytest.raises(Refused, match=words):
            meetings.record_attendance(meeting, members=given, on=MEETS_ON, by=manager)
    with pytest.raises(Refused, match="record then who came"):
        meetings.record_attendance(meeting, members=came(members), on=LISTED_ON, by=manager)
    assert not Attendance.objects.filter(meeting=meeting).exists()


def test_whoever_took_part_in_a_decision_stays_on_the_record(manager):
    item = make_decided_item()
    members = [each.member for each in item.meeting.attendances.order_by("pk")]
    with pytest.raises(Refused, match="leave them as they are"):
        meetings.record_attendance(item.meeting, members=came(members[:2]), on=MEETS_ON, by=manager)
    with pytest.raises(Refused, match="leave them as they are"):
        swapped = came(members, bodies=("health", "education", "social_care"))
        meetings.record_attendance(item.meeting, members=swapped, on=MEETS_ON, by=manager)
    late = make_user(role=Role.BOARD_MEMBER)
    meetings.record_attendance(
        item.meeting, members=[*came(members), (late, "health", False)], on=MEETS_ON, by=manager
    )
    assert item.meeting.attendances.count() == 4


def test_a_meeting_closes_when_nothing_is_left_to_decide(manager):
    item = make_listed_item()
    with pytest.raises(Refused, match="still undecided"):
        meetings.close_meeting(item.meeting, on=MEETS_ON, by=manager)
    agenda.take_off(item, because="The family asked for more time.", on=MEETS_ON, by=manager_of(item.child))
    with pytest.raises(Refused, match="has not met yet"):
        meetings.close_meeting(item.meeting, on=LISTED_ON, by=manager)
    closed = meetings.close_meeting(item.meeting, on=MEETS_ON, by=manager)
    assert closed.state == "closed"
    with pytest.raises(Refused, match="its record stays"):
        meetings.record_attendance(closed, members=[], on=MEETS_ON, by=manager)


def test_a_meeting_with_items_is_not_cancelled_until_they_are_moved(manager):
    item, later = make_listed_item(), make_meeting(meets_on=date(2026, 11, 19))
    with pytest.raises(Refused, match="move them to another meeting first"):
        meetings.cancel(item.meeting, because="Snow", on=LISTED_ON, by=manager)
    agenda.move(item, later, on=LISTED_ON, by=manager_of(item.child))
    with pytest.raises(Refused, match="Say why"):
        meetings.cancel(item.meeting, because="  ", on=LISTED_ON, by=manager)
    assert meetings.cancel(item.meeting, because="Snow", on=LISTED_ON, by=manager).state == "cancelled"


def test_an_item_sent_back_to_a_closed_meeting_is_decided_at_another(manager):
    item = make_decided_item()
    meetings.close_meeting(item.meeting, on=MEETS_ON, by=manager)
    item = checking.send_back(item, because="No reasons for test d.", on=CHECKED_ON, by=make_checker())
    line, member = item.request.lines.get(), member_at(item)
    with pytest.raises(Refused, match="The meeting is closed"):
        deciding.decide_line(item, line, on=CHECKED_ON, by=member, **agreed(line))
    later = make_meeting(meets_on=date(2026, 11, 26), members=[member])
    moved = agenda.move(item, later, on=CHECKED_ON, by=manager_of(item.child))
    assert (moved.meeting, moved.round, moved.state) == (later, 1, "listed")
