"""The post: printing, recording the day, and what happens with a letter that did not arrive."""

import pytest
from django.urls import reverse
from django.utils import timezone

from letters.models import Delivery
from policy.deadlines import notified_on
from tests.factories.cases import make_whole_case
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import make_officer, make_team, sign_in

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
    assert client.post(address, {"delivery": [posted.pk], **today_typed()}).status_code == 302
    posted.refresh_from_db()
    kept.refresh_from_db()
    assert (posted.state, kept.state) == ("sent", "to_print")
    assert posted.notified_on == notified_on("post", timezone.localdate())


def test_the_batch_is_one_pdf(client, case):
    waiting(case), waiting(case)
    response = client.post(reverse("admin:print_batch"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "attachment" in response["Content-Disposition"]


def test_an_empty_queue_gives_no_pdf(client, case):
    response = client.post(reverse("admin:print_batch"))
    assert response.status_code == 409
    assert "nothing left to print" in response.content.decode()


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
    response = client.post(address, {"act": "other", "channel": ""})
    assert response.status_code == 200
    assert "Choose another way to send it" in response.content.decode()
    case.delivery.refresh_from_db()
    assert case.delivery.state == Delivery.State.FAILED
