"""The ending nobody writes a letter about (R14.12)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.running import call_off, end_now, is_running
from budgets.actions.endings.setting_aside import set_aside
from budgets.models import Agreement
from policy import Refused
from policy.plain import long_date
from policy.stopping import is_long_ago

GROUND = "G8"
WHY = "The child or young person has died."
AFTERWARDS = "Nobody: the child or young person has died."
State = Agreement.State
BEFORE_START = (State.DRAFT, State.NOTICE_ISSUED, State.CONSENTED, State.READY)


@transaction.atomic
def end_after_death(agreement, *, died_on, words, is_checked=False, on, by):
    """End an agreement because the child or young person died; no letter is written by the service (R14.12).

    One that has not begun is called off. Nothing undoes it, so a day that is likely to be a slip of the pen,
    long ago or before the agreement began, is taken only when somebody says that it was checked.
    """
    agreement = hold(agreement)
    authorise("budgets.record_death", agreement, by=by)
    _refuse_unlikely(agreement, died_on, is_checked, on)
    if is_running(agreement):
        set_aside(agreement, because=WHY, on=on, by=by)
        ended_on = max(died_on, agreement.active_on)
        agreement = end_now(
            agreement, ground=GROUND, words=words, provision_after=AFTERWARDS, ended_on=ended_on, on=on, by=by
        )
    else:
        call_off(agreement, ground=GROUND, words=words, because=WHY, on=on, by=by)
    record("budgets.agreement_ended_after_death", by=by, about=agreement, on=on, died_on=died_on)
    return agreement


def _refuse_unlikely(agreement, died_on, is_checked, on):
    if not is_running(agreement) and agreement.state not in BEFORE_START:
        raise Refused("R14.12", "This agreement is over already: there is nothing to end.")
    if died_on > on:
        raise Refused("R14.12", "Give a day that is not in the future.")
    began_on = agreement.active_on
    if is_checked or not (is_long_ago(died_on, on) or began_on and died_on < began_on):
        return
    when = (
        f"before the agreement began on {long_date(began_on)}"
        if began_on and died_on < began_on
        else "long ago"
    )
    words = f"{long_date(died_on)} is {when}. Check the day and its year, and say that it is right."
    raise Refused("R14.12", words)
