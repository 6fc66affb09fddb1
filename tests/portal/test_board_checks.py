"""The second check: the decisions as recorded, the letter they make, and its release by somebody else (R25.1)."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from decisions.actions import checking, deciding, releasing
from decisions.models import AgendaItem
from decisions.states import digest_of
from people.roles import Role
from tests.factories.decisions import (
    CHECKED_ON,
    SECURED,
    WHY_NOT,
    make_checker,
    make_decided_item,
    make_listed_item,
    member_at,
    refused,
)
from tests.factories.people import make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day_of_the_check():
    """Let it be the day after the meeting."""
    with time_machine.travel(f"{CHECKED_ON}T10:00:00+00:00"):
        yield


@pytest.fixture
def item():
    return make_decided_item(answers=refused)


@pytest.fixture
def checker():
    return sign_in(Client(), make_checker())


def seen(item):
    """Give what a page of the check sends along: the sign of the decisions on it."""
    return {"seen": digest_of(AgendaItem.objects.get(pk=item.pk))}


def state_of(item):
    return AgendaItem.objects.values_list("state", flat=True).get(pk=item.pk)


def test_what_waits_is_listed_by_reference(checker, item):
    listed = make_listed_item()
    page = checker.get(reverse("checks")).content.decode()
    assert item.child.reference in page
    assert item.child.last_name not in page
    assert listed.child.reference not in page
    assert checker.get(reverse("check_item", args=[listed.key])).status_code == 404
    assert "1 decision to check or release." in checker.get(reverse("home")).content.decode()


def test_the_decision_is_shown_as_recorded_with_the_letter_it_makes(checker, item):
    page = checker.get(reverse("check_item", args=[item.key])).content.decode()
    record, letter = page.split("The letter, as it would go today")
    for words in (WHY_NOT, SECURED, "Refused"):
        assert words in record
    for words in (WHY_NOT, SECURED, "you can ask us to look again", item.child.name):
        assert words in letter
    for voter in item.voters.all():
        assert voter.person.name in record
    assert not item.child.letters.filter(kind="decision").exists()


def test_it_is_passed_and_released_with_the_last_day_the_letter_prints(checker, item):
    response = checker.post(reverse("check_item", args=[item.key]), seen(item))
    assert response.url == reverse("release_item", args=[item.key])
    note = "Please ring if you would like to talk it through."
    page = checker.post(response.url, {"covering_note": note}, follow=True).content.decode()
    letter = item.child.letters.get(kind="decision")
    assert note in letter.html
    assert WHY_NOT in letter.html
    last_day = page.partition("can be asked for until ")[2].partition(".")[0].partition(" ")[2]
    assert last_day
    assert last_day in letter.html
    assert state_of(item) == "released"


def test_it_is_sent_back_with_reasons_and_decided_in_another_round(checker, item):
    address = reverse("check_item", args=[item.key])
    page = checker.post(address, {"because": ""}).content.decode()
    assert "Say why, in words" in page
    assert state_of(item) == "recorded"
    assert checker.post(address, {"because": "The reasons name another school."}).status_code == 302
    member = sign_in(Client(), member_at(item))
    page = member.get(reverse("board_item", args=[item.key])).content.decode()
    assert "The reasons name another school." in page
    assert "What was decided in round 1" in page
    line = item.request.lines.get()
    form = member.get(reverse("board_decide", args=[item.key, line.key])).content.decode()
    assert WHY_NOT in form
    assert 'value="refused" checked' in form


def test_a_checker_who_took_part_is_refused_and_told_why(item):
    both = make_user(roles=[Role.BOARD_MEMBER, Role.SECOND_CHECKER])
    listed = make_listed_item()
    listed.meeting.attendances.filter(body="health").update(member=both)
    voted = make_decided_item_of(listed)
    client, address = sign_in(Client(), both), reverse("check_item", args=[voted.key])
    words = "cannot be its second checker"
    assert words in client.post(address, seen(voted)).content.decode()
    page = client.post(address, {"because": "I changed my mind."}).content.decode()
    assert words in page
    assert "I changed my mind." in page
    assert state_of(voted) == "recorded"


def make_decided_item_of(item):
    """Decide and record an item that is listed."""
    member, on = member_at(item), item.meeting.meets_on
    for line in item.request.lines.all():
        deciding.decide_line(item, line, on=on, by=member, **refused(line))
    return deciding.record_decision(item, on=on, by=member)


def test_another_round_is_not_passed_by_a_page_that_shows_the_one_before(checker, item):
    address, before = reverse("check_item", args=[item.key]), seen(item)
    assert before["seen"] in checker.get(address).content.decode()
    back = checking.send_back(item, because="Which school?", on=CHECKED_ON, by=make_checker())
    make_decided_item_of(back)
    page = checker.post(address, before).content.decode()
    assert "What was decided has changed since you opened this page. Read it again." in page
    assert state_of(item) == "recorded"
    assert seen(item)["seen"] in page
    assert before["seen"] not in page
    assert checker.post(address, seen(item)).status_code == 302
    assert state_of(item) == "checked"


def test_nothing_is_passed_without_having_been_shown(checker, item):
    for sent in ({}, {"seen": ""}, {"seen": "x" * 64}):
        assert (
            "There is a problem"
            in checker.post(reverse("check_item", args=[item.key]), sent).content.decode()
        )
    assert state_of(item) == "recorded"


def test_a_second_press_finds_what_the_first_one_did(checker, item):
    check, release = (reverse(name, args=[item.key]) for name in ("check_item", "release_item"))
    for _ in range(2):
        assert checker.post(check, seen(item)).url == release
    assert checker.post(release, {"covering_note": ""}).url == reverse("checks")
    for late in (check, release):
        page = checker.post(late, {"covering_note": ""}, follow=True).content.decode()
        assert "Nothing more was done: the item is “released” by now." in page
    assert item.child.letters.filter(kind="decision").count() == 1


def test_what_a_colleague_released_or_sent_back_is_no_missing_page(checker, item):
    back = checking.send_back(item, because="Which school?", on=CHECKED_ON, by=make_checker())
    address = reverse("check_item", args=[item.key])
    page = checker.post(address, {"because": "It names no school."}, follow=True).content.decode()
    assert "the item is “on the agenda” by now" in page
    passed = checking.pass_check(make_decided_item_of(back), on=CHECKED_ON, by=make_checker())
    releasing.release(passed, on=CHECKED_ON, by=make_checker())
    assert checker.get(address).status_code == 404


def test_nothing_is_released_before_it_is_checked(checker, item):
    address = reverse("release_item", args=[item.key])
    assert checker.get(address).url == reverse("check_item", args=[item.key])
    assert checker.post(address, {"covering_note": ""}).status_code == 302
    assert state_of(item) == "recorded"


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.CASE_MANAGER, Role.FINANCE_OFFICER])
def test_nobody_else_checks(item, role):
    client = sign_in(Client(), make_user(role=role, team=item.child.team))
    assert client.get(reverse("checks")).status_code == 404
    assert client.post(reverse("check_item", args=[item.key])).status_code == 404
    assert state_of(item) == "recorded"
