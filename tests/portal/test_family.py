"""The family's pages: their child, their letters, their messages, and nobody else's."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from budgets.actions import requests
from clocks.models import Clock
from documents.models import Document
from letters.models import Message
from people.roles import Basis
from tests.factories.budgets import make_request
from tests.factories.cases import make_whole_case
from tests.factories.clocks import make_clock
from tests.factories.documents import upload
from tests.factories.letters import make_letter, make_message
from tests.factories.people import make_child, make_family, make_link, make_officer, make_team, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_whole_case(make_officer(team=make_team()))


@pytest.fixture
def signed_in(client, case):
    return sign_in(client, case.parent)


def test_every_request_of_a_child_can_be_reached_from_its_page(signed_in, case):
    case.parent.child, case.parent.plan = case.child, case.plan
    case.parent.provision = case.plan.provision.first()
    asked = [make_request(case.parent) for _ in range(7)]
    change = requests.start_draft(case.child, by=case.parent, amends=asked[0])
    first = signed_in.get(reverse("child", args=[case.child.key])).content.decode()
    addresses = [reverse("request_status", args=[each.key]) for each in asked]
    assert addresses[0] not in first and reverse("child_requests", args=[case.child.key]) in first
    every = signed_in.get(reverse("child_requests", args=[case.child.key])).content.decode()
    assert all(address in every for address in [*addresses, reverse("draft", args=[change.key])])


def test_home_lists_every_child_of_the_family_and_no_other(signed_in, case):
    sibling, stranger = make_child(first_name="Wren"), make_child(first_name="Quillon")
    make_link(sibling, case.parent.person)
    text = signed_in.get(reverse("home")).content.decode()
    assert case.child.name in text
    assert "Wren" in text
    assert stranger.name not in text


def test_the_childs_page_shows_the_dates_both_sides_owe_and_says_sorry_when_late(signed_in, case):
    make_clock(case.child, due_on=timezone.localdate().replace(year=2025), label="Answer your question")
    text = signed_in.get(reverse("child", args=[case.child.key])).content.decode()
    assert "Answer your question" in text
    assert "overdue" in text
    assert "We are late, and we are sorry" in text
    assert case.child.case_officer.person.name in text


def test_a_letter_is_read_on_the_page_and_by_its_addressee_only(signed_in, case, client):
    address = reverse("letter", args=[case.letter.key])
    assert case.letter.html in signed_in.get(address).content.decode()
    sign_in(client, make_family(case.child))
    assert client.get(address).status_code == 404


def test_a_message_with_a_file_starts_the_reply_clock(signed_in, case):
    address = reverse("conversation", args=[case.child.key])
    assert signed_in.get(address).status_code == 200
    data = {"words": "When is the review?", "token": uuid.uuid4(), "file": upload()}
    assert signed_in.post(address, data).status_code == 302
    message = Message.objects.get(words="When is the review?")
    assert Clock.objects.of(message, "message_reply").get().owner == case.child.case_officer
    assert Document.objects.about(message).get().state == Document.State.WAITING
    text = signed_in.get(address).content.decode()
    assert "Being checked for viruses" in text or "being checked for viruses" in text


def test_a_file_that_is_refused_leaves_nothing_and_keeps_the_words(signed_in, case):
    address = reverse("conversation", args=[case.child.key])
    data = {
        "words": "See the file.",
        "token": uuid.uuid4(),
        "file": upload("bad.pdf", b"<html>not a pdf</html>"),
    }
    response = signed_in.post(address, data)
    assert response.status_code == 200
    assert "See the file." in response.content.decode()
    assert not Message.objects.filter(words="See the file.").exists()


def test_two_parents_do_not_read_each_others_messages(signed_in, case):
    other = make_family(case.child)
    make_message(case.child, other.person, written_by=other, words="In confidence")
    text = signed_in.get(reverse("conversation", args=[case.child.key])).content.decode()
    assert "In confidence" not in text
    assert case.message.words in text


def test_a_parent_does_not_see_that_the_other_waits_for_an_answer(signed_in, case):
    other = make_family(case.child)
    message = make_message(case.child, other.person, written_by=other)
    make_clock(case.child, about=message, label="Answer in confidence")
    text = signed_in.get(reverse("child", args=[case.child.key])).content.decode()
    assert "Answer in confidence" not in text
    assert "Reply to a message" in text


def test_a_nominee_reads_letters_addressed_to_them_and_nothing_else(client, case):
    nominee = make_family(case.child, basis=Basis.NOMINEE)
    letter = make_letter(case.child, nominee.person)
    sign_in(client, nominee)
    assert client.get(reverse("letter", args=[letter.key])).status_code == 200
    assert client.get(reverse("child", args=[case.child.key])).status_code == 404
    assert client.get(reverse("letter", args=[case.letter.key])).status_code == 404


def test_asking_about_personal_budgets_starts_a_clock_on_the_council(signed_in, case):
    address = reverse("ask_for_information", args=[case.child.key])
    assert signed_in.get(address).status_code == 200
    assert signed_in.post(address).status_code == 302
    clock = Clock.objects.get(child=case.child, duty="information_given")
    assert (clock.owed_by, clock.started_on) == ("council", timezone.localdate())


def test_a_clean_file_is_sent_as_an_attachment_and_a_waiting_one_is_not(signed_in, case):
    response = signed_in.get(reverse("document", args=[case.document.key]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


PUBLIC = (
    "start what_can_be_funded rights ways_to_hold how_decided numbers advice accessibility privacy cookies"
)


@pytest.mark.parametrize("name", PUBLIC.split())
def test_every_public_page_is_open(client, name):
    assert client.get(reverse(name)).status_code == 200
