"""Who reaches which address: the table beside this file, written by hand, against what the service answers.

In the table: `ok` a page, `in` sent to sign in, `go` sent to another page, `post` only by a form, `-` answered
as if it did not exist.
"""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import JobRun
from clocks import sweep
from people.roles import Basis, Role
from tests.architecture.addresses import named_patterns
from tests.factories.cases import make_whole_case
from tests.factories.people import (
    make_child,
    make_family,
    make_manager,
    make_officer,
    make_team,
    make_user,
    sign_in,
)

TABLE = Path(__file__).parent / "role_urls.txt"
SIGN_IN = "/account/sign-in/"
CANARY = "Quillfeather"
# Sent to sign in, answered as if it did not exist, not by this method, or not with this form.
REFUSALS = ("in", "-", "post", "403")

pytestmark = pytest.mark.django_db


def rows():
    """Give the table: the names of its columns, and each address with what every role gets."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and line[0] != "#"]
    columns = lines[0][1:]
    return columns, {name: dict(zip(columns, answers, strict=True)) for name, *answers in lines[1:]}


COLUMNS, EXPECTED = rows()


@pytest.fixture(scope="module")
def world(kept):
    """Make one whole case and somebody in every role, near it and far from it, once today's sweep is done."""
    JobRun.objects.create(name=sweep.JOB, for_date=timezone.localdate(), outcome=JobRun.Outcome.DONE)
    team = make_team()
    officer = make_officer(team=team)
    case = make_whole_case(officer, last_name=CANARY)
    far_team = make_team()
    far_officer = make_officer(team=far_team)
    far_child = make_child(officer=far_officer)
    people = {
        "nobody": None,
        "parent": case.parent,
        "young": make_family(case.child, basis=Basis.YOUNG_PERSON),
        "repr": make_family(case.child, basis=Basis.REPRESENTATIVE),
        "other_parent": make_family(case.child),
        "former": make_family(case.child, to_on=case.long_ago),
        "nominee": make_family(case.child, basis=Basis.NOMINEE),
        "stranger": make_family(far_child),
        "officer": officer,
        "far_officer": far_officer,
        "manager": make_manager(team=team),
        "far_manager": make_manager(team=far_team),
        "board": make_user(role=Role.BOARD_MEMBER, team=team),
        "checker": make_user(role=Role.SECOND_CHECKER, team=team),
        "finance": make_user(role=Role.FINANCE_OFFICER, team=team),
        "approver": make_user(role=Role.FINANCE_APPROVER, team=team),
        "admin": make_user(role=Role.ADMINISTRATOR),
        "closed": make_user(role=Role.CASE_OFFICER, team=team, is_active=False),
    }
    # Each record of the road is made by this, and stays for every test.
    return {name: address_of(name, case) for name in EXPECTED}, people, case


def address_of(name, case):
    """Give an address of the one whole case."""
    parameters = dict(named_patterns())[name]
    wanted = {parameter: case.value_for(name, parameter) for parameter in parameters}
    return reverse(name, kwargs=wanted)


def answer_of(response):
    """Sort an answer into the words of the table."""
    if response.status_code in (301, 302):
        return "in" if response.url.startswith(SIGN_IN) else "go"
    return {200: "ok", 404: "-", 405: "post"}.get(response.status_code, str(response.status_code))


def test_the_table_names_every_address_and_no_other():
    names = {name for name, _ in named_patterns()}
    assert names - set(EXPECTED) == set(), "addresses the table does not name"
    assert set(EXPECTED) - names == set(), "names in the table that answer nothing"


@pytest.mark.parametrize("role", COLUMNS)
def test_each_role_reaches_what_the_table_says(world, client, role):
    addresses, people, _ = world
    if people[role]:
        sign_in(client, people[role])
    wrong, leaks = [], []
    for name, answers in EXPECTED.items():
        response = client.get(addresses[name])
        if answer_of(response) != answers[role]:
            wrong.append(f"{name}: {answer_of(response)}, expected {answers[role]}")
        if answers[role] in ("-", "in") and CANARY.encode() in response.content:
            leaks.append(name)
        if (
            people[role]
            and name != "account_logout"
            and "_auth_user_id" not in client.session
            and role != "closed"
        ):
            sign_in(client, people[role])
    assert wrong == []
    assert leaks == []


@pytest.mark.parametrize("role", COLUMNS)
def test_no_post_opens_what_get_refuses(world, client, role):
    addresses, people, _ = world
    if people[role]:
        sign_in(client, people[role])
    refused = [name for name, answers in EXPECTED.items() if answers[role] in ("-", "in")]
    got = {name: answer_of(client.post(addresses[name])) for name in refused}
    assert {name: answer for name, answer in got.items() if answer not in REFUSALS} == {}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("role", ["nobody", "parent", "manager", "admin"])
def test_no_address_takes_any_other_method_whoever_sends_it(world, client, role, method):
    addresses, people, _ = world
    if people[role]:
        sign_in(client, people[role])
    answers = {name: client.generic(method, addresses[name]) for name in EXPECTED}
    assert {name for name, response in answers.items() if response.status_code != 405} == set()
    assert {response.content for response in answers.values()} == {b""}


@pytest.mark.parametrize("role", ["nobody", "parent", "officer", "manager"])
def test_head_is_answered_like_get(world, client, role):
    addresses, people, _ = world
    if people[role]:
        sign_in(client, people[role])
    names = [name for name in EXPECTED if not name.startswith(("account", "mfa"))]
    answers = {name: answer_of(client.head(addresses[name])) for name in names}
    assert {name: got for name, got in answers.items() if got != EXPECTED[name][role]} == {}


def test_a_refused_record_is_answered_exactly_like_a_missing_one(world, client):
    addresses, people, case = world
    sign_in(client, people["far_officer"])
    differing = []
    for name, answers in EXPECTED.items():
        refused, missing = addresses[name], case.missing_address(name)
        if answers["far_officer"] == "-" and missing and refused != missing:
            first, second = client.get(refused), client.get(missing)
            if (first.status_code, _plain(first)) != (second.status_code, _plain(second)):
                differing.append(name)
    assert differing == []


def _plain(response):
    return re.sub(rb'nonce="[^"]*"|value="[^"]{64}"', b"", response.content)
