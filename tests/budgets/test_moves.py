"""What the Board's acts do to a request and its lines: in which order, by whom, and with what (b1, R7, R25.5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from budgets.actions import moves
from budgets.models import RequestedProvision
from clocks.models import Clock
from people.roles import Role
from policy import Refused
from policy.outcomes import Outcome
from tests.factories.budgets import make_case, make_ready_request, make_request
from tests.factories.letters import make_letter
from tests.factories.people import make_family, make_manager, make_officer, make_team, make_user

TODAY = date(2026, 11, 6)
AGREED = {
    "outcome": Outcome.AGREED,
    "amount": Decimal("2470.00"),
    "weeks": 38,
    "mechanism": "direct_payment",
    "from_on": date(2027, 1, 4),
    "to_on": date(2027, 7, 22),
    "conditions": ["The therapist is registered."],
}


@pytest.fixture
def checker(db):
    """Give a second checker."""
    return make_user(role=Role.SECOND_CHECKER)


@pytest.fixture
def listed(parent):
    """Give a request on the agenda."""
    return moves.put_on_agenda(make_ready_request(parent), by=parent.officer)


@pytest.fixture
def decided(listed):
    """Give a request the Board decided today."""
    return moves.decide(listed, decided_on=TODAY, by=make_user(role=Role.BOARD_MEMBER))


@pytest.fixture
def released(decided, checker):
    """Give a request whose family was told today."""
    return moves.release(decided, letter=letter_for(decided), on=TODAY, by=checker)


def letter_for(request):
    """Make a decision letter."""
    return make_letter(request.child, request.requester, kind="decision", written_on=TODAY)


def test_the_whole_way_to_an_unquestioned_decision(released):
    assert (released.state, released.decided_on, released.released_on) == ("review_window", TODAY, TODAY)
    assert Clock.objects.get(duty="request_decision").met_on == TODAY
    concluded = moves.conclude(released, on=TODAY)
    assert (concluded.state, concluded.concluded_on) == ("concluded", TODAY)


def test_a_late_review_reopens_it_and_its_answer_can_be_looked_at_again(released, checker):
    parent = make_family(released.child)
    concluded = moves.conclude(released, on=TODAY)
    request = moves.review(concluded, by=parent)
    assert (request.state, request.concluded_on) == ("under_review", None)
    request = moves.answer_review(request, on=TODAY, by=checker)
    assert request.state == "review_outcome"
    assert moves.review(request, by=parent).state == "under_review"


def test_only_the_service_concludes(released, checker, parent):
    for user in (checker, parent, parent.officer, make_user(role=Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            moves.conclude(released, on=TODAY, by=user)


def test_what_is_sent_back_is_decided_anew(decided, checker):
    back = moves.send_back(decided, by=checker)
    assert (back.state, back.decided_on) == ("on_agenda", None)


@pytest.mark.parametrize(
    ("decided_on", "words"),
    [(TODAY - timedelta(days=1), "before the request was received"), (TODAY + timedelta(days=1), "future")],
)
def test_nothing_is_decided_before_it_was_asked_nor_tomorrow(listed, decided_on, words):
    with pytest.raises(Refused, match=words) as refused:
        moves.decide(listed, decided_on=decided_on, by=make_user(role=Role.BOARD_MEMBER))
    assert refused.value.rule == "R25.5"
    listed.refresh_from_db()
    assert (listed.state, listed.decided_on) == ("on_agenda", None)


def test_nor_can_such_a_date_be_stored(listed):
    with pytest.raises(DatabaseError), transaction.atomic():
        type(listed).objects.filter(pk=listed.pk).update(decided_on=TODAY - timedelta(days=1))


def test_the_family_is_told_by_a_letter_about_their_own_child(decided, checker):
    with pytest.raises(Refused, match="another child"):
        moves.release(decided, letter=letter_for(make_request(make_case())), on=TODAY, by=checker)
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refused):
            moves.release(decided, letter=letter_for(decided), on=on, by=checker)


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (lambda each, by: moves.put_on_agenda(each, by=by), "requested"),
        (lambda each, by: moves.take_off_agenda(each, by=by), "ready"),
        (lambda each, by: moves.decide(each, decided_on=TODAY, by=by), "ready"),
        (lambda each, by: moves.send_back(each, by=by), "on_agenda"),
        (lambda each, by: moves.release(each, letter=letter_for(each), on=TODAY, by=by), "on_agenda"),
        (lambda each, by: moves.review(each, by=by), "on_agenda"),
        (lambda each, by: moves.answer_review(each, on=TODAY, by=by), "decided"),
    ],
)
def test_no_step_is_left_out(parent, move, state, request):
    roles = [Role.CASE_OFFICER, Role.CASE_MANAGER, Role.BOARD_MEMBER, Role.SECOND_CHECKER]
    everyone = make_user(roles=roles, team=parent.officer.team)
    made = {
        "requested": lambda: make_request(parent),
        "ready": lambda: make_ready_request(parent),
        "on_agenda": lambda: request.getfixturevalue("listed"),
        "decided": lambda: request.getfixturevalue("decided"),
    }[state]()
    with pytest.raises(Refused, match="already"):
        move(made, everyone)
    made.refresh_from_db()
    assert made.state == state


def test_each_step_is_its_own_roles(parent, checker):
    request = make_ready_request(parent)
    member, finance = make_user(role=Role.BOARD_MEMBER), make_user(role=Role.FINANCE_APPROVER)
    for user in (parent, make_officer(), member, checker, finance):
        with pytest.raises(NotAllowed):
            moves.put_on_agenda(request, by=user)
    moves.put_on_agenda(request, by=make_manager(team=make_team()))
    for user in (parent, parent.officer, checker, finance):
        with pytest.raises(NotAllowed):
            moves.decide(request, decided_on=TODAY, by=user)
    moves.decide(request, decided_on=TODAY, by=member)
    for user in (parent, parent.officer, member, finance):
        with pytest.raises(NotAllowed):
            moves.send_back(request, by=user)
        with pytest.raises(NotAllowed):
            moves.release(request, letter=letter_for(request), on=TODAY, by=user)
        with pytest.raises(NotAllowed):
            moves.settle_line(request.lines.get(), **AGREED, by=user)
    moves.release(request, letter=letter_for(request), on=TODAY, by=checker)
    for user in (make_officer(), make_case(), member, finance, checker):
        with pytest.raises(NotAllowed):
            moves.review(request, by=user)


def test_a_line_says_what_was_agreed(decided, checker):
    line = moves.settle_line(decided.lines.get(), **AGREED, by=checker)
    assert (line.state, line.agreed_yearly, line.agreed_weeks) == ("agreed", Decimal("2470.00"), 38)
    assert (line.agreed_from, line.agreed_to) == (date(2027, 1, 4), date(2027, 7, 22))
    assert line.conditions == ["The therapist is registered."]


@pytest.mark.parametrize("outcome", ["refused", "not_paid"])
def test_what_is_refused_is_secured_by_somebody_and_nothing_is_agreed(decided, checker, outcome):
    given = AGREED | {"outcome": outcome}
    with pytest.raises(Refused) as refused:
        moves.settle_line(decided.lines.get(), **given, secured_by=" ", by=checker)
    assert refused.value.rule == "R1.5"
    line = moves.settle_line(decided.lines.get(), **given, secured_by="The council", by=checker)
    assert (line.state, line.agreed_from, line.agreed_mechanism) == (outcome, None, "")
    assert line.agreed_yearly == (Decimal("2470.00") if outcome == "not_paid" else None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "perhaps"},
        {"amount": None},
        {"amount": Decimal(0)},
        {"amount": Decimal("-1")},
        {"amount": 24.7},
        {"weeks": None},
        {"weeks": 60},
        {"mechanism": ""},
        {"mechanism": "cash"},
        {"from_on": None},
        {"to_on": date(2027, 1, 3)},
    ],
)
def test_an_agreed_line_that_does_not_say_what_is_refused(decided, checker, wrong):
    with pytest.raises(Refused):
        moves.settle_line(decided.lines.get(), **AGREED | wrong, by=checker)
    assert decided.lines.get().state == "requested"


def test_a_line_is_settled_only_once_the_board_decided(listed, checker):
    with pytest.raises(Refused, match="not decided"):
        moves.settle_line(listed.lines.get(), **AGREED, by=checker)


def test_a_review_settles_a_line_again(released, checker):
    line = moves.settle_line(released.lines.get(), outcome="refused", secured_by="The council", by=checker)
    moves.review(released, by=make_family(released.child))
    line = moves.settle_line(line, **AGREED | {"outcome": Outcome.AGREED_IN_PART}, by=checker)
    assert (line.state, line.agreed_yearly) == ("agreed_in_part", Decimal("2470.00"))
    assert RequestedProvision.objects.get().secured_by == ""
