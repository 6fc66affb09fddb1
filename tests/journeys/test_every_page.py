"""Every page a role may open: accessible, without errors, fit for a phone, with one heading and a title."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from audit.acts import record
from tests.architecture.test_role_urls import EXPECTED, address_of
from tests.factories.cases import make_whole_case
from tests.factories.people import make_manager, make_officer, make_team, make_user, sign_in
from tests.journeys.browsing import violations

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = ("nobody", "parent", "officer", "manager", "admin", "board", "checker", "finance", "approver")
# Answered, but no pages: a style sheet, two probes, files that download, and the door out of a session.
NO_PAGES = ("brand-css", "alive", "ready", "document", "return_file", "finance_return_file", "account_logout")
# Who works on the same pages; they are looked at once, but for those that offer each their own acts.
ALIKE = {"manager": "officer", "approver": "finance"}
OWN_ACTS = (
    *("admin:index", "admin:case", "admin:case_agreement", "admin:case_review", "board_meeting"),
    *("finance", "finance_payments", "finance_payment", "finance_return"),
)
# Of a sign-in, whoever it is: an officer's is looked at.
OF_SIGN_INS = ("account", "mfa_reauthenticate", "mfa_list_webauthn")
PHONE = {"width": 375, "height": 800}
PICTURES = os.environ.get("PAGE_PICTURES")


@pytest.fixture
def world():
    """Make one whole case and those who open its pages."""
    team = make_team()
    officer = make_officer(team=team)
    case = make_whole_case(officer)
    people = {
        "nobody": None,
        "parent": case.parent,
        "officer": officer,
        "manager": make_manager(team=team),
        "admin": make_user(role="administrator"),
        "board": make_user(role="board_member"),
        "checker": make_user(role="second_checker"),
        "finance": make_user(role="finance_officer"),
        "approver": make_user(role="finance_approver"),
    }
    record("people.staff_user_made", by=people["admin"], about=officer, roles=officer.roles)
    return case, people


def seat(page, live_server, user):
    """Seat somebody at the browser, signed in, on a phone."""
    page.set_viewport_size(PHONE)
    if user:
        cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def pages_of(role):
    """Name the pages a role opens; what everybody opens is looked at signed out, what is alike once."""
    mine = [name for name, answers in EXPECTED.items() if answers[role] == "ok" and name not in NO_PAGES]
    if role == "nobody":
        return mine
    mine = [name for name in mine if EXPECTED[name]["nobody"] != "ok"]
    if role not in ("parent", "officer"):
        mine = [name for name in mine if name not in OF_SIGN_INS]
    alike = ALIKE.get(role)
    return [name for name in mine if name in OWN_ACTS or not alike or EXPECTED[name][alike] != "ok"]


def wrong_with(page, name):
    """Give what is wrong with the page a browser shows."""
    found = [f"axe: {one}" for one in violations(page)]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        found.append(f"{width} wide on a phone")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    if not page.title().partition(" – ")[0].strip():
        found.append("no title")
    return [f"{name}: {each}" for each in found]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_a_role_may_open(world, page, live_server, role):
    case, people = world
    seat(page, live_server, people[role])
    wrong = []
    for name in pages_of(role):
        response = page.goto(live_server.url + address_of(name, case))
        if response.status != 200 or page.url != live_server.url + address_of(name, case):
            wrong.append(f"{name}: {response.status}, at {page.url}")
            continue
        wrong += wrong_with(page, name)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{role}-{name.replace(':', '-')}.png", full_page=True)
    assert wrong == []
