"""The demonstration: everybody can be signed in as, and nothing of it exists anywhere else."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from people.models import Link, User
from people.roles import Basis, Role
from portal import environment
from portal.demo.sign_ins import SIGN_INS, lines, make_sign_ins
from tests.factories.people import make_child, make_person, make_user
from tests.portal.signing import is_signed_in, type_code, type_password

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FAMILY = [entry for entry in SIGN_INS if not entry.is_staff]


@pytest.fixture
def demonstration(settings):
    """Switch the demonstration on, with a person and a child for every family sign-in."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.portal.demo_urls"
    families = {entry.role: (make_person(email=entry.email), make_child()) for entry in FAMILY}
    make_sign_ins(TODAY, families)
    return families


def test_there_is_a_sign_in_for_every_role():
    bases = {Basis.PARENT, Basis.YOUNG_PERSON, Basis.REPRESENTATIVE, Basis.NOMINEE}
    assert {entry.role for entry in SIGN_INS} == {*Role.values, *bases}
    assert all(entry.email.endswith(("@wealdshire.example", "@family.example")) for entry in SIGN_INS)


@pytest.mark.parametrize("entry", SIGN_INS, ids=lambda entry: entry.role)
def test_one_click_signs_in_with_the_second_factor_proved(client, demonstration, entry):
    assert entry.email in client.get("/demo/").content.decode()
    response = client.post("/demo/sign-in/", {"email": entry.email})
    assert response.status_code == 302
    assert client.get(response.url, follow=True).status_code == 200
    page = client.get("/account/").content.decode()
    assert entry.email in page
    assert client.get("/staff/").status_code == (200 if entry.role.startswith("case_") else 404)


@pytest.mark.parametrize("entry", SIGN_INS, ids=lambda entry: entry.role)
def test_what_is_shown_can_be_typed_as_well(client, demonstration, entry):
    shown = client.get("/demo/").content.decode()
    assert entry.password in shown and (not entry.is_staff or entry.code in shown)
    type_password(client, entry.email, entry.password)
    if entry.is_staff:
        assert not is_signed_in(client)
        type_code(client, entry.code)
    assert is_signed_in(client)


def test_signing_in_as_another_leaves_nothing_of_the_first(client, demonstration):
    client.post("/demo/sign-in/", {"email": SIGN_INS[0].email})
    session = client.session
    session["kept"] = "from the first"
    session.save()
    client.post("/demo/sign-in/", {"email": SIGN_INS[-1].email})
    assert "kept" not in client.session
    assert SIGN_INS[-1].email in client.get("/account/").content.decode()


def test_nobody_else_can_be_signed_in_as(client, demonstration):
    real = make_user(role=Role.ADMINISTRATOR)
    assert client.post("/demo/sign-in/", {"email": real.email}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 405
    assert not is_signed_in(client)


def test_loading_again_renews_and_doubles_nothing(demonstration):
    before = User.objects.count(), Link.objects.count()
    user = User.objects.get(email="case.officer@wealdshire.example")
    user.set_password("changed by a visitor")
    user.is_active = False
    user.save()
    user.authenticator_set.update(data={"secret": "sealed with keys that are gone"})
    make_sign_ins(TODAY, demonstration)
    assert (User.objects.count(), Link.objects.count()) == before
    entry = next(entry for entry in SIGN_INS if entry.email == user.email)
    user.refresh_from_db()
    assert user.is_active and user.check_password(entry.password)
    assert user.authenticator_set.get().wrap().validate_code(entry.code)
    assert len(lines()) == len(SIGN_INS)


def test_every_machine_has_passwords_of_its_own(settings):
    before = {(entry.password, entry.totp_secret) for entry in SIGN_INS}
    assert len({password for password, _ in before}) == len(SIGN_INS)
    settings.SECRET_KEY = "another machine's"
    assert before.isdisjoint((entry.password, entry.totp_secret) for entry in SIGN_INS)


def test_without_the_switch_there_is_neither_page_nor_person(client):
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"email": SIGN_INS[0].email}).status_code == 404
    with pytest.raises(ImproperlyConfigured):
        make_sign_ins(TODAY)
    assert not User.objects.exists()


def test_the_pages_refuse_by_themselves_too(client, demonstration, settings):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"email": SIGN_INS[0].email}).status_code == 404


@pytest.mark.parametrize("switch", ["DEMO", "DEBUG"])
@pytest.mark.parametrize("hosts", ["budgets.wealdshire.example", "localhost,10.0.0.5", "*", ".localhost", ""])
def test_it_does_not_start_where_others_can_reach_it(monkeypatch, switch, hosts):
    monkeypatch.setenv(switch, "1")
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert environment.unsafe() == [switch]
    found = [error for error in run_checks(include_deployment_checks=True) if error.id == "portal.E002"]
    assert len(found) == 1 and switch in found[0].msg
    with pytest.raises(ImproperlyConfigured):
        environment.demand()


@pytest.mark.parametrize("hosts", ["127.0.0.1", "127.0.0.1,localhost,[::1]", "LOCALHOST"])
def test_it_starts_on_this_machine_alone(monkeypatch, hosts):
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert environment.unsafe() == []
    environment.demand()


def test_a_missing_variable_is_named_by_the_check(monkeypatch):
    monkeypatch.delenv("SEALING_KEYS")
    found = [error.msg for error in run_checks() if error.id == "portal.E001"]
    assert found == ["SEALING_KEYS is not set in the environment."]


def start(repository, code, **env):
    """Run a line of Python in a process of its own, with this environment and what is given."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=repository, env={**os.environ, **env}, capture_output=True, text=True)


def test_a_server_with_the_demonstration_open_to_others_stops(repository):
    done = start(repository, "import portal.wsgi", DEMO="1", ALLOWED_HOSTS="budgets.wealdshire.example")
    assert done.returncode != 0
    assert "DEMO must be 0 unless ALLOWED_HOSTS names only localhost" in done.stderr


@pytest.mark.parametrize(("switch", "there"), [("1", "True"), ("0", "False")])
def test_the_addresses_follow_the_switch(repository, switch, there):
    code = (
        "import portal.wsgi; from django.urls import is_valid_path; "
        "print(bool(is_valid_path('/demo/') and is_valid_path('/demo/sign-in/')))"
    )
    done = start(repository, code, DEMO=switch, ALLOWED_HOSTS="127.0.0.1")
    assert done.stdout.strip() == there, done.stderr
