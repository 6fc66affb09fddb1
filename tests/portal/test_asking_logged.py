"""An officer writes down what a family asked or changed by phone, in the family's own words if need be (R4.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from budgets.models import PersonalBudgetRequest, RequestDraft
from tests.factories.budgets import make_case, make_request
from tests.factories.people import make_family, sign_in

pytestmark = pytest.mark.django_db
WORDS = "Could we have the money for therapy?"


@pytest.fixture
def parent():
    return make_case()


@pytest.fixture
def desk(client, parent):
    """Sign the officer in."""
    return sign_in(client, parent.officer)


def came(person, day=None):
    """Type how it reached the council: by phone, today."""
    day = day or timezone.localdate()
    typed = {"received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year}
    return {"requester": person.pk, "how_received": "phone", **typed}


def type_in(desk, draft, part, typed):
    answer = desk.post(reverse(f"draft_{part}", args=[draft.key]), typed)
    assert answer.status_code == 302, answer.context["form"].errors


def send(desk, draft):
    return desk.post(reverse("draft_check", args=[draft.key]), {"agreed": "on"})


def log_words(desk, parent):
    """Log a request of which no more is known than what was said."""
    desk.post(reverse("request_start", args=[parent.child.key]))
    draft = RequestDraft.objects.get()
    type_in(desk, draft, "received", came(parent.person))
    type_in(desk, draft, "about", {"kind": "new", "how_heard": "own", "words": WORDS})
    assert (
        "Cannot start yet"
        not in desk.get(reverse("draft", args=[draft.key])).content.decode().split("Check")[1]
    )
    assert send(desk, draft).status_code == 302
    return PersonalBudgetRequest.objects.get()


def change(desk, request):
    """Begin a change to a request from its page."""
    page = desk.get(reverse("admin:case_request", args=[request.key])).content.decode()
    address = reverse("admin:request_amend", args=[request.key])
    assert address in page
    answer = desk.post(address)
    draft = RequestDraft.objects.get(amends=request)
    assert answer.url == reverse("draft", args=[draft.key])
    return draft


def test_plain_words_are_logged_and_shown(desk, parent):
    request = log_words(desk, parent)
    assert not request.lines.exists() and request.requester == parent.person
    page = desk.get(reverse("admin:case_request", args=[request.key])).content.decode()
    assert WORDS in page and "Together: £0.00" not in page


def test_a_family_is_not_asked_for_them_and_keeps_them(desk, client, parent):
    request = log_words(desk, parent)
    sign_in(client, parent)
    client.post(reverse("request_amend", args=[request.key]))
    draft = RequestDraft.objects.get()
    assert "received" not in draft.answers
    about = reverse("draft_about", args=[draft.key])
    assert 'name="words"' not in client.get(about).content.decode()
    type_in(client, draft, "about", {"kind": "new", "how_heard": "review"})
    draft.refresh_from_db()
    assert (draft.answers["about"]["words"], draft.answers["about"]["how_heard"]) == (WORDS, "review")


def test_a_change_by_phone_is_written_down_on_the_same_pages(desk, parent):
    request = make_request(parent)
    other = make_family(parent.child)
    draft = change(desk, request)
    page = desk.get(reverse("draft_received", args=[draft.key])).content.decode()
    assert "The day they asked for the change" in page
    type_in(desk, draft, "views", {"words": "I want to swim.", "how": "On a visit."})
    assert send(desk, draft).status_code == 200
    type_in(desk, draft, "received", came(other.person))
    assert send(desk, draft).url == reverse("admin:case_request", args=[request.key])
    request.refresh_from_db()
    version = request.versions.order_by("number").last()
    assert (request.views, request.requester, version.sent_by) == (
        "I want to swim.",
        parent.person,
        parent.officer,
    )
    today = timezone.localdate().isoformat()
    assert version.answers["received"] == {
        "requester": other.person_id, "how_received": "phone", "received_on": today,
    }  # fmt: skip
    words = Event.objects.get(kind="budgets.request_amended").detail.said
    assert (words["how"], words["received_on"]) == ("By phone", today)


def test_a_change_cannot_come_before_the_request(desk, parent):
    draft = change(desk, make_request(parent))
    type_in(desk, draft, "received", came(parent.person, timezone.localdate() - timedelta(days=1)))
    answer = send(desk, draft)
    assert answer.status_code == 200
    assert "A change cannot be asked for before the request." in answer.content.decode()
