"""Mail about sign-ins goes through the outbox, to people who sign in, and is not kept."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from letters import outbox
from letters.accounts import AccountAdapter
from letters.models import Delivery, Letter
from people.actions import make_join_code
from people.models import JoinCode, User
from people.rules import today
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)
RESET = "account_reset_password"


def body_of(delivery):
    """Open what waits to be sent."""
    return outbox.secrets_of(delivery)["body"]


def test_a_link_to_choose_a_password_goes_by_the_outbox_and_is_wiped(client, smtp_server):
    user = make_user(password="three plain words")
    client.post(reverse(RESET), {"email": user.email}, headers={"host": "127.0.0.1"})
    delivery = Delivery.objects.get()
    assert smtp_server.messages == [] and delivery.address == user.email
    [link] = re.findall(r"https?://\S+", body_of(delivery))
    assert link.startswith("http://testserver/") and "127.0.0.1" not in body_of(delivery)
    letter = Letter.objects.get()
    key = link.rstrip("/").rsplit("/", 1)[-1]
    assert key not in letter.html + str(letter.parts) and letter.addressee == user.person
    outbox.deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.secret) == (Delivery.State.SENT, None)
    [message] = smtp_server.messages
    assert link in message.get_content() and user.person.name not in message.as_string()
    assert message["Subject"] == "Choose a new password"


def test_an_address_nobody_signs_in_with_gets_nothing(client):
    client.post(reverse(RESET), {"email": "nobody@family.example"})
    assert not Letter.objects.exists()


def test_the_mail_of_a_closed_sign_in_is_not_sent(client, smtp_server):
    user = make_user(password="three plain words")
    client.post(reverse(RESET), {"email": user.email})
    User.objects.update(is_active=False)
    outbox.deliver()
    assert smtp_server.messages == []
    assert Delivery.objects.get().state == Delivery.State.WITHDRAWN


def with_code(client, code):
    """Let a visitor have typed a code."""
    session = client.session
    session["join_code_id"] = code.pk
    session.save()


def sign_up(client, email):
    """Fill in the form to join."""
    return client.post(reverse("account_signup"), {"email": email, "password1": "three plain words"})


@pytest.fixture
def code(case):
    """Give an open code of the carer."""
    make_join_code(case.carer, on=today(), by=case.officer)
    return JoinCode.objects.get()


def test_signing_up_needs_a_code(client, rf, code):
    request = rf.get("/")
    request.session = {}
    assert AccountAdapter(request).is_open_for_signup(request) is False
    sign_up(client, "carer@family.example")
    assert not User.objects.filter(email="carer@family.example").exists()


def test_somebody_with_a_code_becomes_the_person_it_was_sent_to(client, case, code):
    with_code(client, code)
    sign_up(client, "carer@family.example")
    user = User.objects.get(email="carer@family.example")
    assert user.person == case.carer and user.roles == []
    code.refresh_from_db()
    assert code.used_at and "join_code_id" not in client.session
    delivery = Delivery.objects.get(letter__kind="account_mail")
    assert delivery.address == "carer@family.example" and "http://testserver/" in body_of(delivery)
    assert EmailAddress.objects.get(user=user).verified is False


def test_a_code_is_good_for_one_sign_in(client, case, code):
    with_code(client, code)
    JoinCode.objects.update(used_at=timezone.now())
    sign_up(client, "carer@family.example")
    assert not User.objects.filter(email="carer@family.example").exists()


def test_an_address_in_use_is_told_so_by_mail_and_spends_no_code(client, case, code):
    with_code(client, code)
    sign_up(client, case.user.email)
    assert User.objects.filter(person=case.carer).count() == 0
    code.refresh_from_db()
    assert code.used_at is None
    assert Delivery.objects.get(letter__kind="account_mail").address == case.user.email
