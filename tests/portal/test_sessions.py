"""Sessions: new at sign-in, over when idle, after a day's work, and when what one may do changes."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from people import actions
from people.roles import Role
from policy import Refused
from tests.factories.people import make_team, make_user, sign_in
from tests.portal.signing import PASSWORD, is_signed_in, plain, type_password

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def parent():
    return make_user(email="parent@family.example", password=PASSWORD)


def at(start, **later):
    """Stand still at a moment."""
    return time_machine.travel(start + timedelta(**later), tick=False)


@pytest.mark.parametrize(("role", "minutes"), [(Role.CASE_OFFICER, 20), (None, 30)])
def test_an_idle_session_ends(client, role, minutes):
    start = timezone.now()
    with at(start):
        sign_in(client, make_user(role=role))
        assert is_signed_in(client)
    with at(start, minutes=minutes - 1):
        assert is_signed_in(client)
    with at(start, minutes=2 * minutes - 2):
        assert is_signed_in(client)
    with at(start, minutes=3 * minutes):
        page = client.get("/account/", follow=True)
        assert page.request["PATH_INFO"] == "/account/sign-in/"
        assert f"you did nothing for {minutes} minutes" in page.content.decode()


@pytest.mark.parametrize("role", [Role.FINANCE_OFFICER, None])
def test_no_session_outlives_eight_hours_however_busy(client, role):
    start = timezone.now()
    with at(start):
        sign_in(client, make_user(role=role))
        assert is_signed_in(client)
    for minutes in range(15, 8 * 60 + 1, 15):
        with at(start, minutes=minutes):
            assert is_signed_in(client), minutes
    with at(start, hours=8, minutes=1):
        assert b"more than 8 hours ago" in client.get("/account/", follow=True).content


def test_a_session_gets_a_new_name_at_sign_in(client, parent):
    client.get("/join/")
    session = client.session
    session["kept"] = "from before"
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    type_password(client, parent.email)
    assert client.session.session_key != before
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = before
    assert is_signed_in(client) and not is_signed_in(stale)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(client, parent):
    response = type_password(client, parent.email)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == "" and cookie["expires"] == ""


def test_a_new_password_ends_every_other_session(client, parent):
    other = Client()
    for each in (client, other):
        type_password(each, parent.email)
    new = {"oldpassword": PASSWORD, "password1": "three other words"}
    assert client.post("/account/password/", new).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_the_password_in_use_is_asked_for(client, parent):
    type_password(client, parent.email)
    page = client.post("/account/password/", {"oldpassword": "wrong", "password1": "three other words"})
    assert b"not the password you use now" in page.content
    parent.refresh_from_db()
    assert parent.check_password(PASSWORD)


def test_new_roles_count_from_the_next_request(client, administrator):
    officer = make_user(role=Role.CASE_OFFICER)
    sign_in(client, officer)
    assert is_signed_in(client)
    actions.change_roles(officer, roles=[Role.BOARD_MEMBER], team=None, on=TODAY, by=administrator)
    assert not is_signed_in(client)


def test_roles_changed_behind_our_back_count_too(client):
    officer = make_user(role=Role.CASE_OFFICER)
    sign_in(client, officer)
    assert is_signed_in(client)
    type(officer).objects.filter(pk=officer.pk).update(roles=[Role.ADMINISTRATOR])
    assert not is_signed_in(client)


def test_a_new_team_ends_the_session_as_well(client, administrator):
    manager = make_user(role=Role.CASE_MANAGER, team=make_team())
    sign_in(client, manager)
    actions.change_roles(manager, roles=[Role.CASE_MANAGER], team=make_team(), on=TODAY, by=administrator)
    assert not is_signed_in(client)


def test_a_closed_sign_in_is_out_at_the_next_request(client, administrator):
    officer = make_user(role=Role.CASE_OFFICER)
    sign_in(client, officer)
    actions.close_sign_in(officer, on=TODAY, by=administrator, reasons="Left the council.")
    assert not is_signed_in(client)
    with pytest.raises(Refused):
        actions.close_sign_in(officer, on=TODAY, by=administrator, reasons="Again.")


def test_a_reset_second_factor_ends_the_session(client, administrator):
    officer = make_user(role=Role.CASE_OFFICER)
    sign_in(client, officer)
    actions.reset_second_factor(officer, on=TODAY, by=administrator, reasons="Called me from her desk.")
    assert not is_signed_in(client)
    assert not officer.authenticator_set.exists()


def test_signing_out_leaves_nothing_in_the_browser(client, parent):
    type_password(client, parent.email)
    page = client.get("/account/sign-out/")
    assert b"Do you want to sign out?" in page.content and is_signed_in(client)
    response = client.post("/account/sign-out/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.url == "/"
    assert not is_signed_in(client)


def test_pages_of_signed_in_people_are_in_no_cache(client, parent):
    type_password(client, parent.email)
    for address in ("/account/", "/account/password/", "/home/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_what_is_refused_looks_like_what_is_missing(client, administrator):
    parent, officer = make_user(), make_user(role=Role.CASE_OFFICER)
    real = f"/staff/people/sign-ins/{officer.pk}/"
    for user in (parent, officer):
        own = sign_in(Client(), user)
        for act in ("", "close/", "change-roles/", "reset-second-factor/"):
            refused, missing = own.get(real + act), own.get(f"/staff/people/sign-ins/999999/{act}")
            assert refused.status_code == missing.status_code == 404
            assert plain(refused) == plain(missing)
            assert officer.person.last_name not in plain(refused).replace(user.person.name, "")
    assert sign_in(client, administrator).get(real).status_code == 200
