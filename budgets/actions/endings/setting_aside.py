"""Letting a proposed ending go: the payments go on, or they ended another way (b3, R14.9)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.models import Agreement
from clocks import actions as clocks
from policy import Refused

OVER = ("ended", "not_ended")


@transaction.atomic
def drop_ending(ending, *, because, on, by):
    """Let an ending go: the Board or a review decided that the budget goes on (b3). It writes no letter."""
    ending = hold(ending)
    authorise("budgets.do_not_end", ending, by=by)
    if not because.strip():
        raise Refused("R7.8", "Say why it does not go ahead.")
    _let_go(ending, because, on=on, by=by)
    agreement = hold(ending.agreement)
    if agreement.state == Agreement.State.STOP_NOTICE:
        authorise("budgets.take_back_stop_notice", agreement, by=by)
        agreement.take_back_stop_notice()
        agreement.save()
    return ending


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
