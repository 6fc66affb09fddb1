"""Two at once before the Board: one decision a line, and a request is either decided or withdrawn."""

from datetime import date

import pytest

from budgets.models import PersonalBudgetRequest
from decisions.actions import agenda, checking, deciding, releasing
from decisions.models import AgendaItem, Decision
from letters.models import Letter
from policy import Refused
from tests.factories.budgets import make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    CHECKED_ON,
    MEETS_ON,
    RELEASED_ON,
    agreed,
    make_checked_item,
    make_checker,
    make_decided_item,
    make_listed_item,
    make_meeting,
    member_at,
    refused,
)
from tests.factories.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 20


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of these cases to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


def another(meeting):
    """Give a request of another child on the agenda of a meeting."""
    return make_listed_item(make_ready_request(make_case(), on=ASKED_ON), meeting=meeting)


def apart(outcomes, done):
    """Give the one that was done and the words of the one that was refused."""
    winners = [each for each in outcomes if isinstance(each, done)]
    losers = [each for each in outcomes if isinstance(each, Refused)]
    assert (len(winners), len(losers)) == (1, 1), outcomes
    return winners[0], losers[0].words


def test_two_members_decide_one_line_and_the_second_is_told_who_and_what():
    meeting = make_meeting()
    for _ in range(PAIRS):
        item = another(meeting)
        line = item.request.lines.get()
        first, second = member_at(item, "education"), member_at(item, "health")
        outcomes = at_once(
            lambda: deciding.decide_line(item, line, on=MEETS_ON, by=first, **agreed(line)),  # noqa: B023
            lambda: deciding.decide_line(item, line, on=MEETS_ON, by=second, **refused(line)),  # noqa: B023
        )
        won, words = apart(outcomes, Decision)
        assert f"{won.recorded_by} has recorded it already: {won.outcome}" in words
        assert Decision.objects.get(item=item) == won


def test_the_board_records_while_the_family_withdraws_and_one_wins():
    meeting = make_meeting()
    states = []
    for _ in range(PAIRS):
        item = another(meeting)
        line, member, parent = item.request.lines.get(), member_at(item), item.request.requester.user
        deciding.decide_line(item, line, on=MEETS_ON, by=member, **agreed(line))
        outcomes = at_once(
            lambda: deciding.record_decision(item, on=MEETS_ON, by=member),  # noqa: B023
            lambda: agenda.withdraw_request(item.request, because="We moved.", on=MEETS_ON, by=parent),  # noqa: B023
        )
        apart(outcomes, (AgendaItem, PersonalBudgetRequest))
        item.refresh_from_db()
        states.append((item.state, PersonalBudgetRequest.objects.get(pk=item.request_id).state))
    assert set(states) <= {("recorded", "decided"), ("taken_off", "withdrawn")}


def test_two_checkers_pass_it_at_once_and_one_is_on_record():
    item = make_decided_item()
    one, other = make_checker(), make_checker()
    outcomes = at_once(
        lambda: checking.pass_check(item, on=CHECKED_ON, by=one),
        lambda: checking.pass_check(item, on=CHECKED_ON, by=other),
    )
    apart(outcomes, AgendaItem)


def test_two_release_at_once_and_one_letter_goes():
    item = make_checked_item()
    one, other = make_checker(), make_checker()
    outcomes = at_once(
        lambda: releasing.release(item, on=RELEASED_ON, by=one),
        lambda: releasing.release(item, on=RELEASED_ON, by=other),
    )
    apart(outcomes, AgendaItem)
    assert Letter.objects.filter(kind="decision").count() == 1


def test_one_request_is_put_on_two_agendas_at_once_and_is_on_one():
    request, meetings = make_ready_request(on=ASKED_ON), [make_meeting()]
    meetings.append(make_meeting(meets_on=date(2026, 11, 19)))
    outcomes = at_once(*(lambda each=each: make_listed_item(request, meeting=each) for each in meetings))
    apart(outcomes, AgendaItem)
    assert AgendaItem.objects.filter(request=request, state="listed").count() == 1
