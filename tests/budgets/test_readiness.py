"""A request is ready for the Board when nothing is missing: each guard is seen to refuse (b1)."""

from datetime import date, timedelta

import pytest

from budgets.actions import moves, requests, triage
from budgets.models import PersonalBudgetRequest, RequestedProvision
from budgets.states import READY_FOR_BOARD
from clocks.models import Clock
from policy import Refused
from tests.factories.budgets import (
    line_answers,
    make_case,
    make_line,
    make_ready_request,
    make_request,
    prepare,
)

TODAY = date(2026, 11, 6)
SCHOOL = {"delivered_at": "setting", "setting": "Wealdbridge Primary School"}


def ready(request):
    """Call a request ready."""
    return triage.make_ready(request, on=TODAY, by=request.child.case_officer)


def undo(request, **facts):
    """Take back facts of a request."""
    PersonalBudgetRequest.objects.filter(pk=request.pk).update(**facts)


def undo_line(request, **facts):
    """Take back facts of its lines."""
    RequestedProvision.objects.filter(request=request).update(**facts)


MISSING = {
    "asks_for_something": ("R1.2", {}, lambda each: None),
    "is_disposed": ("R4.3", {}, lambda each: undo(each, window="outside", disposition="")),
    "has_been_told": ("R3.2", {}, lambda each: None),
    "recipient_is_checked": ("R5.2", {}, lambda each: undo(each, eligibility_checked_on=None)),
    "costs_are_checked": ("R10.1", {}, lambda each: undo_line(each, council_cost=None)),
    "views_are_recorded": ("R1.6", {}, lambda each: undo(each, views=" ")),
    "settings_have_answered": ("R9.1", SCHOOL, lambda each: each.lines.get().consents.all().delete()),
    "care_is_assessed": (
        "R21.5",
        {"stream": "social_care"},
        lambda each: undo_line(each, care_assessed_on=None),
    ),
}


def test_each_guard_has_its_case_here():
    assert {guard.__name__ for guard in READY_FOR_BOARD} == set(MISSING)


@pytest.mark.parametrize("guard", [name for name in MISSING if name != "asks_for_something"])
def test_each_guard_refuses_alone(db, guard):
    rule, line, take_away = MISSING[guard]
    parent = make_case(told=guard != "has_been_told")
    request = make_request(parent, lines=[line_answers(parent.provision, **line)])
    prepare(request)
    take_away(request)
    request.refresh_from_db()
    with pytest.raises(Refused) as refused:
        ready(request)
    assert refused.value.rule == rule
    assert triage.what_is_missing(request) == [(rule, str(refused.value))]
    request.refresh_from_db()
    assert (request.state, request.ready_on) == ("requested", None)


def test_a_request_for_nothing_is_not_ready(parent):
    answers = {"about": {"kind": "new", "how_heard": "own", "words": "Money for therapy, please."}}
    request = requests.log(
        parent.child,
        answers=answers,
        requester=parent.person,
        received_on=TODAY,
        how_received="email",
        token="0b0d8f4a-7b9d-4a44-9a0e-4f7f7f4ab001",
        on=TODAY,
        by=parent.officer,
    )
    assert triage.what_is_missing(request)[0][0] == "R1.2"
    with pytest.raises(Refused):
        ready(request)


def test_with_everything_there_it_is_ready(parent):
    request = make_ready_request(parent, lines=[line_answers(parent.provision, **SCHOOL)])
    assert (request.state, request.ready_on) == ("ready", TODAY)
    assert triage.what_is_missing(request) == []


def test_a_line_the_council_holds_needs_no_recipient_and_no_premises_consent(parent):
    line = line_answers(parent.provision, mechanism="notional_council", **SCHOOL)
    request = make_request(parent, lines=[line], answers={"recipient": {}})
    triage.check_cost(request.lines.get(), council_cost=0, words="The same.", on=TODAY, by=parent.officer)
    assert ready(request).state == "ready"


def test_the_schools_own_money_needs_its_consent_wherever_the_support_is(parent):
    line = line_answers(parent.provision, funding_source="school_budget", mechanism="notional_council")
    request = make_request(parent, lines=[line])
    assert request.lines.get().consents_needed == {"school_funds"}
    assert "R9.1" in [rule for rule, _ in triage.what_is_missing(request)]


def test_a_line_that_is_not_possible_on_site_waits_for_no_school(parent):
    request = make_request(parent, lines=[line_answers(parent.provision, **SCHOOL)])
    prepare(request)
    line = request.lines.get()
    line.consents.all().delete()
    triage.set_on_site(line, possible=False, words="There is no room.", on=TODAY, by=parent.officer)
    assert ready(request).state == "ready"
    with pytest.raises(Refused) as refused:
        triage.set_on_site(line, possible=True, words="There is.", on=TODAY, by=parent.officer)
    assert refused.value.rule == "R9.1"
    line.refresh_from_db()
    assert line.not_on_site


@pytest.mark.parametrize("answer", ["refused", "no_reply"])
def test_a_school_that_says_no_or_nothing_does_not_hold_up_the_request(parent, answer):
    request = make_request(parent, lines=[line_answers(parent.provision, **SCHOOL)])
    prepare(request)
    line = request.lines.get()
    line.consents.all().delete()
    consent = triage.ask_setting(
        line, kind="premises", setting=line.setting, asked_of="The head", on=TODAY, by=parent.officer
    )
    triage.record_consent(consent, answer=answer, words="", on=TODAY, by=parent.officer)
    assert ready(request).state == "ready"
    assert not request.lines.get().has_its_consents


def test_what_was_asked_of_the_family_is_let_go_when_it_is_ready_without(parent):
    request = make_request(parent)
    prepare(request)
    triage.ask_for_more(request, items=["A quote."], why="To cost it.", on=TODAY, by=parent.officer)
    assert ready(request).state == "ready"
    assert request.information_needed.get().settled_on == TODAY
    assert not Clock.objects.open().filter(duty="information_needed").exists()


def test_it_is_not_made_ready_twice(parent):
    request = make_ready_request(parent)
    with pytest.raises(Refused, match="already"):
        ready(request)
    moves.put_on_agenda(request, by=parent.officer)
    with pytest.raises(Refused, match="already"):
        ready(request)


def test_what_is_missing_costs_the_same_for_one_line_and_for_many(db, django_assert_num_queries):
    few, many = (make_request(make_case()) for _ in range(2))
    for _ in range(20):
        make_line(many)
    for request in (few, many):
        fresh = PersonalBudgetRequest.objects.select_related("plan").get(pk=request.pk)
        with django_assert_num_queries(3):
            assert triage.what_is_missing(fresh)


def test_earlier_requests_for_the_same_are_one_query(parent, django_assert_num_queries):
    for _ in range(3):
        request = make_request(parent, lines=[line_answers(parent.provision) for _ in range(5)])
    lines = list(request.lines.all())
    with django_assert_num_queries(1):
        earlier = triage.earlier_of_lines(lines)
        assert [len(earlier[line.pk]) for line in lines] == [10] * 5
        assert {each.request.reference for each in earlier[lines[0].pk]}


def test_a_later_day_is_not_today(parent):
    request = make_request(parent)
    prepare(request)
    with pytest.raises(Refused, match="future"):
        triage.make_ready(request, on=TODAY + timedelta(days=1), by=parent.officer)
