"""What the Board decided is recorded on a form that shows every bar at once and loses nothing (R6, R7.2, R25)."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from decisions.models import AgendaItem, Decision
from policy.payment_tests import LOCAL_QUESTIONS
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    MEETS_ON,
    RELEASED_ON,
    SECURED,
    WHY,
    WHY_NOT,
    make_listed_item,
    make_meeting,
    make_released_item,
    member_at,
    refused,
)
from tests.factories.people import make_officer, make_team, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def days_later():
    """Let it be a few days after the meeting."""
    with time_machine.travel(f"{RELEASED_ON}T10:00:00+00:00"):
        yield


@pytest.fixture
def item():
    return make_listed_item()


@pytest.fixture
def member(item):
    return sign_in(Client(), member_at(item))


def where(item):
    return reverse("board_decide", args=[item.key, item.request.lines.get().key])


def met(**answers):
    """Answer the four tests, met unless it is said otherwise, each with reasons."""
    rows = {f"test_{row}": "met" for row in "abcd"} | {f"why_{row}": WHY for row in "abcd"}
    return rows | answers


def agreed(**more):
    """Fill the form in for what was asked for."""
    own = {
        "outcome": "agreed",
        "amount": "2,470.00",
        "weeks": "38",
        "mechanism": "direct_payment",
        "reasons": WHY,
    }
    return own | {"from_on-day": "4", "from_on-month": "1", "from_on-year": "2027"} | met() | more


def refusing(**more):
    """Fill the form in to refuse, leaving what it was filled in with."""
    own = {"outcome": "refused", "grounds": ["tests"], "reasons": WHY_NOT, "secured_by": SECURED}
    return agreed() | own | {"test_d": "not_met", "why_d": WHY_NOT} | more


def test_the_form_is_filled_in_with_what_was_asked_for(member, item):
    page = member.get(where(item)).content.decode()
    assert 'value="2,470.00"' in page
    assert 'value="38"' in page
    assert 'value="direct_payment" checked' in page
    assert page.count("Local question, never a reason on its own") == len(LOCAL_QUESTIONS)
    assert "The head or principal has not agreed in writing" in page
    assert "reg 6(1)(a)" in page


def test_a_line_is_agreed(member, item):
    given = agreed(
        conditions="Receipts each quarter.\n\nA review after a term.", local_need="Yes, the report."
    )
    response = member.post(where(item), given, follow=True)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.amount, decision.weeks) == ("agreed", 2470, 38)
    assert decision.conditions == ["Receipts each quarter.", "A review after a term."]
    assert decision.local_questions == {"need": "Yes, the report."}
    assert decision.tests["c"] == {"answer": "met", "reasons": WHY}
    assert decision.decided_on == MEETS_ON
    page = response.content.decode()
    assert "Recorded: agreed." in page
    assert "Receipts each quarter." in page


def test_every_bar_is_shown_at_once_and_nothing_typed_is_lost(member, item):
    given = agreed(amount="", mechanism="", reasons="", test_a="", why_b="", why_c="Only this was typed.")
    page = member.post(where(item), given).content.decode()
    for words in (
        "Test a is not answered.",
        "Test b needs its reasons in words.",
        "Say the amount that is agreed.",
        "Say how the budget is held.",
        "Give the reasons for this child.",
    ):
        assert words in page, words
    assert "Error: " in page[: page.index("</title>")]
    assert "Only this was typed." in page
    assert 'value="2027"' in page
    assert not Decision.objects.exists()


def test_a_refusal_leaves_out_what_the_form_was_filled_in_with(member, item):
    assert member.post(where(item), refusing()).status_code == 302
    decision = Decision.objects.get()
    assert (decision.outcome, decision.amount, decision.mechanism, decision.from_on) == (
        "refused",
        None,
        "",
        None,
    )
    assert decision.grounds == ["tests"]


def test_a_local_question_is_never_a_reason_on_its_own(member, item):
    given = refusing(grounds=[], test_d="met", local_cost="Yes, elsewhere it costs less.")
    page = member.post(where(item), given).content.decode()
    assert "A refusal needs a test that is not met, or another ground in law." in page
    assert "Yes, elsewhere it costs less." in page


def test_one_sum_for_many_is_left_out_only_with_its_evidence(member, item):
    given = refusing(grounds=["aggregate_sum"], test_d="met")
    page = member.post(where(item), given).content.decode()
    assert "Name the contract or arrangement with the third party." in page
    assert "Say how the support can be fitted to this child in other ways." in page
    given |= {"contract": "The therapy contract", "is_aggregate": "yes", "limb": "inefficient"}
    given |= {
        "evidence": "Taking one child out saves nothing and costs a new tender.",
        "other_ways": "At home",
    }
    assert member.post(where(item), given).status_code == 302
    assert Decision.objects.get().aggregate_sum["other_ways"] == ["At home"]


def test_a_budget_without_a_payment_keeps_its_amount(member, item):
    given = refusing(outcome="not_paid")
    assert member.post(where(item), given).status_code == 302
    assert (Decision.objects.get().amount, Decision.objects.get().mechanism) == (2470, "")


def test_out_of_quorum_nothing_is_decided_and_the_page_says_who_is_missing(member, item):
    item.meeting.attendances.filter(body="social_care").delete()
    words = "nobody here is for social care"
    assert words in member.get(where(item)).content.decode()
    page = member.post(where(item), agreed()).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert WHY in page
    assert not Decision.objects.exists()


def test_a_warning_is_confirmed_first_and_only_for_what_was_shown():
    parent = make_case()
    lines = [line_answers(parent.provision)]
    make_released_item(make_ready_request(parent, lines=lines, on=ASKED_ON), answers=refused)
    asked = make_ready_request(parent, lines=[line_answers(parent.provision)], on=ASKED_ON)
    item = make_listed_item(asked, meeting=make_meeting(meets_on=MEETS_ON.replace(day=10)))
    member = sign_in(Client(), member_at(item))
    page = member.get(where(item))
    assert WHY_NOT in page.content.decode()
    assert "I have read the warnings" not in page.content.decode()
    ticked = refusing(confirmed="true", shown="something else")
    page = member.post(where(item), ticked)
    assert "in the same words: consider what is different now" in page.content.decode()
    assert SECURED in page.content.decode()
    assert not Decision.objects.filter(item=item).exists()
    shown = page.context["form"]["shown"].value()
    assert member.post(where(item), refusing(shown=shown)).status_code == 200
    assert member.post(where(item), refusing(shown=shown, confirmed="true")).status_code == 302


def test_what_is_recorded_is_not_decided_again(member, item):
    member.post(where(item), agreed())
    other = sign_in(Client(), member_at(item, "health"))
    page = other.post(where(item), refusing()).content.decode()
    assert f"{member_at(item)} has recorded it already: agreed." in page
    assert SECURED in page, "what was typed stays"
    assert Decision.objects.get().outcome == "agreed"
    assert f"{member_at(item)} has recorded this already." in other.get(where(item)).content.decode()


def test_what_was_typed_stays_when_the_whole_was_recorded_meanwhile(member, item):
    member.post(where(item), agreed())
    member.post(reverse("board_record", args=[item.key]))
    other = sign_in(Client(), member_at(item, "health"))
    page = other.post(where(item), refusing()).content.decode()
    assert "There is nothing to decide here now: the item is “Decided" in page
    assert SECURED in page
    again = other.post(reverse("board_record", args=[item.key])).content.decode()
    assert "There is nothing to decide here now" in again


def test_what_was_typed_stays_when_one_is_no_longer_recorded_as_present(member, item):
    item.meeting.attendances.filter(body="education").delete()
    page = member.post(where(item), refusing()).content.decode()
    assert "You are not recorded as present at this meeting." in page
    assert SECURED in page
    assert not Decision.objects.exists()


def test_the_item_is_recorded_once_every_line_is_decided(member, item):
    address = reverse("board_record", args=[item.key])
    assert "Not decided yet" in member.get(address).content.decode()
    assert "Decide every line first" in member.post(address).content.decode()
    member.post(where(item), agreed())
    assert member.post(address).status_code == 302
    recorded = AgendaItem.objects.get(pk=item.pk)
    assert recorded.state == "recorded"
    assert recorded.voters.count() == 3
    assert "What the Board decided here is recorded." in member.get(where(item)).content.decode()


def test_nobody_but_the_board_decides(item):
    for user in (make_officer(team=make_team()), item.child.case_officer):
        assert sign_in(Client(), user).post(where(item), agreed()).status_code == 404
    assert not Decision.objects.exists()


def test_a_line_of_another_item_is_not_found_under_this_one(member, item):
    other = make_listed_item(meeting=item.meeting)
    address = reverse("board_decide", args=[item.key, other.request.lines.get().key])
    assert member.get(address).status_code == 404
    assert member.post(address, agreed()).status_code == 404
    assert not Decision.objects.exists()
