"""C17, Birmingham: asked a second time for the same, a family was given last year's reasons."""

from datetime import date

import pytest

from decisions.actions import agenda, deciding
from decisions.earlier import earlier_decisions
from policy.review_decisions import COPIED, ONLY_POLICY
from tests.factories.budgets import line_answers, make_case, make_ready_request
from tests.factories.decisions import (
    ASKED_ON,
    WHY_NOT,
    make_meeting,
    make_released_item,
    manager_of,
    member_at,
    refused,
)
from tests.factories.ehcp import make_provision

pytestmark = pytest.mark.django_db
ASKED_AGAIN, AGAIN_ON = date(2026, 12, 2), date(2026, 12, 17)
FRESH = "Her hearing was tested in November, and the group would now need two adults whom the school has not."


@pytest.fixture(autouse=True)
def december(time_machine):
    """Stand late enough for every day of this case to have come."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)


@pytest.fixture
def parent():
    """Give a parent whose first request was refused."""
    parent = make_case()
    parent.first = make_released_item(make_ready_request(parent, on=ASKED_ON), answers=refused).request
    return parent


def ask_again(parent, provision=None):
    """Bring a second request to a later meeting, for the same unless other provision is given."""
    lines = [line_answers(provision or parent.provision)]
    request = make_ready_request(parent, lines=lines, on=ASKED_AGAIN)
    meeting = make_meeting(meets_on=AGAIN_ON)
    return agenda.put_on_agenda(request, meeting, on=ASKED_AGAIN, by=manager_of(request.child))


def test_the_earlier_decision_and_its_reasons_are_shown_with_the_new_request(parent):
    item = ask_again(parent)
    line = item.request.lines.get()
    (earlier,) = earlier_decisions(line, before=item)
    assert (earlier.line.request, earlier.reasons, earlier.outcome) == (parent.first, WHY_NOT, "refused")


def test_reasons_copied_from_last_time_are_warned_of(parent):
    item = ask_again(parent)
    line = item.request.lines.get()
    assert deciding.warnings_for(item, line, WHY_NOT) == (COPIED,)
    assert deciding.warnings_for(item, line, WHY_NOT.replace("Tuesdays", "Mondays").upper()) == (COPIED,)
    assert deciding.warnings_for(item, line, FRESH) == ()


def test_reasons_that_only_name_a_policy_are_warned_of(parent):
    item = ask_again(parent)
    assert deciding.warnings_for(item, item.request.lines.get(), "It is against our policy.") == (
        ONLY_POLICY,
    )


def test_a_warning_refuses_nothing(parent):
    item = ask_again(parent)
    line = item.request.lines.get()
    decision = deciding.decide_line(item, line, on=AGAIN_ON, by=member_at(item), **refused(line))
    assert decision.reasons == WHY_NOT


def test_other_provision_and_another_child_are_not_the_same(parent):
    item = ask_again(parent, provision=make_provision(parent.plan))
    assert list(earlier_decisions(item.request.lines.get())) == []
    another = make_released_item(make_ready_request(make_case(), on=ASKED_ON), answers=refused)
    assert list(earlier_decisions(another.request.lines.get(), before=another)) == []


def test_what_the_board_decides_now_is_not_its_own_earlier_reason(parent):
    item = ask_again(parent)
    line = item.request.lines.get()
    deciding.decide_line(item, line, on=AGAIN_ON, by=member_at(item), **refused(line, reasons=FRESH))
    assert deciding.warnings_for(item, line, FRESH) == ()
    assert len(earlier_decisions(line)) == 2
