"""Signing in: password and second step, locks, and answers that tell a stranger nothing."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from letters.models import Delivery
from people import forms
from people.roles import Role
from portal.celery import app
from tests.factories.people import give_second_factor, make_user
from tests.portal.signing import PASSWORD as GOOD
from tests.portal.signing import SECRET, code_now, is_signed_in, plain, type_code, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_is_down(monkeypatch):
    """Point Celery at a port nothing listens on."""
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")


@pytest.fixture
def parent():
    return make_user(email="parent@family.example", password=GOOD)


@pytest.fixture
def officer():
    user = make_user(role=Role.CASE_OFFICER, email="officer@wealdshire.example", password=GOOD)
    give_second_factor(user, SECRET)
    return user


def test_a_parent_signs_in_with_a_password(client, parent):
    response = type_password(client, "Parent@Family.example ")
    assert response.status_code == 302 and response.url == "/home/"
    assert is_signed_in(client)


def test_staff_sign_in_with_a_password_and_a_code(client, officer):
    response = type_password(client, officer.email)
    assert response.url == "/account/sign-in/second-step/"
    assert not is_signed_in(client)
    response = type_code(client, code_now())
    assert response.url == "/home/"
    assert is_signed_in(client)


def test_a_password_alone_opens_nothing_to_staff(client, officer):
    type_password(client, officer.email)
    for address in ("/home/", "/staff/", "/account/"):
        assert client.get(address).url.startswith("/account/sign-in/")


@pytest.mark.parametrize("typed", ["000000", "", "abc", "１２３４５６"])
def test_a_wrong_code_opens_nothing(client, officer, typed):
    type_password(client, officer.email)
    assert b"There is a problem" in type_code(client, typed).content
    assert not is_signed_in(client)


def test_five_wrong_codes_lock_even_the_right_one(client, officer):
    type_password(client, officer.email)
    for _ in range(5):
        type_code(client, "000000")
    type_code(client, code_now())
    assert not is_signed_in(client)


@pytest.mark.parametrize("later", [0, 20, 45])
def test_a_code_is_good_for_one_sign_in(client, officer, later):
    start = timezone.now().replace(second=0, microsecond=0)
    with time_machine.travel(start, tick=False):
        code = code_now(steps=1)
        type_password(client, officer.email)
        type_code(client, code)
        assert is_signed_in(client)
        client.post("/account/sign-out/")
    with time_machine.travel(start + timedelta(seconds=later), tick=False):
        type_password(client, officer.email)
        type_code(client, code)
        assert not is_signed_in(client)


def test_a_code_typed_a_moment_late_still_works(client, officer):
    with time_machine.travel(timezone.now(), tick=False):
        type_password(client, officer.email)
        type_code(client, code_now(steps=-1))
        assert is_signed_in(client)


def test_a_recovery_code_works_once(client, officer):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    type_password(client, officer.email)
    type_code(client, code)
    assert is_signed_in(client)
    client.post("/account/sign-out/")
    type_password(client, officer.email)
    type_code(client, code)
    assert not is_signed_in(client)


def test_wrong_passwords_lock_even_the_right_one_while_redis_is_down(client, parent, redis_is_down):
    for _ in range(5):
        assert b"not right" in type_password(client, parent.email, "wrong").content
    assert b"too many times" in type_password(client, parent.email).content
    assert not is_signed_in(client)


def test_a_lock_ends_by_itself(client, parent):
    for _ in range(5):
        type_password(client, parent.email, "wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        type_password(client, parent.email)
        assert is_signed_in(client)


def test_a_lock_is_not_pushed_out_by_many_others(client, parent):
    for _ in range(5):
        type_password(client, parent.email, "wrong")
    for number in range(700):
        cache.set(f"z-other-{number}", [1], 300)
    assert b"too many times" in type_password(client, parent.email).content


def test_one_address_cannot_try_many_names(client, parent):
    for number in range(20):
        type_password(client, f"guess{number}@family.example", "wrong")
    assert b"too many times" in type_password(client, parent.email).content


def test_redis_down_stops_nobody_from_signing_in(client, officer, redis_is_down):
    type_password(client, officer.email)
    type_code(client, code_now())
    assert is_signed_in(client)


@pytest.fixture
def hashings(monkeypatch, settings):
    """Count how often a password is hashed, which is nearly all the work of signing in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    done, hashed = [], PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 10)

    def count(self, password, salt, iterations=None):
        done.append(password)
        return hashed(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", count)
    return done


def test_a_known_address_and_an_unknown_one_get_the_same_answer_for_the_same_work(client, hashings):
    make_user(email="known@family.example", password=GOOD)
    answers = {}
    for email in ("known@family.example", "nobody@family.example"):
        hashings.clear()
        response = type_password(client, email, "wrong")
        answers[email] = plain(response).replace(email, ""), response.status_code, len(hashings)
    assert answers["known@family.example"] == answers["nobody@family.example"]
    assert answers["known@family.example"][2] == 1


def test_a_forgotten_password_tells_nobody_who_has_a_sign_in(client, parent, monkeypatch):
    monkeypatch.setattr(forms, "RESET_SECONDS", 60)
    waits, answers = [], []
    monkeypatch.setattr(forms.time, "sleep", waits.append)
    for email in (parent.email, "nobody@family.example"):
        response = client.post("/account/password/forgotten/", {"email": email})
        answers.append((response.status_code, response.url))
    assert answers[0] == answers[1] == (302, "/account/password/forgotten/sent/")
    # Each answer waits for what is left of the same time, however long the work took.
    assert len(waits) == 2 and all(0 < wait < 60 for wait in waits)
    assert Delivery.objects.count() == 1


def test_a_closed_sign_in_gets_no_link_and_no_way_in(client):
    make_user(email="closed@family.example", password=GOOD, is_active=False)
    client.post("/account/password/forgotten/", {"email": "closed@family.example"})
    assert Delivery.objects.count() == 0
    assert type_password(client, "closed@family.example").url == "/account/closed/"
    assert not is_signed_in(client)


def test_an_address_that_was_never_proved_does_not_sign_in(client, parent):
    parent.emailaddress_set.update(verified=False)
    assert type_password(client, parent.email).url == "/account/confirm-email/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("sealed", ["totp", "recovery_codes"])
def test_the_secret_in_the_database_is_sealed(officer, sealed):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    wrapped = Authenticator.objects.get(user=officer, type="totp").wrap()
    codes = RecoveryCodes.activate(officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE type = %s", [sealed])
        [(row,)] = cursor.fetchall()
    assert SECRET not in row and not any(code in row for code in codes.get_unused_codes())
    assert "gAAAA" in row
    assert wrapped.validate_code(code_now())


def test_a_reset_link_works_once_and_for_a_day(client, parent):
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    link = (
        f"/account/password/choose/{user_pk_to_url_str(parent)}-{default_token_generator.make_token(parent)}/"
    )
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert b"This link does not work" in client.get(link).content
    form = client.get(link).url
    assert default_token_generator.make_token(parent) not in form
    assert client.post(form, {"password1": "short"}).status_code == 200
    assert client.post(form, {"password1": "three other words"}).status_code == 302
    assert b"This link does not work" in client.get(link).content
    type_password(client, parent.email, "three other words")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "address", ["/account/login/", "/account/signup/", "/account/email/", "/account/2fa/", "/accounts/"]
)
def test_what_the_service_does_not_need_has_no_address(client, address):
    assert client.get(address).status_code == 404


def test_signing_in_leads_nowhere_else(client, parent):
    response = client.post(
        "/account/sign-in/?next=https://elsewhere.example/", {"login": parent.email, "password": GOOD}
    )
    assert response.url == "/home/"


def test_the_form_helps_password_managers_and_shows_passwords(client):
    page = client.get("/account/sign-in/").content.decode()
    assert 'autocomplete="current-password"' in page and 'autocomplete="email"' in page
    assert 'data-module="govuk-password-input"' in page and "onpaste" not in page
