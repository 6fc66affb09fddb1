"""What follows a period that was agreed: owed in time, because its last day stops nothing by itself (R25.3)."""

from budgets.terms import PERIOD
from clocks import actions as clocks
from clocks.models import Clock
from policy.deadlines import counted_from

LABEL = "Saying what follows the agreed period"


def owe_period_review(agreement, *, on):
    """Owe a review ahead of the last day that was agreed, in time for a Board and its notice (R25.3, R14.8).

    Where the last day is too near for that, it is due at once.
    """
    last_on = agreement.current_version.to_on
    if last_on:
        _owe(agreement, counted_from(PERIOD, last_on, not_due_before=on))


def meet_period_review(agreement, *, on):
    """Meet the review ahead of an agreed last day: an ending is proposed, or the budget goes on (R25.3)."""
    clocks.meet(PERIOD, about=agreement, on=on)


def owe_period_review_again(agreement, *, met_on):
    """Owe it again by the same day, because the ending that met it was let go before the Board saw it (R25.3)."""
    for clock in Clock.objects.of(agreement, PERIOD).filter(met_on=met_on):
        _owe(agreement, clock.started_on)


def _owe(agreement, started_on):
    clocks.owe(PERIOD, child=agreement.child, about=agreement, label=LABEL, started_on=started_on)
