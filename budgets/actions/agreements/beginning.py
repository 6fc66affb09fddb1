"""The start of an agreement: by its first payment, or as an arrangement under which none is made (b3, R8.7)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.agreements.periods import owe_period_review
from budgets.actions.agreements.replacing import replace_earlier
from budgets.actions.agreements.running import REVIEWS
from budgets.addressees import people_of
from budgets.models import AgreedProvision
from budgets.notices import agreement_active
from budgets.overlaps import days_of, rows_in_the_way
from clocks import actions as clocks
from letters import actions as letters
from policy import Refused
from policy.plain import list_words


@transaction.atomic
def begin_arrangement(agreement, *, on, by):
    """Begin an arrangement for which no money is paid over (R22.8)."""
    agreement = hold(agreement)
    authorise("budgets.begin_arrangement", agreement, by=by)
    if agreement.is_paid_over:
        raise Refused("b3", "It becomes active with its first released payment.")
    _activate(agreement, on=on, by=by)
    record("budgets.arrangement_begun", by=by, about=agreement, on=on)
    return agreement


@transaction.atomic
def note_first_payment(agreement, *, on, by):
    """Take down the first released payment: the agreement is active and its reviews are owed (R8.7, R11.2)."""
    agreement = hold(agreement)
    authorise("budgets.note_first_payment", agreement, by=by)
    if agreement.first_paid_on is not None:
        return agreement
    agreement.first_paid_on = on
    _activate(agreement, on=on, by=by)
    for duty, label in REVIEWS.items():
        clocks.start(duty, child=agreement.child, about=agreement, label=label, started_on=on)
    clocks.meet("first_payment", about=agreement, on=on)
    news = agreement_active(agreement.current_version, on=on)
    people = people_of(agreement, on=on)
    letters.write(news, child=agreement.child, to=people, by=by, on=on, about=agreement)
    record("budgets.agreement_active", by=by, about=agreement, on=on)
    return agreement


def _activate(agreement, *, on, by):
    authorise("budgets.activate", agreement, by=by)
    agreement.active_on = on
    agreement.activate()
    agreement.save()
    replace_earlier(agreement, on=on)
    _pay_for_lines(agreement)
    owe_period_review(agreement, on=on)


def _pay_for_lines(agreement):
    version = agreement.current_version
    if twice := rows_in_the_way(version):
        names = list_words([each.reference for each in twice])
        raise Refused("b3", f"Another agreement still pays for the same, until it has ended: {names}.")
    rows = list(version.provision.all())
    for row in rows:
        row.paid_over = days_of(version)
    AgreedProvision.objects.bulk_update(rows, ["paid_over"])
