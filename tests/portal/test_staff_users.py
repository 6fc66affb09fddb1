"""The administrator's pages: sign-ins of staff are made, changed and closed in two steps, and recorded."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from audit.models import Event, EventDetail
from letters.models import Delivery
from people.models import User
from people.roles import Role
from people.sealing import unseal
from tests.factories.people import give_second_factor, make_team, make_user, sign_in
from tests.portal.signing import type_password

pytestmark = pytest.mark.django_db
LIST = "/staff/people/sign-ins/"
NEW = {"first_name": "Teasel", "last_name": "Burdock", "email": "Teasel.Burdock@wealdshire.example"}


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def own(client, administrator):
    return sign_in(client, administrator)


@pytest.fixture
def officer():
    return make_user(role=Role.CASE_OFFICER, team=make_team())


def last_words():
    """Give the words of the last event."""
    return EventDetail.objects.latest("event_id").said


def test_the_list_shows_staff_and_no_family(own, officer):
    parent = make_user()
    give_second_factor(officer)
    page = own.get(LIST).content.decode()
    assert officer.person.name in page and "Set up" in page and "&lt;table" not in page
    assert parent.person.name not in page
    assert own.get(f"{LIST}{parent.pk}/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_else_sees_them(client, officer, role):
    own = sign_in(client, make_user(role=role))
    for address in (LIST, f"{LIST}make/", f"{LIST}{officer.pk}/", f"{LIST}{officer.pk}/close/"):
        assert own.get(address).status_code == 404
        assert own.post(address).status_code == 404


def test_a_sign_in_is_made_in_two_steps_and_its_owner_gets_a_link(own):
    typed = NEW | {"roles": [Role.FINANCE_OFFICER, Role.BOARD_MEMBER]}
    check = own.post(f"{LIST}make/", typed)
    assert "Check before you go on" in check.content.decode()
    assert "Governance Board member" in check.content.decode()
    assert not User.objects.filter(email="teasel.burdock@wealdshire.example").exists()
    assert Delivery.objects.count() == 0
    response = own.post(f"{LIST}make/", typed | {"answer": "confirm"})
    made = User.objects.get(email="teasel.burdock@wealdshire.example")
    assert response.url == f"{LIST}{made.pk}/"
    assert made.roles == [Role.BOARD_MEMBER, Role.FINANCE_OFFICER] and not made.has_usable_password()
    assert Event.objects.latest("pk").kind == "people.staff_user_made"
    assert Delivery.objects.get().person == made.person


def test_the_link_of_the_invitation_lets_its_owner_choose_a_password(own):
    own.post(f"{LIST}make/", NEW | {"roles": [Role.FINANCE_OFFICER], "answer": "confirm"})
    mail = json.loads(unseal(Delivery.objects.get().secret))
    assert mail["subject"] == "Choose a password for your new sign-in"
    path = urlsplit(re.search(r"https?://\S+", mail["body"])[0]).path
    stranger = Client()
    form = stranger.get(path).url
    assert stranger.post(form, {"password1": "three other words"}).status_code == 302
    type_password(stranger, "teasel.burdock@wealdshire.example", "three other words")
    assert stranger.get("/home/").url == "/account/second-step/app/"


def test_answers_can_be_changed_before_anything_happens(own):
    page = own.post(f"{LIST}make/", NEW | {"roles": [Role.FINANCE_OFFICER], "answer": "change"})
    assert 'value="Teasel"' in page.content.decode()
    assert not User.objects.filter(email__startswith="teasel").exists()


@pytest.mark.parametrize("wrong", [{"roles": []}, {"roles": ["king"]}, {"email": "no address"}])
def test_a_wrong_answer_makes_nothing(own, wrong):
    typed = NEW | {"roles": [Role.FINANCE_OFFICER], "answer": "confirm"} | wrong
    assert b"There is a problem" in own.post(f"{LIST}make/", typed).content
    assert not User.objects.filter(email__startswith="teasel").exists()


def test_an_address_in_use_is_refused(own, officer):
    typed = NEW | {"email": officer.email, "roles": [Role.FINANCE_OFFICER], "answer": "confirm"}
    assert b"already a sign-in with this email address" in own.post(f"{LIST}make/", typed).content
    assert User.objects.filter(email=officer.email).count() == 1


def test_roles_are_changed_in_two_steps_with_both_recorded(own, officer):
    page = f"{LIST}{officer.pk}/change-roles/"
    typed = {"roles": [Role.CASE_MANAGER], "team": officer.team_id}
    assert "Roles now" in own.post(page, typed).content.decode()
    officer.refresh_from_db()
    assert officer.roles == [Role.CASE_OFFICER]
    own.post(page, typed | {"answer": "confirm"})
    officer.refresh_from_db()
    assert officer.roles == [Role.CASE_MANAGER]
    assert last_words()["before"] == ["case_officer"] and last_words()["after"] == ["case_manager"]


def test_the_same_roles_again_are_refused(own, officer):
    typed = {"roles": officer.roles, "team": officer.team_id, "answer": "confirm"}
    page = own.post(f"{LIST}{officer.pk}/change-roles/", typed)
    assert b"the roles and the team they have already" in page.content


def test_closing_needs_reasons_and_records_them(own, officer):
    page = f"{LIST}{officer.pk}/close/"
    assert own.get(page).status_code == 200
    assert b"There is a problem" in own.post(page, {"reasons": " "}).content
    own.post(page, {"reasons": "Left the council."})
    officer.refresh_from_db()
    assert not officer.is_active
    assert last_words() == {"reasons": "Left the council."}
    assert b"Closed" in own.get(f"{LIST}{officer.pk}/").content


def test_a_reset_needs_reasons_and_takes_the_factor_away(own, officer):
    give_second_factor(officer)
    page = f"{LIST}{officer.pk}/reset-second-factor/"
    own.post(page, {"reasons": ""})
    assert officer.authenticator_set.exists()
    own.post(page, {"reasons": "She came to my desk."})
    assert not officer.authenticator_set.exists()
    assert Event.objects.latest("pk").kind == "people.second_factor_reset"


def test_an_administrator_does_nothing_to_their_own_sign_in(own, administrator):
    for act in ("change-roles", "close", "reset-second-factor"):
        page = f"{LIST}{administrator.pk}/{act}/"
        assert own.get(page).status_code == 404
        assert own.post(page, {"reasons": "Because.", "roles": [Role.BOARD_MEMBER]}).status_code == 404
    administrator.refresh_from_db()
    assert administrator.is_active and administrator.roles == [Role.ADMINISTRATOR]
