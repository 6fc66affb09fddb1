"""Asking for a personal budget: drafts, sending once, and who may not (s.49, R1.2, R4)."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import requests
from budgets.models import PersonalBudgetRequest, RequestDraft, RequestVersion
from clocks.models import Clock
from ehcp.models import Plan
from letters.models import Letter
from people.roles import Basis
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_draft, make_request
from tests.factories.ehcp import make_annual_review, make_plan, make_provision
from tests.factories.people import make_child, make_family, make_link, make_officer, make_person

TODAY = date(2026, 11, 6)


def send(draft, by, on=TODAY):
    """Send a draft."""
    return requests.submit(draft, on=on, by=by)


def test_what_was_asked_is_stored_word_for_word_and_as_facts(parent):
    request = make_request(parent)
    assert request.state == "requested"
    assert (request.child, request.plan, request.requester) == (parent.child, parent.plan, parent.person)
    assert (request.received_on, request.how_received, request.window) == (TODAY, "portal", "drafting")
    assert request.received_at == timezone.now()
    assert (request.kind, request.recipient, request.declared_on) == ("new", parent.person, TODAY)
    (line,) = request.lines.all()
    assert (line.provision, line.state, str(line.yearly)) == (parent.provision, "requested", "2470.00")
    version = request.versions.get()
    assert (version.number, version.sent_by) == (1, parent)
    assert version.answers["lines"][0]["id"] == str(line.key)
    assert version.answers["views"]["words"] == "I like it when we do it at home."
    assert not RequestDraft.objects.exists()


def test_its_reference_cannot_be_guessed(parent):
    reference = make_request(parent).reference
    prefix, *groups = reference.split("-")
    assert prefix == "PB" and [len(group) for group in groups] == [4, 4]


def test_the_clock_on_the_decision_starts_the_day_it_is_received(parent):
    request = make_request(parent)
    clock = Clock.objects.get(duty="request_decision")
    assert (clock.about_id, clock.child, clock.started_on) == (request.pk, parent.child, TODAY)
    assert clock.due_on == date(2026, 12, 4)
    assert parent.child.name not in clock.label and request.reference in clock.label
    assert not Clock.objects.filter(duty="outside_window_letter").exists()


def test_the_receipt_goes_to_whoever_asked_and_to_nobody_else(parent):
    make_link(parent.child, make_person(), basis=Basis.HAS_CARE_OF)
    request = make_request(parent)
    letter = Letter.objects.get(kind="receipt")
    assert letter.addressee == parent.person
    says = letter.parts["says"]
    assert says["request_reference"] == request.reference
    assert (says["total"], says["decide_by"]) == ("£2,470.00", "2026-12-04")
    assert says["lines"][0] == {
        "title": "Speech and language therapy",
        "amount": "£2,470.00",
        "mechanism": "A direct payment to you",
    }
    assert "the plan is being drafted, so we must consider" in says["window"]


def test_while_the_plan_is_drafted_its_twenty_weeks_are_the_wall(db):
    parent = make_case(requested_on=date(2026, 7, 1))
    request = make_request(parent)
    (clock,) = Clock.objects.of(request)
    assert (clock.due_on, clock.label) == (date(2026, 11, 18), f"Decide request {request.reference}")
    assert Letter.objects.get(kind="receipt").parts["says"]["decide_by"] == "2026-11-18"
    assert clock.is_late(on=date(2026, 11, 19))


def test_a_wall_that_was_passed_before_the_family_asked_is_none(db):
    request = make_request(make_case(requested_on=date(2026, 5, 1)))
    (clock,) = Clock.objects.of(request)
    assert (clock.duty, clock.due_on) == ("request_decision", date(2026, 12, 4))


def test_a_change_tells_of_the_day_that_is_tracked_whatever_became_of_the_plan(db):
    parent = make_case(requested_on=date(2026, 7, 1))
    request = make_request(parent)
    Plan.objects.filter(pk=request.plan_id).update(stage=Plan.Stage.FINAL, final_on=TODAY)
    request = PersonalBudgetRequest.objects.get(pk=request.pk)
    requests.amend(request, answers=request.versions.get().answers, on=TODAY, by=parent)
    newest = Letter.objects.filter(kind="receipt").latest("pk")
    assert newest.parts["says"]["decide_by"] == "2026-11-18"
    assert Clock.objects.of(request).get().due_on == date(2026, 11, 18)


def test_outside_a_window_it_is_recorded_all_the_same_and_an_answer_is_owed(db):
    parent = make_case(stage=Plan.Stage.FINAL)
    request = make_request(parent)
    assert request.window == "outside"
    clock = Clock.objects.get(duty="outside_window_letter")
    assert (clock.about_id, clock.due_on) == (request.pk, date(2026, 11, 13))
    assert Clock.objects.filter(duty="request_decision").exists()
    assert "recorded your request all the same" in Letter.objects.get(kind="receipt").html


def test_an_annual_review_opens_the_window(db):
    parent = make_case(stage=Plan.Stage.FINAL)
    make_annual_review(parent.plan, invited_on=date(2026, 11, 2))
    assert make_request(parent).window == "annual_review"


def test_it_is_in_the_childs_record(parent):
    request = make_request(parent)
    event = Event.objects.get(kind="budgets.request_sent")
    assert (event.about_id, event.by_id, event.child_id) == (request.pk, parent.pk, parent.child.pk)


def test_sending_again_gives_the_same_request(parent):
    draft = make_draft(parent)
    first = send(draft, parent)
    assert send(draft, parent) == first
    assert PersonalBudgetRequest.objects.count() == RequestVersion.objects.count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_what_was_deleted_is_not_sent(parent):
    draft = make_draft(parent)
    requests.discard_draft(draft, by=parent)
    with pytest.raises(Refused, match="sent or deleted already"):
        send(draft, parent)
    with pytest.raises(Refused, match="sent or deleted already"):
        requests.save_section(draft, "about", {}, by=parent)
    assert requests.discard_draft(draft, by=parent) is None


def test_the_declaration_can_be_made_with_the_sending(parent):
    draft = make_draft(parent, answers={"declaration": {}})
    with pytest.raises(Refused, match="Confirm that what you have written is true"):
        send(draft, parent)
    request = requests.submit(draft, on=TODAY, by=parent, agreed=True)
    assert request.versions.get().answers["declaration"] == {"agreed": True}


def test_another_parent_of_the_same_child_cannot_send_my_draft(parent):
    other = make_family(parent.child)
    draft = make_draft(parent)
    for act in (
        lambda: send(draft, other),
        lambda: requests.save_section(draft, "about", {}, by=other),
        lambda: requests.discard_draft(draft, by=other),
    ):
        with pytest.raises(NotAllowed):
            act()
    send(draft, parent)
    with pytest.raises(Refused):
        send(draft, other)


@pytest.mark.parametrize("tie", ["nobody", "nominee", "link ended", "another officer"])
def test_only_the_family_and_the_officer_begin_a_request(parent, tie):
    user = make_officer(team=None) if tie == "another officer" else make_family(make_child())
    if tie == "nominee":
        make_link(parent.child, user.person, basis=Basis.NOMINEE)
    if tie == "link ended":
        make_link(parent.child, user.person, to_on=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowed):
        requests.start_draft(parent.child, by=user)


def test_a_parent_whose_link_ended_cannot_send_what_they_wrote(parent):
    draft = make_draft(parent)
    parent.person.links.update(to_on=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowed):
        send(draft, parent)


def test_an_officer_sends_nothing_in_their_own_name(parent):
    draft = requests.start_draft(parent.child, by=parent.officer)
    with pytest.raises(NotAllowed):
        send(draft, parent.officer)


def test_a_draft_is_gone_on_with_and_is_each_writers_own(parent):
    other = make_family(parent.child)
    mine = requests.start_draft(parent.child, by=parent)
    assert requests.start_draft(parent.child, by=parent) == mine
    theirs = requests.start_draft(parent.child, by=other)
    assert theirs != mine
    assert list(RequestDraft.objects.visible_to(other, on=TODAY)) == [theirs]


def test_a_draft_is_kept_half_done_and_says_what_is_left(parent):
    draft = requests.start_draft(parent.child, by=parent)
    assert {section for section, _ in requests.missing(draft, child=parent.child)} == {
        "about",
        "lines",
        "views",
        "declaration",
    }
    draft = requests.save_section(draft, "lines", [{"mechanism": "direct_payment"}], by=parent)
    assert uuid.UUID(draft.answers["lines"][0]["id"])
    left = dict(requests.missing(draft, child=parent.child))
    assert "recipient" in left and "Choose what the budget would pay for" in left["lines"]
    assert requests.missing(make_draft(parent), child=parent.child) == []


def test_nothing_is_sent_for_another_day_to_come(parent):
    with pytest.raises(Refused, match="future"):
        send(make_draft(parent), parent, on=TODAY + timedelta(days=1))


def test_without_a_plan_there_is_nothing_to_ask_for(db):
    parent = make_family(make_child())
    with pytest.raises(Refused, match="no plan"):
        requests.start_draft(parent.person.links.get().child, by=parent)


def test_nor_once_the_plan_ceased(db):
    child = make_child()
    make_plan(child=child, stage=Plan.Stage.CEASED)
    with pytest.raises(Refused, match="ceased on 1 October 2026"):
        requests.start_draft(child, by=make_family(child))


def refused_line(parent, **answers):
    """Give the words in which a line is refused."""
    draft = make_draft(parent, lines=[line_answers(parent.provision) | answers])
    with pytest.raises(Refused) as refused:
        send(draft, parent)
    assert not PersonalBudgetRequest.objects.exists()
    return f"{refused.value.rule} {refused.value}"


def test_a_line_is_linked_to_provision_of_this_childs_plan(parent):
    assert "R1.2" in refused_line(parent, provision=make_provision(make_plan()).pk)
    assert "R1.2" in refused_line(parent, provision=None)
    assert "R1.2" in refused_line(parent, catalogue_key="transport")
    parent.provision.missing_from_roster_on = TODAY
    parent.provision.save()
    assert "in the plan now" in refused_line(parent)


def test_an_outcome_of_another_plan_is_none(parent):
    other = make_case()
    assert "R1.2" in refused_line(parent, outcome=other.provision.outcome_id)


def test_only_what_the_catalogue_says_need_not_be_in_the_plan(parent):
    assert "need not be in a plan" in refused_line(parent, provision=None, catalogue_key="top_up")
    assert "need not be in a plan" in refused_line(parent, provision=None, catalogue_key="nonsense")
    line = line_answers(catalogue_key="transport", title="", outcome_words="")
    request = make_request(parent, lines=[line])
    (stored,) = request.lines.all()
    assert stored.is_non_plan and stored.title == "Transport between home and school"


def test_a_new_request_may_begin_from_the_lines_of_an_old_one(parent):
    answers = line_answers(parent.provision)
    first, second = (make_request(parent, lines=[answers]) for _ in range(2))
    assert first.lines.get().key != second.lines.get().key
    assert second.versions.get().answers["lines"][0]["id"] == str(second.lines.get().key)
