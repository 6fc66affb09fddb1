"""An agreement that ends because a later one, agreed to in writing, takes its place (b3, R7.4, R8.7)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.running import end_now
from budgets.actions.endings.setting_aside import set_aside
from budgets.addressees import people_of
from budgets.ending_notices import agreement_replaced
from budgets.overlaps import bars_to_taking_over, last_day_of, taken_over_by
from letters import actions as letters
from policy.bars import refuse_if_barred
from policy.stopping import REPLACED

BECAUSE = "Another agreement takes its place."
AFTERWARDS = "Agreement {reference}, which takes its place"


def replace_earlier(agreement, *, on):
    """End, as the consequence of a beginning, each agreement whose place it takes; error: Refused where it cannot."""
    version = agreement.current_version
    refuse_if_barred(bars_to_taking_over(version))
    for earlier in taken_over_by(version):
        _replace(earlier, version, on=on)


@transaction.atomic
def _replace(earlier, version, *, on):
    """End an agreement on the day before another takes over, and tell the family (b3)."""
    earlier = hold(earlier)
    authorise("budgets.replace", earlier, by=None)
    ended_on, later = last_day_of(earlier, version), version.agreement
    set_aside(earlier, because=BECAUSE, on=on, by=None)
    earlier = end_now(
        earlier, ground=REPLACED, words=BECAUSE, provision_after=AFTERWARDS.format(reference=later.reference),
        ended_on=ended_on, on=on, by=None,
    )  # fmt: skip
    news, people = agreement_replaced(earlier, version), people_of(earlier, on=on)
    letters.write(news, child=earlier.child, to=people, by=None, on=on, about=earlier)
    record(
        "budgets.agreement_replaced",
        by=None,
        about=earlier,
        on=on,
        ended_on=ended_on,
        by_agreement=later.reference,
    )
    return earlier
