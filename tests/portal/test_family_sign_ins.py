"""The officer's pages about a family member's sign-in: closed, reset, and a new code in its place."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from audit.models import Event
from letters.models import Delivery
from people.models import JoinCode
from tests.factories.people import (
    give_second_factor,
    make_child,
    make_family,
    make_link,
    make_officer,
    make_team,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer(team=make_team())


@pytest.fixture
def child(officer):
    return make_child(officer=officer)


@pytest.fixture
def parent(child):
    return make_family(child)


@pytest.fixture
def own(client, officer):
    return sign_in(client, officer)


def address(name, parent, child):
    """Give the address of a page about a parent's tie to a child."""
    return reverse(f"admin:{name}", args=[child.key, child.links.get(person=parent.person).pk])


def case(client, child):
    """Give the text of the case's first page."""
    return client.get(reverse("admin:case", args=[child.key])).content.decode()


def test_closing_needs_reasons_signs_out_and_lets_a_new_code_be_sent(own, child, parent):
    at_home = sign_in(Client(), parent)
    shown = own.get(address("family_sign_in", parent, child)).content.decode()
    assert parent.email in shown and address("family_sign_in", parent, child) in case(own, child)
    page = address("close_family_sign_in", parent, child)
    assert b"cannot sign in again" in own.get(page).content
    assert b"There is a problem" in own.post(page, {"reasons": " "}).content
    assert at_home.get("/home/").status_code == 200
    own.post(page, {"reasons": "A partner knew the password."})
    assert at_home.get("/home/").status_code == 302
    assert "Has not joined" in case(own, child)
    assert Event.objects.get(kind="people.sign_in_closed").child_id == child.pk
    sent = own.post(reverse("admin:invite", args=[child.key]), {"person": parent.person_id})
    assert sent.status_code == 302 and JoinCode.objects.get().person == parent.person
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"email", "post"}


def test_a_reset_needs_reasons_and_is_told_in_the_history(own, child, parent):
    give_second_factor(parent)
    page = address("reset_family_second_step", parent, child)
    assert page in own.get(address("family_sign_in", parent, child)).content.decode()
    own.post(page, {"reasons": ""})
    assert parent.authenticator_set.exists()
    own.post(page, {"reasons": "I rang her on the number we have."})
    assert not parent.authenticator_set.exists()
    history = own.get(reverse("admin:case_history", args=[child.key])).content.decode()
    assert "Second step of a sign-in reset" in history


def test_a_sign_in_of_staff_or_a_closed_one_has_no_such_page(own, child, parent):
    colleague = make_officer()
    make_link(child, colleague.person)
    parent.is_active = False
    parent.save()
    for user in (colleague, parent):
        for name in ("family_sign_in", "close_family_sign_in", "reset_family_second_step"):
            assert own.get(address(name, user, child)).status_code == 404
            assert own.post(address(name, user, child), {"reasons": "Because."}).status_code == 404
    colleague.refresh_from_db()
    assert colleague.is_active


def test_an_address_that_was_never_proved_is_cured_by_a_new_code_from_the_page(own, child, parent):
    EmailAddress.objects.filter(user=parent).update(verified=False)
    assert "Has not joined" in case(own, child)
    page = reverse("admin:invite", args=[child.key])
    assert parent.person.name in own.get(page).content.decode().split("Who should get a code")[1]
    assert own.post(page, {"person": parent.person_id}).status_code == 302
    parent.refresh_from_db()
    assert not parent.is_active and JoinCode.objects.get().person == parent.person


def test_the_contact_page_says_where_emails_go(own, child, parent):
    page = address("change_contact", parent, child)
    EmailAddress.objects.filter(user=parent).update(email="signed.in@family.example")
    joined = own.get(page).content.decode()
    assert "signed.in@family.example, whatever you type here" in joined
    assert address("family_sign_in", parent, child) in joined
    EmailAddress.objects.filter(user=parent).update(verified=False)
    waiting = own.get(page).content.decode()
    assert "Letters on their way follow the new address" in waiting and "whatever you type" not in waiting
