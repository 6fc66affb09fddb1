"""The second factor: staff use nothing without one, set it up themselves, and never take the last away."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from people.middleware import SecondFactor
from people.roles import Role
from tests.factories.people import give_second_factor, make_user, sign_in
from tests.portal.signing import PASSWORD, SECRET, addresses, code_now, is_signed_in, type_code, type_password

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-step/app/"


@pytest.fixture
def officer():
    return make_user(role=Role.CASE_OFFICER, email="officer@wealdshire.example", password=PASSWORD)


def confirm(client, then):
    """Prove the password again on the way to a page."""
    response = client.get(then)
    assert response.url.startswith("/account/confirm-it-is-you/")
    return client.post(response.url, {"password": PASSWORD}, follow=True)


def set_up(client):
    """Set up an authenticator app, and give the last answer with the secret."""
    secret = confirm(client, SET_UP).context["form"].secret
    return client.post(SET_UP, {"code": code_now(secret)}), secret


def test_staff_without_a_second_factor_are_sent_to_set_one_up_from_everywhere(client, officer):
    client.force_login(officer)
    seen = dict(addresses())
    assert {"home", "account", "admin:index", "staff_user_list", "join", "start", "mfa_index"} <= seen.keys()
    for name, address in seen.items():
        response = client.get(address)
        if name in SecondFactor.OPEN:
            assert response.status_code in (200, 302, 503), name
        else:
            assert (response.status_code, response.get("Location")) == (302, SET_UP), name


def test_a_new_member_of_staff_sets_up_a_second_factor_and_goes_on(client, officer):
    type_password(client, officer.email)
    response, _ = set_up(client)
    assert response.url == "/account/second-step/codes/"
    page = client.get(response.url)
    assert len(page.context["unused_codes"]) == 10
    assert page.context["unused_codes"][0] in page.content.decode()
    assert is_signed_in(client)


def test_the_set_up_page_shows_the_secret_as_a_picture_of_its_own(client, officer):
    type_password(client, officer.email)
    page = confirm(client, SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "data:" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]


def test_the_code_of_the_set_up_is_not_good_for_signing_in(client, officer):
    type_password(client, officer.email)
    _, secret = set_up(client)
    client.post("/account/sign-out/")
    type_password(client, officer.email)
    type_code(client, code_now(secret))
    assert not is_signed_in(client)
    type_code(client, code_now(secret, steps=1))
    assert is_signed_in(client)


def test_a_session_that_never_proved_its_second_factor_ends(client, officer):
    client.force_login(officer)
    give_second_factor(officer)
    response = client.get("/home/")
    assert response.url == "/account/sign-in/?next=/home/"
    assert "_auth_user_id" not in client.session


def test_another_users_proof_does_not_count(client, officer):
    other = make_user(role=Role.CASE_OFFICER)
    sign_in(client, officer)
    session = client.session
    session["account_authentication_methods_user"] = str(other.pk)
    session.save()
    assert client.get("/home/").url.startswith("/account/sign-in/")


def test_a_second_factor_that_is_gone_counts_from_the_next_request(client, officer):
    sign_in(client, officer)
    assert is_signed_in(client)
    Authenticator.objects.filter(user=officer).delete()
    assert client.get("/home/").url == SET_UP


def test_recovery_codes_alone_are_no_second_factor(client, officer):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    sign_in(client, officer)
    RecoveryCodes.activate(officer)
    Authenticator.objects.filter(user=officer, type="totp").delete()
    assert client.get("/home/").url == SET_UP


def test_staff_cannot_remove_their_last_second_factor(client, officer):
    sign_in(client, officer)
    remove = "/account/second-step/app/remove/"
    assert b"Staff must have a second step" in confirm(client, remove).content
    client.post(remove)
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Blue"})
    client.post(remove)
    assert not Authenticator.objects.filter(user=officer, type="totp").exists()
    client.post(f"/account/second-step/keys/{key.pk}/remove/")
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_nobody_removes_somebody_elses_key(client, officer):
    other = make_user(role=Role.CASE_OFFICER)
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Blue"})
    sign_in(client, officer)
    confirm(client, "/account/second-step/keys/add/")
    for act in ("remove", "rename"):
        assert client.post(f"/account/second-step/keys/{key.pk}/{act}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_family_may_have_a_second_factor_and_take_it_away(client):
    parent = make_user(email="parent@family.example", password=PASSWORD)
    type_password(client, parent.email)
    assert client.get("/home/").status_code == 200
    _, secret = set_up(client)
    client.post("/account/sign-out/")
    assert type_password(client, parent.email).url == "/account/sign-in/second-step/"
    type_code(client, code_now(secret, steps=1))
    assert is_signed_in(client)
    confirm(client, "/account/second-step/app/remove/")
    client.post("/account/second-step/app/remove/")
    assert not Authenticator.objects.filter(user=parent).exists()


def test_changing_how_one_signs_in_asks_for_the_password_again(client, officer):
    sign_in(client, officer)
    give_second_factor(officer, SECRET)
    for page in ("app/remove/", "codes/new/", "keys/add/"):
        assert client.get(f"/account/second-step/{page}").url.startswith("/account/confirm-it-is-you/")


def test_the_staff_site_has_no_door_of_its_own(client, officer):
    response = client.get("/staff/", follow=True)
    assert response.request["PATH_INFO"] == "/account/sign-in/"
    answer = client.post("/staff/login/", {"username": officer.email, "password": PASSWORD})
    assert answer.status_code in (302, 404) and "_auth_user_id" not in client.session
