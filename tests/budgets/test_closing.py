"""A request ends without a decision only by the family's own word, or with the plan (b1, L3w)."""

from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import moves, requests, triage
from budgets.models import RequestDraft
from clocks.models import Clock
from letters.models import Letter
from people.roles import Basis
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_ready_request, make_request
from tests.factories.people import make_family, make_link, make_manager, make_officer, make_person, make_team

TODAY = date(2026, 11, 6)
CLOSINGS = {
    "withdrawn": (requests.withdraw, "budgets.request_withdrawn"),
    "no_longer_needed": (requests.close_no_longer_needed, "budgets.request_not_needed"),
}


@pytest.mark.parametrize("state", CLOSINGS)
def test_the_family_has_it_in_writing_and_nothing_is_owed_any_more(db, state):
    close, kind = CLOSINGS[state]
    parent = make_case(stage="final")
    school = {"delivered_at": "setting", "setting": "Wealdbridge Primary School"}
    request = make_request(parent, lines=[line_answers(parent.provision, **school)])
    triage.ask_for_more(request, items=["A quote."], why="To cost it.", on=TODAY, by=parent.officer)
    triage.ask_setting(
        request.lines.get(),
        kind="premises",
        setting=school["setting"],
        asked_of="The head",
        on=TODAY,
        by=parent.officer,
    )
    requests.start_draft(parent.child, by=parent, amends=request)
    other = make_person()
    make_link(parent.child, other, basis=Basis.HAS_CARE_OF)
    assert Clock.objects.open().count() == 4
    closed = close(request, because="We have found a club.", on=TODAY, by=parent.officer)
    assert (closed.state, closed.closed_on, closed.closed_because) == (state, TODAY, "We have found a club.")
    assert not Clock.objects.open().exists()
    assert closed.lines.get().state == "withdrawn"
    assert closed.information_needed.get().settled_on == TODAY
    assert not RequestDraft.objects.exists()
    letters = Letter.objects.filter(kind="request_closed")
    assert {each.addressee for each in letters} == {parent.person, other}
    assert letters.first().parts["says"]["reason"] == "We have found a club."
    assert Event.objects.get(kind=kind).by_id == parent.officer.pk


def test_the_family_takes_its_own_request_back(parent):
    request = make_request(parent)
    assert (
        requests.withdraw(request, because="We moved.", on=TODAY, by=make_family(parent.child)).state
        == "withdrawn"
    )


@pytest.mark.parametrize("state", CLOSINGS)
def test_nobody_else_ends_it(parent, state):
    request = make_request(parent)
    for user in (
        make_officer(),
        make_manager(team=make_team()),
        make_case(),
        make_officer(team=parent.officer.team),
    ):
        with pytest.raises(NotAllowed):
            CLOSINGS[state][0](request, because="Too dear.", on=TODAY, by=user)


def test_only_an_officer_notes_that_it_is_no_longer_needed(parent):
    with pytest.raises(NotAllowed):
        requests.close_no_longer_needed(make_request(parent), because="We moved.", on=TODAY, by=parent)


@pytest.mark.parametrize("state", CLOSINGS)
@pytest.mark.parametrize(
    ("because", "on"),
    [("", TODAY), (" \n", TODAY), ("a\x00b", TODAY), (None, TODAY), ("We moved.", TODAY + timedelta(days=1))],
)
def test_it_says_why_and_never_tomorrow(parent, state, because, on):
    request = make_request(parent)
    with pytest.raises(Refused):
        CLOSINGS[state][0](request, because=because, on=on, by=parent.officer)
    request.refresh_from_db()
    assert request.state == "requested"


@pytest.mark.parametrize("state", CLOSINGS)
def test_the_agenda_lets_go_of_it_first(parent, state):
    request = make_ready_request(parent)
    moves.put_on_agenda(request, by=parent.officer)
    with pytest.raises(Refused, match="already"):
        CLOSINGS[state][0](request, because="We moved.", on=TODAY, by=parent.officer)
    moves.take_off_agenda(request, by=parent.officer)
    assert CLOSINGS[state][0](request, because="We moved.", on=TODAY, by=parent.officer).state == state


@pytest.mark.parametrize("state", CLOSINGS)
def test_what_is_closed_stays_closed(parent, state):
    request = CLOSINGS[state][0](make_request(parent), because="We moved.", on=TODAY, by=parent.officer)
    with pytest.raises(Refused):
        requests.withdraw(request, because="Again.", on=TODAY, by=parent)
    with pytest.raises(Refused):
        triage.make_ready(request, on=TODAY, by=parent.officer)
    with pytest.raises(Refused, match="can no longer be changed"):
        requests.start_draft(parent.child, by=parent, amends=request)


def test_it_can_be_asked_for_again_the_same_day(parent):
    requests.withdraw(make_request(parent), because="A mistake.", on=TODAY, by=parent)
    assert make_request(parent).state == "requested"
    assert Clock.objects.open().filter(duty="request_decision").count() == 1
