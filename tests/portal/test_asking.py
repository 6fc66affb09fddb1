"""Asking for a personal budget on the pages: in any order, saved as one goes, sent once."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from budgets.models import PersonalBudgetRequest, RequestDraft
from letters.models import Letter
from tests.factories.budgets import make_case
from tests.factories.people import make_family, make_officer, make_team, sign_in

pytestmark = pytest.mark.django_db
LINE = uuid.UUID("6c8f2b1e-0f7a-4e21-9a55-3f0d6a1b2c3d")
PARTS = {
    "about": {"kind": "new", "how_heard": "review"},
    "recipient": {
        "kind": "parent", "name": "Sam Ferry", "born_on-day": "3", "born_on-month": "2", "born_on-year": "1988",
        "manages": "alone", "schedule_answer": "no",
    },
    "views": {"words": "I like it at home.", "how": "Ash told us."},
    "reaching": {"needs": "", "share_with_school": "on"},
}  # fmt: skip
STEPS = {
    "for": {
        "outcome": "other",
        "outcome_words": "To say what is wanted.",
        "category": "therapy",
        "funding_source": "top_up",
    },
    "where": {"delivered_at": "home", "provider_type": "self_employed", "provider": "Riverbank Therapies"},
    "cost": {"unit_cost": "£65", "units_a_week": "1.5", "funded_weeks": "38", "mechanism": "direct_payment"},
}


@pytest.fixture
def parent():
    return make_case()


@pytest.fixture
def asked(client, parent):
    """Sign the parent in and start a draft."""
    sign_in(client, parent)
    client.post(reverse("request_start", args=[parent.child.key]))
    return RequestDraft.objects.get()


def fill(client, draft, provision):
    """Fill in every part of a draft."""
    what = reverse("draft_line_what", args=[draft.key, LINE])
    assert client.post(what, {"source": f"plan-{provision.pk}"}).status_code == 302
    for step, typed in STEPS.items():
        answer = client.post(reverse(f"draft_line_{step}", args=[draft.key, LINE]), typed)
        assert answer.status_code == 302, answer.context["form"].errors
    for part, typed in PARTS.items():
        answer = client.post(reverse(f"draft_{part}", args=[draft.key]), typed)
        assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()


def test_a_request_is_written_part_by_part_and_sent(client, parent, asked):
    fill(client, asked, parent.provision)
    page = client.get(reverse("draft_check", args=[asked.key])).content.decode()
    assert "£3,705.00" in page and "I like it at home." in page
    sent = client.post(reverse("draft_check", args=[asked.key]), {"agreed": "on"}, follow=True)
    request = PersonalBudgetRequest.objects.get()
    assert request.reference in sent.content.decode()
    line = request.lines.get()
    assert (line.provision, line.stream, str(line.yearly)) == (parent.provision, "education", "3705.00")
    assert Letter.objects.get(kind="receipt").addressee == parent.person
    assert not RequestDraft.objects.exists()


def test_what_was_typed_stays_when_something_is_wrong(client, parent, asked):
    answer = client.post(
        reverse("draft_recipient", args=[asked.key]), PARTS["recipient"] | {"born_on-month": "13"}
    )
    assert answer.status_code == 200 and "Sam Ferry" in answer.content.decode()
    assert "must be a real date" in answer.content.decode()


def test_the_list_says_what_is_done_and_what_cannot_start(client, parent, asked):
    page = client.get(reverse("draft", args=[asked.key])).content.decode()
    assert page.count("Not yet started") == 4 and page.count("Cannot start yet") == 2
    fill(client, asked, parent.provision)
    page = client.get(reverse("draft", args=[asked.key])).content.decode()
    assert page.count("Completed") == 5 and "Cannot start yet" not in page


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"units_a_week": "0"}, "units_a_week", "Enter how many in a week, because you gave what one costs"),
        ({"unit_cost": "0"}, "unit_cost", "Enter what it costs: so far it comes to nothing for the year"),
        ({"units_a_week": "1000"}, "units_a_week", "Your answer must be 999.99 or less"),
        (
            {"unit_cost": "99,999,999.99"},
            "unit_cost",
            "Check what one costs and how many: the cost of the year is too high",
        ),
    ],
)
def test_sums_that_make_no_cost_are_said_on_their_own_page(client, parent, asked, typed, field, words):
    what = reverse("draft_line_what", args=[asked.key, LINE])
    client.post(what, {"source": f"plan-{parent.provision.pk}"})
    answer = client.post(reverse("draft_line_cost", args=[asked.key, LINE]), STEPS["cost"] | typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {field: [words]}


def test_a_cost_paid_once_needs_nothing_each_week(client, parent, asked):
    client.post(reverse("draft_line_what", args=[asked.key, LINE]), {"source": f"plan-{parent.provision.pk}"})
    once = {"unit_cost": "0", "units_a_week": "0", "one_off": "120"}
    cost = client.post(reverse("draft_line_cost", args=[asked.key, LINE]), STEPS["cost"] | once)
    assert cost.status_code == 302


def test_a_draft_that_is_not_complete_is_not_sent(client, parent, asked):
    answer = client.post(reverse("draft_check", args=[asked.key]), {"agreed": "on"})
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert not PersonalBudgetRequest.objects.exists()


def test_going_back_and_sending_again_shows_the_same_receipt(client, parent, asked):
    fill(client, asked, parent.provision)
    check = reverse("draft_check", args=[asked.key])
    first, second = (client.post(check, {"agreed": "on"}) for _ in range(2))
    assert first.url == second.url and PersonalBudgetRequest.objects.count() == 1


def test_a_line_is_removed_after_asking(client, parent, asked):
    fill(client, asked, parent.provision)
    client.post(reverse("draft_line_remove", args=[asked.key, LINE]))
    asked.refresh_from_db()
    assert asked.answers["lines"] == []


def test_nobody_else_opens_a_draft_not_even_the_other_parent(client, parent, asked):
    for other in (make_family(parent.child), parent.officer, make_officer(team=make_team())):
        sign_in(client, other)
        assert client.get(reverse("draft", args=[asked.key])).status_code == 404


def test_an_officer_logs_a_request_on_the_same_pages(client, parent):
    sign_in(client, parent.officer)
    client.post(reverse("request_start", args=[parent.child.key]))
    draft = RequestDraft.objects.get()
    fill(client, draft, parent.provision)
    day = timezone.localdate()
    typed = {
        "requester": parent.person.pk, "how_received": "phone",
        "received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year,
    }  # fmt: skip
    answer = client.post(reverse("draft_received", args=[draft.key]), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    sent = client.post(reverse("draft_check", args=[draft.key]), {"agreed": "on"})
    request = PersonalBudgetRequest.objects.get()
    assert sent.url == reverse("admin:case_request", args=[request.key])
    assert (request.how_received, request.requester, request.submitted_by) == (
        "phone",
        parent.person,
        parent.officer,
    )
    assert client.get(sent.url).status_code == 200
