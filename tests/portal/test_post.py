"""The post: printing, recording the day, and what happens with a letter that did not arrive."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from letters.models import Delivery
from people.roles import Role
from policy.deadlines import notified_on
from policy.plain import long_date
from tests.factories.cases import make_whole_case
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import make_manager, make_officer, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    officer = make_officer(team=make_team())
    sign_in(client, officer)
    return make_whole_case(officer)


def waiting(case):
    letter = make_letter(case.child, case.parent.person)
    return make_delivery(letter, channel="post", state="to_print")


def today_typed():
    day = timezone.localdate()
    return {"on-day": day.day, "on-month": day.month, "on-year": day.year}


def test_only_the_ticked_letters_are_recorded_as_posted(client, case):
    posted, kept = waiting(case), waiting(case)
    address = reverse("admin:print_queue")
    assert posted.letter.reference in client.get(address).content.decode()
    assert client.post(address, {"letters": [posted.pk], **today_typed()}).status_code == 302
    posted.refresh_from_db()
    kept.refresh_from_db()
    assert (posted.state, kept.state) == ("sent", "to_print")
    assert posted.notified_on == notified_on("post", timezone.localdate())


def test_the_batch_is_one_pdf(client, case):
    batch = [waiting(case).pk, waiting(case).pk]
    response = client.post(reverse("admin:print_batch"), {"letters": batch})
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("gone", [True, False])
def test_nothing_to_print_gives_no_pdf_and_says_why(client, case, gone):
    delivery = waiting(case)
    Delivery.objects.filter(pk=delivery.pk).update(state="withdrawn")
    data = {"letters": [delivery.pk]} if gone else {}
    text = client.post(reverse("admin:print_batch"), data, follow=True).content.decode()
    assert ("nothing left to print" if gone else "Select the letters to print") in text


def test_only_what_the_page_listed_is_printed_and_everybody_sees_that_it_was(client, case):
    listed, later = waiting(case), waiting(case)
    assert client.post(reverse("admin:print_batch"), {"letters": [listed.pk]}).content.startswith(b"%PDF")
    later.refresh_from_db()
    assert later.printed_at is None
    sign_in(client, make_manager(team=case.child.team))
    text = client.get(reverse("admin:print_queue")).content.decode()
    printed_by = case.child.case_officer.person.name
    assert f"Printed on {long_date(timezone.localdate())} by {printed_by}" in text
    ticked = [box for box in re.findall(r"<input[^>]*checkbox[^>]*>", text) if "checked" in box]
    assert [re.search(r'value="(\d+)"', box)[1] for box in ticked] == [str(later.pk)]


def test_posting_nothing_or_twice_is_answered_in_words(client, case):
    address, delivery = reverse("admin:print_queue"), waiting(case)
    waiting(case)
    assert "Select the letters you posted" in client.post(address, today_typed()).content.decode()
    data = {"letters": [delivery.pk], **today_typed()}
    assert "Recorded as posted" in client.post(address, data, follow=True).content.decode()
    assert "already recorded as posted" in client.post(address, data, follow=True).content.decode()


def test_another_officers_letter_is_neither_printed_nor_posted(client, case):
    delivery = waiting(case)
    sign_in(client, make_officer(team=make_team()))
    client.post(reverse("admin:print_batch"), {"letters": [delivery.pk]})
    client.post(reverse("admin:print_queue"), {"letters": [delivery.pk], **today_typed()})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.printed_at) == ("to_print", None)


def test_another_officers_post_is_not_here(client, case):
    waiting(case)
    sign_in(client, make_officer(team=make_team()))
    assert "Nothing waits to be printed" in client.get(reverse("admin:print_queue")).content.decode()


@pytest.mark.parametrize(
    ("state", "data", "becomes"),
    [
        ("failed", {"act": "again"}, "waiting"),
        ("failed", {"act": "other", "channel": "email"}, "withdrawn"),
        ("failed", {"act": "hand"}, "withdrawn"),
        ("doubtful", {"act": "arrived"}, "sent"),
        ("doubtful", {"act": "lost"}, "waiting"),
        ("sent", {"act": "returned", "words": "Not known here"}, "failed"),
    ],
)
def test_each_way_to_settle(client, case, state, data, becomes):
    now = timezone.now()
    letter = make_letter(case.child, case.parent.person, written_on=timezone.localdate())
    delivery = make_delivery(
        letter,
        channel="post",
        state=state,
        failure="" if state == "sent" else "No answer",
        sent_at=now,
        notified_on=timezone.localdate(),
    )
    address = reverse("admin:settle_delivery", args=[delivery.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, data)
    assert response.status_code == 302, response.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == becomes


def test_an_act_that_does_not_fit_is_refused_in_words(client, case):
    address = reverse("admin:settle_delivery", args=[case.delivery.pk])
    assert "By hand" not in client.get(address).content.decode()
    for channel, words in [
        ("", "Select which other way"),
        ("post", "Choose another way"),
        ("hand", "Select"),
    ]:
        text = client.post(address, {"act": "other", "channel": channel}).content.decode()
        assert words in text
    assert "Select which other way" not in client.post(address, {"act": "lost"}).content.decode()
    case.delivery.refresh_from_db()
    assert case.delivery.state == Delivery.State.FAILED


def mail_about_a_sign_in(case, **changes):
    """Make a mail about the parent's sign-in that did not arrive, its words still kept."""
    letter = make_letter(None, case.parent.person, kind="account_mail", title="About your sign-in", html="")
    own = {"state": "failed", "failure": "The mail server refused it.", "secret": "sealed"}
    return make_delivery(letter, **own | changes)


def test_an_administrator_looks_after_mail_about_no_child_and_nothing_else(client, case):
    mail, listed = mail_about_a_sign_in(case), reverse("admin:not_delivered")
    assert "About your sign-in" not in client.get(listed).content.decode()
    address = reverse("admin:settle_delivery", args=[mail.pk])
    assert client.get(address).status_code == 404
    sign_in(client, make_user(role=Role.ADMINISTRATOR))
    text = client.get(listed).content.decode()
    assert "About your sign-in" in text
    assert case.parent.person.name in text
    assert "refused it" in text
    assert case.delivery.letter.title not in text
    assert f'href="{listed}"' in client.get(reverse("home")).content.decode()
    assert client.get(reverse("admin:settle_delivery", args=[case.delivery.pk])).status_code == 404
    assert "another way" not in client.get(address).content.decode()
    assert client.post(address, {"act": "again"}).status_code == 302
    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_mail_whose_words_are_gone_is_not_tried_again_and_can_be_left(client, case):
    mail = mail_about_a_sign_in(case, secret=None)
    sign_in(client, make_user(role=Role.ADMINISTRATOR))
    address = reverse("admin:settle_delivery", args=[mail.pk])
    assert "Try again" not in client.get(address).content.decode()
    assert client.post(address, {"act": "leave"}).status_code == 302
    mail.refresh_from_db()
    assert mail.state == "withdrawn"
    assert "About your sign-in" not in client.get(reverse("admin:not_delivered")).content.decode()
