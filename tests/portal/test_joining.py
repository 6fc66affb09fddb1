"""Joining by the code of our letter: once, by its holder; every code that does not work gets one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from audit.models import Event
from letters.models import Delivery
from people import actions
from people.models import JoinCode, User
from policy import Refused
from tests.factories.people import make_child, make_link, make_officer, make_person, make_user, sign_in
from tests.portal.signing import PASSWORD, is_signed_in, plain, type_password

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def person(officer):
    own = make_person(email="rowan@family.example")
    make_link(make_child(officer=officer), own)
    return own


@pytest.fixture
def code(person, officer):
    return actions.make_join_code(person, on=TODAY, by=officer)


def create(client, email="rowan@family.example"):
    """Send the form that makes the sign-in."""
    return client.post("/account/new/", {"email": email, "password1": PASSWORD})


def family_user():
    """Give the one sign-in that is not staff's."""
    return User.objects.get(roles=[])


def confirm_link(user):
    """Give the address of the link in the e-mail."""
    return f"/account/confirm-email/{EmailConfirmationHMAC(user.emailaddress_set.get()).key}/"


def test_a_parent_joins_and_is_signed_in_once_the_address_is_proved(client, code, person):
    assert client.post("/join/", {"code": code}).url == "/account/new/"
    page = client.get("/account/new/").content.decode()
    assert person.name in page and 'value="rowan@family.example"' in page
    assert create(client).url == "/account/confirm-email/"
    assert not is_signed_in(client)
    user = family_user()
    assert (user.person, user.roles) == (person, [])
    assert JoinCode.objects.get().used_at is not None
    assert Delivery.objects.get().person == person
    assert client.get(confirm_link(user)).status_code == 200
    assert not is_signed_in(client)
    assert client.post(confirm_link(user)).url == "/home/"
    assert is_signed_in(client)
    assert Event.objects.filter(kind="people.joined", about_id=user.pk).exists()


def test_the_link_opened_elsewhere_asks_for_the_password_first(client, code):
    client.post("/join/", {"code": code})
    create(client)
    link = confirm_link(family_user())
    elsewhere = Client()
    assert elsewhere.post(link).url == "/account/sign-in/"
    assert not family_user().emailaddress_set.get().verified
    assert type_password(elsewhere, "rowan@family.example").url == "/account/confirm-email/"
    assert elsewhere.post(link).url == "/home/"
    assert is_signed_in(elsewhere)
    assert b"This link does not work" in Client().get(link).content
    assert b"This link does not work" in Client().post(link).content


def test_whoever_reads_the_mail_of_a_mistyped_address_never_comes_in(client, code):
    client.post("/join/", {"code": code})
    create(client, "rowann@family.example")
    mailbox, sent = Client(), Delivery.objects.count()
    mailbox.post(confirm_link(family_user()))
    mailbox.post("/account/password/forgotten/", {"email": "rowann@family.example"})
    assert not family_user().emailaddress_set.get().verified
    assert Delivery.objects.count() == sent
    EmailAddress.objects.update(verified=True)
    mailbox.post("/account/password/forgotten/", {"email": "rowann@family.example"})
    assert Delivery.objects.count() == sent + 1


def test_somebody_elses_password_confirms_no_address(client, code, person, officer):
    client.post("/join/", {"code": code})
    create(client, "rowann@family.example")
    link = confirm_link(family_user())
    other = make_user(email="other@family.example", password=PASSWORD)
    EmailAddress.objects.filter(user=other).update(verified=False)
    elsewhere = Client()
    type_password(elsewhere, "other@family.example")
    assert elsewhere.post(link).url == "/account/sign-in/"
    assert not EmailAddress.objects.filter(verified=True, email="rowann@family.example").exists()


TYPED = {
    "in small letters": str.lower,
    "with spaces": lambda code: code.replace("-", " "),
    "in one piece": lambda code: f" {code.replace('-', '')}\t",
    "with long dashes": lambda code: code.replace("-", "–"),
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_case_spaces_and_dashes_do_not_matter(client, code, typed):
    assert client.post("/join/", {"code": typed(code)}).url == "/account/new/"


def test_wrong_used_withdrawn_expired_and_taken_codes_get_one_answer(person, officer, code):
    def answer(typed):
        return plain(Client().post("/join/", {"code": typed})).replace(typed, "")

    new = actions.make_join_code(person, on=TODAY, by=officer)
    answers = {answer("AB2C"), answer(code)}
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        answers.add(answer(new))
    actions.join(JoinCode.objects.get(withdrawn_at=None), User(email="a@b.example"), on=TODAY)
    answers.add(answer(new))
    assert len(answers) == 1
    assert "This code does not work" in answers.pop()


def test_without_a_code_there_is_no_page_to_make_a_sign_in(client):
    assert client.get("/account/new/").status_code == 404
    assert create(client).status_code == 404
    assert not User.objects.filter(roles=[]).exists()


def test_a_code_is_all_that_counts(client, person):
    child = person.links.get().child
    asked = {"name": person.name, "first_name": child.first_name, "born_on": child.born_on, "code": ""}
    assert b"Enter code from our letter" in client.post("/join/", asked).content
    assert "join_code_id" not in client.session


def test_guessing_is_stopped_and_then_the_right_code_waits_too(client, code):
    for number in range(20):
        client.post("/join/", {"code": f"AB2C-{number}"})
    response = client.post("/join/", {"code": code})
    assert response.status_code == 429
    assert b"You have tried too many times" in response.content
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post("/join/", {"code": code}).status_code == 302


def test_a_known_address_gets_the_same_answer_and_the_code_stays_good(client, code):
    make_user(email="known@family.example", password=PASSWORD)
    client.post("/join/", {"code": code})
    answer = create(client, "known@family.example")
    assert answer.url == "/account/confirm-email/"
    known = plain(client.get(answer.url))
    assert JoinCode.objects.get().used_at is None
    other = Client()
    other.post("/join/", {"code": code})
    assert plain(other.get(create(other, "new@family.example").url)) == known
    assert JoinCode.objects.get().used_at is not None


@pytest.mark.parametrize(("email", "known"), [("known@family.example", True), ("new@family.example", False)])
def test_both_are_the_same_work(client, code, settings, monkeypatch, email, known):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed, hashings = MD5PasswordHasher.encode, []
    make_user(email="known@family.example", password=PASSWORD)
    client.post("/join/", {"code": code})
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashings.append(args) or hashed(*args))
    create(client, email)
    assert User.objects.filter(email="new@family.example").exists() is not known
    assert len(hashings) == 1


