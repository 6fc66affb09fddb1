"""Who stepped aside from a case stays aside, however often it is listed, and when it is reviewed (R25.4)."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from audit.models import Event, EventDetail
from decisions.actions import agenda, checking, deciding, releasing
from decisions.states import present_at
from policy import Refused
from tests.factories.decisions import (
    CHECKED_ON,
    LISTED_ON,
    MEETS_ON,
    RELEASED_ON,
    agreed,
    make_checker,
    make_listed_item,
    make_meeting,
    manager_of,
    member_at,
    refused,
)
from tests.factories.reviews import ask, make_listed_review

pytestmark = pytest.mark.django_db
NEXT_ON, ASKED_ON = date(2026, 11, 19), date(2026, 11, 18)
KNOWS = "I teach her brother."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def step_aside(item):
    """Let the member for education step aside, and give them and the same people's next meeting."""
    member = member_at(item)
    agenda.recuse(item, member=member, reasons=KNOWS, on=LISTED_ON, by=member)
    came = [each.member for each in item.meeting.attendances.order_by("pk")]
    return member, make_meeting(meets_on=NEXT_ON, members=came)


def moved(item, later):
    return agenda.move(item, later, on=LISTED_ON, by=manager_of(item.child))


def put_off(item, later):
    by = manager_of(item.child)
    return agenda.defer(
        item, because="It is late.", next_meeting=later, on=MEETS_ON, waiver="So it was said.", by=by
    )


def listed_again(item, later):
    manager = manager_of(item.child)
    agenda.take_off(item, because="A report is to come.", on=LISTED_ON, by=manager)
    return agenda.put_on_agenda(item.subject, later, on=LISTED_ON, by=manager)


@pytest.mark.parametrize("again", [moved, put_off, listed_again])
def test_listed_again_the_member_still_takes_no_part_and_makes_no_quorum(again):
    item = make_listed_item()
    member, later = step_aside(item)
    item = again(item, later)
    assert (item.state, item.meeting) == ("listed", later)
    (kept,) = item.recusals.all()
    assert (kept.member, kept.reasons, kept.declared_on) == (member, KNOWS, LISTED_ON)
    assert member not in [each.member for each in present_at(item)]
    line = item.request.lines.get()
    with pytest.raises(NotAllowed):
        deciding.decide_line(item, line, on=NEXT_ON, by=member, **agreed(line))
    with pytest.raises(Refused, match="nobody here is for education"):
        deciding.decide_line(item, line, on=NEXT_ON, by=member_at(item, "health"), **agreed(line))


@pytest.mark.parametrize(
    ("again", "kind"),
    [
        (moved, "decisions.item_moved"),
        (put_off, "decisions.deferred"),
        (listed_again, "decisions.put_on_agenda"),
    ],
)
def test_the_record_says_who_stays_aside(again, kind):
    item = make_listed_item()
    member, later = step_aside(item)
    again(item, later)
    event = Event.objects.filter(kind=kind).order_by("pk").last()
    assert f'"aside": ["{member}"]' in EventDetail.objects.get(event=event).words


def test_once_is_enough_however_often_it_is_moved():
    item = make_listed_item()
    _, later = step_aside(item)
    twice = moved(moved(item, later), make_meeting(meets_on=date(2026, 11, 26)))
    assert twice.recusals.count() == 1


def test_whoever_stepped_aside_from_the_request_takes_no_part_in_its_review():
    item = make_listed_item()
    absent = make_meeting(meets_on=date(2026, 11, 5)).attendances.first().member
    agenda.recuse(item, member=absent, reasons=KNOWS, on=LISTED_ON, by=absent)
    request = make_released_request_of(item)
    again = make_listed_review(ask(request, on=ASKED_ON), on=ASKED_ON, meets_on=date(2026, 12, 3))
    assert [each.member for each in again.recusals.all()] == [absent]


def make_released_request_of(item):
    """Let the Board refuse a request that is listed, and tell its family."""
    member, checker = member_at(item), make_checker()
    for line in item.request.lines.all():
        deciding.decide_line(item, line, on=MEETS_ON, by=member, **refused(line))
    item = deciding.record_decision(item, on=MEETS_ON, by=member)
    item = checking.pass_check(item, on=CHECKED_ON, by=checker)
    return releasing.release(item, on=RELEASED_ON, by=checker).request


def test_another_request_of_the_child_is_another_case():
    item = make_listed_item()
    step_aside(item)
    other = make_listed_item(meeting=item.meeting)
    assert not other.recusals.exists()
    assert not other.recusals_of_case().exists()
