"""Letting a proposed ending go: the payments go on, or they ended another way (b3, R14.9)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.periods import owe_period_review_again
from budgets.models import Agreement, Ending
from clocks import actions as clocks
from policy import Refused

State = Ending.State
OVER = ("ended", "not_ended")


@transaction.atomic
def drop_ending(ending, *, because, on, by):
    """Let a proposal go before it comes to the Board: what the Board has is the Board's to decide (b3, R7.8)."""
    ending = hold(ending)
    authorise("budgets.drop_ending", ending, by=by)
    if ending.state != State.PROPOSED:
        raise Refused("R7.8", "It is no longer only a proposal: the Board decides whether it ends.")
    _say_why(because)
    _let_go(ending, because, on=on, by=by)
    owe_period_review_again(hold(ending.agreement), met_on=ending.proposed_on)
    return ending


@transaction.atomic
def let_go_on(ending, *, because, on, by):
    """Let the budget go on, as the Board or a review decided (b3). It writes no letter."""
    ending = hold(ending)
    authorise("budgets.let_go_on", ending, by=by)
    if ending.state not in (State.DECIDED, State.NOTICE_GIVEN):
        raise Refused("R7.8", "The Board has not decided this ending.")
    _say_why(because)
    _let_go(ending, because, on=on, by=by)
    agreement = hold(ending.agreement)
    if agreement.state == Agreement.State.STOP_NOTICE:
        authorise("budgets.take_back_stop_notice", agreement, by=by)
        agreement.take_back_stop_notice()
        agreement.save()
    return ending


def _say_why(because):
    if not because.strip():
        raise Refused("R7.8", "Say why it does not go ahead.")


def set_aside(agreement, *, because, on, by):
    """Let go whatever ending of an agreement is under way, because it ends another way."""
    for ending in agreement.endings.exclude(state__in=OVER):
        _let_go(hold(ending), because, on=on, by=by)


def _let_go(ending, because, *, on, by):
    authorise("budgets.do_not_end", ending, by=by)
    ending.held_for_review_on = None
    ending.do_not_end()
    ending.save()
    clocks.close_for(ending, on=on, because=because)
    record("budgets.ending_dropped", by=by, about=ending, on=on, because=because.strip())