def test_a_second_tab_with_the_same_code_makes_no_second_sign_in(code):
    one, two = Client(), Client()
    for tab in (one, two):
        tab.post("/join/", {"code": code})
    create(one)
    response = two.post(
        "/account/new/", {"email": "other@family.example", "password1": PASSWORD}, follow=True
    )
    assert b"This code does not work" in response.content
    assert family_user().email == "rowan@family.example"


def test_a_code_that_ran_out_between_the_two_pages_makes_nothing(client, code):
    client.post("/join/", {"code": code})
    JoinCode.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())
    assert create(client).url == "/join/"
    assert not User.objects.filter(roles=[]).exists()


@pytest.mark.parametrize("password", ["short", "password123", "rowan@family.example"])
def test_a_weak_password_is_refused_and_the_code_stays_good(client, code, password):
    client.post("/join/", {"code": code})
    page = client.post("/account/new/", {"email": "rowan@family.example", "password1": password})
    assert b"There is a problem" in page.content
    assert JoinCode.objects.get().used_at is None
    assert create(client).status_code == 302


def test_a_mistyped_address_gives_way_to_a_new_code(client, code, person, officer):
    client.post("/join/", {"code": code})
    create(client, "rowann@family.example")
    again = actions.make_join_code(person, on=TODAY, by=officer)
    assert not family_user().is_active and not EmailAddress.objects.filter(user=family_user()).exists()
    other = Client()
    other.post("/join/", {"code": again})
    create(other)
    EmailAddress.objects.update(verified=True)
    with pytest.raises(Refused):
        actions.make_join_code(person, on=TODAY, by=officer)
    assert family_user().email == "rowan@family.example"


def test_a_closed_sign_in_gives_way_to_a_new_code_with_the_same_address(client, code, person, officer):
    client.post("/join/", {"code": code})
    create(client)
    client.post(confirm_link(family_user()))
    before = family_user()
    actions.close_sign_in(before, on=TODAY, by=officer, reasons="A partner knew the password.")
    assert not is_signed_in(client)
    assert b"is not right" in type_password(Client(), "rowan@family.example").content
    again = actions.make_join_code(person, on=TODAY, by=officer)
    other = Client()
    other.post("/join/", {"code": again})
    create(other)
    other.post(confirm_link(family_user()))
    assert is_signed_in(other) and not is_signed_in(client)
    after = family_user()
    assert (after.pk, after.email, after.person) == (before.pk, "rowan@family.example", person)


def test_somebody_signed_in_is_taken_home(client):
    sign_in(client, make_user())
    assert client.get("/join/").url == "/home/"
    assert client.get("/account/new/").status_code == 404


@pytest.fixture
def fresh_limits(transactional_db):
    """Forget what the limits counted, since these tests commit."""
    yield
    cache.clear()


def together(count, act):
    """Do something in several threads at one moment, each with a connection of its own."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_five_at_once_with_one_code_make_one_sign_in(fresh_limits, code):
    clients = [Client() for _ in range(5)]
    for each in clients:
        each.post("/join/", {"code": code})
    answers = together(5, lambda number: create(clients[number], f"rowan{number}@family.example").url)
    assert sorted(answers) == ["/account/confirm-email/"] + ["/join/"] * 4
    assert User.objects.filter(roles=[]).count() == 1
    assert JoinCode.objects.get().used_at is not None
    assert Event.objects.filter(kind="people.joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_codes_and_one_address_at_once_make_one_sign_in(fresh_limits, person, officer, code):
    partner = make_person()
    make_link(person.links.get().child, partner)
    codes = [code, actions.make_join_code(partner, on=TODAY, by=officer)]
    clients = [Client(), Client()]
    for each, own in zip(clients, codes, strict=True):
        each.post("/join/", {"code": own})
    answers = together(2, lambda number: create(clients[number], "ours@family.example").url)
    assert answers == ["/account/confirm-email/"] * 2
    assert User.objects.filter(email="ours@family.example").count() == 1
    assert JoinCode.objects.exclude(used_at=None).count() == 1
