"""The ending nobody writes a letter about (R14.12)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.running import end_now
from budgets.actions.endings.setting_aside import set_aside

GROUND = "G8"
AFTERWARDS = "Nobody: the child or young person has died."


@transaction.atomic
def end_after_death(agreement, *, died_on, words, on, by):
    """End an agreement because the child or young person died; no letter is written by the service (R14.12)."""
    agreement = hold(agreement)
    authorise("budgets.end", agreement, by=by)
    set_aside(agreement, because="The child or young person has died.", on=on, by=by)
    ended_on = max(died_on, agreement.active_on)
    agreement = end_now(
        agreement, ground=GROUND, words=words, provision_after=AFTERWARDS, ended_on=ended_on, on=on, by=by
    )
    record("budgets.agreement_ended_after_death", by=by, about=agreement, on=on, died_on=died_on)
    return agreement
