"""Who may see a child's record (actors table)."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from people.models import Child
from people.roles import Basis, Role
from people.rules import is_family_of, is_officer_of
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team, make_user

pytestmark = pytest.mark.django_db
ON = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def child():
    return make_child(officer=make_officer(team=make_team()))


def sees(user, child, on=ON):
    """Say whether a user sees a child, asking the list and the rules of acts, which must agree."""
    listed = Child.objects.visible_to(user, on=on).filter(pk=child.pk).exists()
    if on == ON:
        assert (is_officer_of | is_family_of).test(user, child) == listed
    return listed


@pytest.mark.parametrize(
    ("basis", "may"),
    [
        (Basis.PARENT, True),
        (Basis.HAS_CARE_OF, True),
        (Basis.YOUNG_PERSON, True),
        (Basis.REPRESENTATIVE, True),
        (Basis.NOMINEE, False),
    ],
)
def test_family_by_their_tie(child, basis, may):
    assert sees(make_family(child, basis=basis), child) is may


@pytest.mark.parametrize(
    ("from_on", "to_on", "may"),
    [
        (ON, None, True),
        (ON + DAY, None, False),
        (ON - DAY, ON, True),
        (ON - DAY - DAY, ON - DAY, False),
    ],
)
def test_family_from_the_first_day_to_the_last(child, from_on, to_on, may):
    assert sees(make_family(child, from_on=from_on, to_on=to_on), child) is may


def test_a_parent_sees_no_other_child(child):
    assert not sees(make_family(make_child()), child)


def test_the_case_officer_and_no_other(child):
    assert sees(child.case_officer, child)
    assert not sees(make_officer(team=child.team), child)


def test_the_teams_manager_and_no_other(child):
    assert sees(make_manager(team=child.team), child)
    assert not sees(make_manager(team=make_team()), child)
    assert not sees(make_manager(team=None), make_child(team=None))


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CASE_OFFICER, Role.CASE_MANAGER}))
def test_no_other_role(child, role):
    assert not sees(make_user(role=role, team=child.team), child)


def test_an_officer_who_lost_the_role_sees_nothing_more(child):
    officer = child.case_officer
    officer.roles = [Role.BOARD_MEMBER]
    officer.save()
    assert not sees(officer, child)


def test_a_closed_sign_in_sees_nothing(child):
    for user in (child.case_officer, make_family(child), make_manager(team=child.team)):
        user.is_active = False
        user.save()
        assert not sees(user, child)


def test_a_member_of_staff_opens_no_record_as_a_parent(child):
    assert not sees(make_family(child, role=Role.BOARD_MEMBER), child)


def test_a_stranger_sees_nothing(child):
    assert not Child.objects.visible_to(AnonymousUser(), on=ON).exists()
    assert not sees(make_user(), child)


def test_nobody_is_above_the_rules(child):
    everything = make_user(roles=Role.values, team=None)
    assert not sees(everything, child)
    assert not everything.has_perm("people.close_sign_in", everything)
    assert not everything.has_perm("no.such_thing")
