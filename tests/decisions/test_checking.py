"""The second check: by somebody who took no part, of what is sent and nothing else, or given back."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from audit.models import Event, EventDetail
from clocks.models import Clock
from decisions.actions import agenda, checking, deciding, releasing
from decisions.models import Decision
from decisions.states import digest_of
from people.roles import Role
from policy import Refused
from tests.factories.decisions import (
    CHECKED_ON,
    MEETS_ON,
    RELEASED_ON,
    WHY,
    agreed,
    make_checked_item,
    make_checker,
    make_decided_item,
    make_listed_item,
    make_meeting,
    manager_of,
    member_at,
    refused,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
WRONG = "Test d says met, and the costs say otherwise."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def also_checker(user):
    """Give a member of the Board the second checker's role too."""
    user.roles = sorted([*user.roles, Role.SECOND_CHECKER])
    user.save()
    return user


def test_a_second_person_passes_it_and_what_they_saw_is_noted():
    item, checker = make_decided_item(), make_checker()
    item = checking.pass_check(item, on=CHECKED_ON, by=checker)
    assert (item.state, item.checked_by, item.checked_on) == ("checked", checker, CHECKED_ON)
    assert item.checked_digest == digest_of(item)


@pytest.mark.parametrize("body", ["education", "health"])
def test_nobody_who_recorded_or_took_part_checks_returns_or_releases_it(body):
    item = make_decided_item()
    member = also_checker(member_at(item, body))
    with pytest.raises(Refused, match="cannot be its second checker"):
        checking.pass_check(item, on=CHECKED_ON, by=member)
    with pytest.raises(Refused, match="cannot be its second checker"):
        checking.send_back(item, because=WRONG, on=CHECKED_ON, by=member)
    checking.pass_check(item, on=CHECKED_ON, by=make_checker())
    with pytest.raises(Refused, match="cannot be its second checker"):
        releasing.release(item, on=RELEASED_ON, by=member)


def test_a_member_who_stepped_aside_does_not_check_it_either():
    item = make_listed_item()
    aside = also_checker(make_user(role=Role.BOARD_MEMBER))
    item.meeting.attendances.create(member=aside, body="health")
    agenda.recuse(item, member=aside, reasons="A neighbour.", on=MEETS_ON, by=aside)
    line, member = item.request.lines.get(), member_at(item, "education")
    deciding.decide_line(item, line, on=MEETS_ON, by=member, **agreed(line))
    item = deciding.record_decision(item, on=MEETS_ON, by=member)
    for act in (
        lambda: checking.pass_check(item, on=CHECKED_ON, by=aside),
        lambda: checking.send_back(item, because=WRONG, on=CHECKED_ON, by=aside),
    ):
        with pytest.raises(Refused, match="stepped aside from it cannot be its second checker"):
            act()
    checking.pass_check(item, on=CHECKED_ON, by=make_checker())
    with pytest.raises(Refused, match="stepped aside from it cannot be its second checker"):
        releasing.release(item, on=RELEASED_ON, by=aside)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SECOND_CHECKER])
def test_only_a_second_checker_checks(role):
    item = make_decided_item()
    by = make_user(role=role, team=item.child.team)
    for act in (
        lambda: checking.pass_check(item, on=CHECKED_ON, by=by),
        lambda: checking.send_back(item, because=WRONG, on=CHECKED_ON, by=by),
        lambda: releasing.release(item, on=RELEASED_ON, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_undecided_is_not_checked():
    with pytest.raises(Refused, match="cannot be done now"):
        checking.pass_check(make_listed_item(), on=CHECKED_ON, by=make_checker())


@pytest.mark.parametrize("make", [make_decided_item, make_checked_item])
def test_sent_back_the_board_decides_in_another_round_and_the_first_stays(make):
    item = make()
    with pytest.raises(Refused, match="Say what is wrong"):
        checking.send_back(item, because=" ", on=CHECKED_ON, by=make_checker())
    item = checking.send_back(item, because=WRONG, on=CHECKED_ON, by=make_checker())
    assert (item.state, item.round, item.sent_back_because) == ("listed", 2, WRONG)
    assert (item.recorded_by, item.decided_on, item.checked_by, item.checked_digest) == (None, None, None, "")
    item.request.refresh_from_db()
    assert (item.request.state, item.request.decided_on) == ("on_agenda", None)
    assert WRONG in EventDetail.objects.get(event=Event.objects.get(kind="decisions.sent_back")).words

    line, member = item.request.lines.get(), member_at(item)
    with pytest.raises(Refused, match="Decide every line first"):
        deciding.record_decision(item, on=CHECKED_ON, by=member)
    deciding.decide_line(item, line, on=CHECKED_ON, by=member, **refused(line))
    item = deciding.record_decision(item, on=CHECKED_ON, by=member)
    rounds = (
        Decision.objects.filter(item=item).order_by("round").values_list("round", "outcome", "decided_on")
    )
    assert list(rounds) == [(1, "agreed", MEETS_ON), (2, "refused", MEETS_ON)]
    assert Clock.objects.filter(duty="decision_letter").count() == 1


def test_what_was_sent_back_and_moved_owes_its_letter_from_the_new_day():
    item = checking.send_back(make_decided_item(), because=WRONG, on=CHECKED_ON, by=make_checker())
    later = make_meeting(meets_on=date(2026, 11, 26))
    moved = agenda.move(item, later, on=CHECKED_ON, by=manager_of(item.child))
    first = Clock.objects.get(duty="decision_letter", about_id=item.pk)
    assert first.dropped_on == CHECKED_ON
    line, member = moved.request.lines.get(), member_at(moved)
    deciding.decide_line(moved, line, on=later.meets_on, by=member, **agreed(line))
    moved = deciding.record_decision(moved, on=later.meets_on, by=member)
    assert moved.decided_on == date(2026, 11, 26)
    assert Clock.objects.open().get(duty="decision_letter").due_on == date(2026, 12, 10)


def test_a_decision_that_is_not_what_was_checked_is_not_released():
    item = make_checked_item()
    (seen,) = item.decisions.all()
    Decision.objects.create(
        item=item, round=item.round, outcome="end", reasons=WHY, decided_on=MEETS_ON,
        recorded_by=seen.recorded_by, recorded_at=seen.recorded_at, policy_version="x",
    )  # fmt: skip
    with pytest.raises(Refused, match="not those that were checked"):
        releasing.release(item, on=RELEASED_ON, by=make_checker())
    item.refresh_from_db()
    assert item.state == "checked"
