"""One parent's own answers are on no page of the other's, and stay as they are when the other changes the request."""

import pytest
from django.urls import reverse

from budgets.actions import requests
from budgets.models import RequestDraft
from tests.factories.budgets import make_case, make_request
from tests.factories.people import make_family, sign_in

pytestmark = pytest.mark.django_db
PRIVATE = ("3 February 1988", "Ring before three.")
ORDER = "Under a court order"
ONLY = "Only the person who answered this can read it here."


@pytest.fixture
def parent():
    return make_case()


@pytest.fixture
def other(parent):
    return make_family(parent.child)


@pytest.fixture
def sent(parent):
    return make_request(parent, answers={"reaching": {"needs": "Ring before three."}})


def page_of(client, user, name, *args):
    """Open a page as somebody."""
    sign_in(client, user)
    return client.get(reverse(name, args=args)).content.decode()


def test_the_page_of_a_request_shows_them_to_whoever_gave_them(client, parent, sent):
    page = page_of(client, parent, "request_status", sent.key)
    assert all(words in page for words in (*PRIVATE, ORDER)) and ONLY not in page


def test_it_shows_the_other_parent_the_rest(client, other, sent):
    page = page_of(client, other, "request_status", sent.key)
    assert not any(words in page for words in (*PRIVATE, ORDER))
    assert page.count(ONLY) == 2 and "Speech and language therapy" in page


def test_staff_read_all_of_it(client, parent, sent):
    page = page_of(client, parent.officer, "admin:case_request", sent.key)
    assert all(words in page for words in (*PRIVATE, ORDER)) and ONLY not in page


def test_a_change_by_the_other_parent_neither_shows_nor_asks_them(client, other, sent):
    sign_in(client, other)
    client.post(reverse("request_amend", args=[sent.key]))
    draft = RequestDraft.objects.get(written_by=other)
    page = page_of(client, other, "draft", draft.key)
    assert page.count("it stays as it is") == 2
    for part in ("recipient", "reaching"):
        address = reverse(f"draft_{part}", args=[draft.key])
        assert address not in page and client.get(address).status_code == 404
    page = page_of(client, other, "draft_check", draft.key)
    assert not any(words in page for words in PRIVATE) and page.count(ONLY) == 2
    client.post(reverse("draft_check", args=[draft.key]), {"agreed": "on"})
    assert sent.versions.last().answers["reaching"] == {"needs": "Ring before three."}


def test_what_a_draft_took_over_before_is_not_shown(client, other, sent):
    draft = requests.start_draft(sent.child, by=other, amends=sent)
    draft.answers |= sent.versions.get().answers
    draft.save()
    page = page_of(client, other, "draft_check", draft.key)
    assert not any(words in page for words in (*PRIVATE, ORDER))
