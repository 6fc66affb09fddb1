"""Who may read a letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.models import Letter
from people.roles import Basis, Role
from tests.factories.letters import make_letter
from tests.factories.people import make_family, make_link, make_manager, make_officer, make_team, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def letter(case):
    """Give a letter to the parent."""
    return make_letter(case.child, case.parent)


def may(user, letter):
    """Say whether a user may read a letter."""
    return Letter.objects.visible_to(user, on=TODAY()).filter(pk=letter.pk).exists()


def test_the_addressee_and_the_childs_officers_read_it(case, letter):
    assert may(case.user, letter) and may(case.officer, letter)
    assert may(make_manager(team=case.officer.team), letter)


def test_nobody_else_reads_it(case, letter):
    others = [
        make_family(case.child),
        make_family(case.child, basis=Basis.YOUNG_PERSON),
        make_officer(team=case.officer.team),
        make_manager(team=make_team()),
        *(make_user(role=role) for role in (Role.BOARD_MEMBER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR)),
    ]
    assert [may(user, letter) for user in others] == [False] * len(others)


def test_the_addressee_reads_it_no_longer_when_the_link_has_ended(case, letter):
    case.child.links.update(to_on=TODAY() - timedelta(days=1))
    assert not may(case.user, letter)


def test_a_nominee_reads_what_is_addressed_to_them(case):
    nominee = make_user()
    make_link(case.child, nominee.person, basis=Basis.NOMINEE)
    assert may(nominee, make_letter(case.child, nominee.person))
    assert not may(nominee, make_letter(case.child, case.parent))


def test_a_closed_sign_in_reads_nothing(case, letter):
    case.user.is_active = False
    case.user.save()
    assert not may(case.user, letter)


def test_nobody_reads_mail_about_a_sign_in_or_a_digest(case):
    letter = make_letter(None, case.parent, kind="account_mail")
    assert not may(case.user, letter) and not may(case.officer, letter)
