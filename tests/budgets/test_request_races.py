"""Several people at once on PostgreSQL: one request, one winner, nothing lost."""

from datetime import date

import pytest

from budgets.actions import moves, requests, triage
from budgets.models import PersonalBudgetRequest, RequestDraft
from clocks.models import Clock
from letters.models import Letter
from policy import Refused
from tests.factories.budgets import make_case, make_draft, make_ready_request, make_request, prepare
from tests.factories.people import make_manager
from tests.factories.threads import at_once

TODAY = date(2026, 11, 6)
pytestmark = pytest.mark.django_db(transaction=True)


def test_five_identical_sendings_at_once_are_one_request():
    parent = make_case()
    draft = make_draft(parent)
    sent = at_once(*[lambda: requests.submit(draft, on=TODAY, by=parent, agreed=True)] * 5)
    assert {each.pk for each in sent} == {PersonalBudgetRequest.objects.get().pk}
    assert Letter.objects.filter(kind="receipt").count() == 1
    assert Clock.objects.filter(duty="request_decision").count() == 1
    assert PersonalBudgetRequest.objects.get().versions.count() == 1
    assert not RequestDraft.objects.exists()


def test_five_identical_notes_of_a_phone_call_at_once_are_one_request():
    parent = make_case()
    draft = make_draft(parent)

    def log():
        return requests.log(
            parent.child,
            answers=draft.answers,
            requester=parent.person,
            received_on=TODAY,
            how_received="phone",
            token=draft.key,
            on=TODAY,
            by=parent.officer,
        )

    logged = at_once(*[log] * 5)
    assert {each.pk for each in logged} == {PersonalBudgetRequest.objects.get().pk}
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_sending_while_it_is_deleted_is_one_of_the_two():
    parent = make_case()
    draft = make_draft(parent)
    sent, _ = at_once(
        lambda: requests.submit(draft, on=TODAY, by=parent),
        lambda: requests.discard_draft(draft, by=parent),
    )
    assert isinstance(sent, PersonalBudgetRequest | Refused)
    assert PersonalBudgetRequest.objects.count() == (not isinstance(sent, Refused))


@pytest.mark.parametrize("turn", range(4))
def test_a_change_against_the_call_that_it_is_ready(turn):
    parent = make_case()
    request = make_request(parent)
    prepare(request)
    draft = requests.start_draft(parent.child, by=parent, amends=request)
    line = draft.answers["lines"][0] | {"unit_cost": "70.00"}
    draft = requests.save_section(draft, "lines", [line], by=parent)
    acts = [
        lambda: requests.submit(draft, on=TODAY, by=parent, agreed=True),
        lambda: triage.make_ready(request, on=TODAY, by=parent.officer),
    ]
    results = at_once(*(acts if turn % 2 else reversed(acts)))
    changed, ready = results if turn % 2 else reversed(results)
    assert isinstance(changed, PersonalBudgetRequest), changed
    # The change goes through either way, so what the officer called ready, or wished to, is not: a cost is new.
    assert isinstance(ready, PersonalBudgetRequest) or "cost" in str(ready)
    request.refresh_from_db()
    assert (request.state, request.ready_on, request.versions.count()) == ("requested", None, 2)
    assert request.lines.get().council_cost is None


def test_a_change_against_the_locking_of_the_papers():
    parent = make_case()
    request = make_ready_request(parent)
    draft = requests.start_draft(parent.child, by=parent, amends=request)
    changed, listed = at_once(
        lambda: requests.submit(draft, on=TODAY, by=parent, agreed=True),
        lambda: moves.put_on_agenda(request, by=parent.officer),
    )
    assert isinstance(changed, Refused) != isinstance(listed, Refused)
    request.refresh_from_db()
    assert request.state == ("on_agenda" if isinstance(changed, Refused) else "requested")


def test_two_officers_at_once_lose_nothing():
    parent = make_case()
    request = make_request(parent)
    officer, manager = parent.officer, make_manager(team=parent.officer.team)
    results = at_once(
        lambda: triage.record_views(request, views="Yes!", how="With cards.", on=TODAY, by=officer),
        lambda: triage.check_cost(
            request.lines.get(), council_cost=2000, words="Ours is less.", on=TODAY, by=manager
        ),
        lambda: triage.ask_for_more(request, items=["A quote."], why="To cost it.", on=TODAY, by=officer),
        lambda: triage.ask_for_more(request, items=["A quote."], why="To cost it.", on=TODAY, by=manager),
    )
    assert [isinstance(each, Refused) for each in results[:2]] == [False, False], results
    assert sorted(isinstance(each, Refused) for each in results[2:]) == [False, True], results
    request.refresh_from_db()
    assert (request.views, request.costs_checked_on, request.state) == ("Yes!", TODAY, "info_needed")
    assert Letter.objects.filter(kind="information_needed").count() == 1
