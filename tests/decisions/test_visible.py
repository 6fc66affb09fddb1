"""Who sees an item of the agenda, and until when (actors table, house rule 9)."""

from datetime import timedelta

import pytest

from decisions.actions import agenda
from decisions.models import AgendaItem
from people.roles import Role
from tests.factories.decisions import (
    LISTED_ON,
    MEETS_ON,
    RELEASED_ON,
    make_checked_item,
    make_decided_item,
    make_listed_item,
    make_released_item,
    manager_of,
)
from tests.factories.people import make_manager, make_officer, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def sees(user, item, on=MEETS_ON):
    return AgendaItem.objects.visible_to(user, on=on).filter(pk=item.pk).exists()


def test_the_staff_of_the_child_see_it_and_other_staff_and_the_family_do_not():
    item = make_listed_item()
    child = item.child
    assert sees(child.case_officer, item) and sees(manager_of(child), item)
    for other in (
        make_officer(team=child.team),
        make_manager(team=make_team()),
        make_user(role=Role.FINANCE_OFFICER),
        make_user(role=Role.ADMINISTRATOR),
        item.request.requester.user,
        make_user(),
    ):
        assert not sees(other, item), other.roles


def test_a_member_sees_it_until_some_weeks_after_its_release():
    item, member = make_released_item(), make_user(role=Role.BOARD_MEMBER)
    last = RELEASED_ON + timedelta(days=28)
    assert sees(member, item, on=last)
    assert not sees(member, item, on=last + timedelta(days=1))


def test_what_was_taken_off_is_no_members_business():
    item, member = make_listed_item(), make_user(role=Role.BOARD_MEMBER)
    assert sees(member, item)
    agenda.take_off(item, because="Not yet.", on=LISTED_ON, by=manager_of(item.child))
    assert not sees(member, item)


def test_what_was_put_off_is_no_members_business_for_ever():
    item, member = make_listed_item(), make_user(role=Role.BOARD_MEMBER)
    agenda.defer(item, because="The therapist is ill.", on=MEETS_ON, by=manager_of(item.child))
    last = MEETS_ON + timedelta(days=28)
    assert sees(member, item, on=last)
    assert not sees(member, item, on=last + timedelta(days=1))
    assert sees(manager_of(item.child), item, on=last + timedelta(days=1))


@pytest.mark.parametrize(
    ("make", "seen"),
    [
        (make_listed_item, False),
        (make_decided_item, True),
        (make_checked_item, True),
        (make_released_item, False),
    ],
)
def test_a_second_checker_sees_what_waits_for_them(make, seen):
    assert sees(make_user(role=Role.SECOND_CHECKER), make()) is seen


def test_somebody_whose_sign_in_is_closed_sees_nothing():
    item = make_listed_item()
    assert not sees(make_user(role=Role.BOARD_MEMBER, is_active=False), item)
