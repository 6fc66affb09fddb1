"""The Board: its meetings, and cases brought to it, decided, checked and released by the acts themselves.

The days follow one another: asked for, listed, decided, checked, released.
"""

from datetime import date

from decisions.actions import agenda, checking, deciding, releasing
from decisions.models import Attendance, BoardMeeting
from people.models import User
from people.roles import Role
from policy.deadlines import due
from tests.factories.budgets import make_ready_request
from tests.factories.people import make_manager, make_team, make_user

ASKED_ON, LISTED_ON, MEETS_ON = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 12)
CHECKED_ON, RELEASED_ON = date(2026, 11, 13), date(2026, 11, 16)
FROM_ON = date(2027, 1, 4)
BODIES = ("education", "health", "social_care")
WHY = "The report of the therapist shows what this child needs, and why the group at school cannot give it."
WHY_NOT = "The same therapist comes to the school on Tuesdays, so paying her twice would not help this child."
SECURED = "The council, through the therapist who comes to the school on Tuesdays."


def make_members():
    """Make three members of the Board: for education, health and social care."""
    return [make_user(role=Role.BOARD_MEMBER) for _ in BODIES]


def make_checker():
    """Make a second checker."""
    return make_user(role=Role.SECOND_CHECKER)


def make_meeting(*, meets_on=MEETS_ON, members=None, bodies=BODIES, **fields):
    """Make a meeting that is planned, with members at it for education, health and social care."""
    own = {"papers_on": due("board_papers", meets_on).target_on} | fields
    own.setdefault("set_by", make_manager(team=make_team()))
    meeting = BoardMeeting.objects.create(meets_on=meets_on, **own)
    members = make_members() if members is None else members
    for place, (member, body) in enumerate(zip(members, bodies, strict=False)):
        Attendance.objects.create(meeting=meeting, member=member, body=body, is_chair=place == 0)
    return meeting


def the_meeting():
    """Give the meeting of the usual day, made the first time."""
    return BoardMeeting.objects.filter(meets_on=MEETS_ON, state="planned").first() or make_meeting()


def manager_of(child):
    """Give a case manager of the child's team, made the first time."""
    own = User.objects.filter(team=child.team, roles__contains=[Role.CASE_MANAGER]).order_by("pk").first()
    return own or make_manager(team=child.team)


def member_at(item, body="education"):
    """Give the member who speaks for a body at the meeting of an item."""
    return item.meeting.attendances.get(body=body).member


def agreed(line, **more):
    """Give the answers that agree a line as it was asked for."""
    own = {
        "outcome": "agreed",
        "amount": line.yearly,
        "weeks": line.funded_weeks,
        "mechanism": line.mechanism,
        "from_on": FROM_ON,
        "tests": {row: {"answer": "met", "reasons": WHY} for row in "abcd"},
        "reasons": WHY,
    }
    return own | more


def refused(line, **more):
    """Give the answers that refuse a line because the payment would be no efficient use of money."""
    tests = {row: {"answer": "met", "reasons": WHY} for row in "abc"}
    own = {
        "outcome": "refused",
        "tests": tests | {"d": {"answer": "not_met", "reasons": WHY_NOT}},
        "grounds": ["tests"],
        "reasons": WHY_NOT,
        "secured_by": SECURED,
    }
    return own | more


def make_listed_item(request=None, *, meeting=None, on=LISTED_ON):
    """Make a request that is ready, unless one is given, and put it on the agenda of a meeting."""
    request = request or make_ready_request(on=ASKED_ON)
    manager = manager_of(request.child)
    return agenda.put_on_agenda(request, meeting or the_meeting(), on=on, by=manager)


def make_decided_item(request=None, *, answers=agreed, meeting=None):
    """Make an item whose lines are all decided and recorded; `answers` gives those of each line."""
    item = make_listed_item(request, meeting=meeting)
    member, on = member_at(item), item.meeting.meets_on
    for line in item.request.lines.order_by("position"):
        deciding.decide_line(item, line, on=on, by=member, **answers(line))
    return deciding.record_decision(item, on=on, by=member)


def make_checked_item(request=None, *, answers=agreed, checker=None, on=CHECKED_ON):
    """Make an item that a second person has passed."""
    item = make_decided_item(request, answers=answers)
    return checking.pass_check(item, on=on, by=checker or make_checker())


def make_released_item(request=None, *, answers=agreed, checker=None, on=RELEASED_ON):
    """Make an item of which the family has been told; its request is in the review window."""
    checker = checker or make_checker()
    item = make_checked_item(request, answers=answers, checker=checker)
    return releasing.release(item, on=on, by=checker)


def make_released_request(request=None, *, answers=agreed, on=RELEASED_ON):
    """Make a request whose decision was released."""
    return make_released_item(request, answers=answers, on=on).request
