"""“Save and come back later” keeps what was typed so far on every page of a request, and asks for no more."""

import uuid

import pytest
from django.urls import reverse

from budgets.actions import requests
from budgets.models import RequestDraft
from tests.factories.budgets import line_answers, make_case
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
LATER = {"later": "Save and come back later"}
LINE = str(uuid.UUID("6c8f2b1e-0f7a-4e21-9a55-3f0d6a1b2c3d"))


@pytest.fixture
def parent():
    return make_case()


@pytest.fixture
def asked(client, parent):
    """Sign the parent in and start a draft."""
    sign_in(client, parent)
    client.post(reverse("request_start", args=[parent.child.key]))
    return RequestDraft.objects.get()


def leave(client, draft, page, typed, *line):
    """Save a page to come back later: give the draft as it is kept, once its list and its check open."""
    answer = client.post(reverse(page, args=[draft.key, *line]), typed | LATER)
    assert (answer.status_code, answer.url) == (302, reverse("draft", args=[draft.key]))
    for name in ("draft", "draft_lines", "draft_check"):
        assert client.get(reverse(name, args=[draft.key])).status_code == 200
    again = client.get(reverse(page, args=[draft.key, *line]))
    assert again.status_code == 200
    draft.refresh_from_db()
    return again.content.decode()


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        ("about", {"care_status": "A care team"}, {"care_status": "A care team", "how_heard": None}),
        ("recipient", {"name": "Sam Ferry", "born_on-day": "3"}, {"name": "Sam Ferry", "born_on": None}),
        ("recipient", {"name": "S" * 201}, {"name": "S" * 201}),
        ("views", {"words": "I like it at home."}, {"words": "I like it at home.", "how": ""}),
        ("views", {"words": "x" * 5001, "how": "Told us."}, {"words": "x" * 5001, "how": "Told us."}),
        ("reaching", {"needs": "n" * 1001}, {"needs": "n" * 1001}),
    ],
)
def test_a_part_is_kept_as_far_as_it_is_filled_in(client, asked, part, typed, kept):
    page = leave(client, asked, f"draft_{part}", typed)
    answers = asked.answers[part]
    assert {name: answers.get(name) for name in kept} == kept
    assert all(words in page for words in kept.values() if words)


@pytest.mark.parametrize(
    ("step", "typed", "kept"),
    [
        ("for", {"category": "therapy"}, {"category": "therapy", "funding_source": None}),
        ("for", {"outcome": "other"}, {"outcome": None}),
        ("where", {"provider": "Riverbank"}, {"provider": "Riverbank", "delivered_at": None}),
        ("cost", {"unit_cost": "65"}, {"unit_cost": "65.00", "funded_weeks": ""}),
        (
            "cost",
            {"unit_cost": "sixty", "funded_weeks": "38.5"},
            {"unit_cost": "sixty", "funded_weeks": "38.5"},
        ),
    ],
)
def test_a_line_is_kept_as_far_as_it_is_filled_in(client, parent, asked, step, typed, kept):
    whole = line_answers(parent.provision, id=LINE)
    requests.save_section(asked, "lines", [{"id": LINE, "provision": whole["provision"]}], by=parent)
    page = leave(client, asked, f"draft_line_{step}", typed, LINE)
    (line,) = asked.answers["lines"]
    assert {name: line.get(name) for name in kept} == kept and line["provision"] == parent.provision.pk
    assert all(str(words) in page for words in kept.values() if words)


def test_an_answer_that_was_taken_out_is_not_kept(client, parent, asked):
    requests.save_section(asked, "lines", [line_answers(parent.provision, id=LINE)], by=parent)
    leave(client, asked, "draft_line_where", {"delivered_at": "home", "provider": ""}, LINE)
    (line,) = asked.answers["lines"]
    assert (line["provider"], line.get("provider_type"), line["unit_cost"]) == ("", None, "65.00")


def test_what_a_budget_is_for_is_kept_without_going_on(client, parent, asked):
    leave(client, asked, "draft_line_what", {}, LINE)
    assert "lines" not in asked.answers
    leave(client, asked, "draft_line_what", {"source": f"plan-{parent.provision.pk}"}, LINE)
    assert asked.answers["lines"][0]["provision"] == parent.provision.pk


def test_an_officer_comes_back_to_how_it_reached_the_council(client, parent):
    sign_in(client, parent.officer)
    client.post(reverse("request_start", args=[parent.child.key]))
    draft = RequestDraft.objects.get()
    leave(client, draft, "draft_received", {"how_received": "phone", "received_on-day": "3"})
    assert draft.answers["received"] == {"how_received": "phone", "requester": None}
    page = client.get(reverse("draft", args=[draft.key])).content.decode()
    assert "Say who asked, how, and on which day." in page


def test_going_on_still_asks_for_what_is_missing(client, asked):
    answer = client.post(reverse("draft_views", args=[asked.key]), {"words": "I like it at home."})
    asked.refresh_from_db()
    assert answer.status_code == 200 and "views" not in asked.answers
