"""The end of an agreement that runs, whatever the reason, and its closing (b3, R1.5, R14)."""

from datetime import timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from audit.acts import authorise, hold, record
from budgets.models import AgreedProvision, Agreement
from clocks import actions as clocks

ONE_DAY = timedelta(days=1)
REVIEWS = {
    "first_payment_review": "The first review of the payments",
    "second_payment_review": "The second review of the payments",
    "yearly_payment_review": "The yearly review of the payments",
}
OWED = ("agreement_notice", "first_payment", "payment_review_request", "period_review", *REVIEWS)


@transaction.atomic
def close_agreement(agreement, *, on, by):
    """Close an agreement that ended, once its final return is accepted (b3)."""
    agreement = hold(agreement)
    authorise("budgets.close", agreement, by=by)
    agreement.close()
    agreement.save()
    record("budgets.agreement_closed", by=by, about=agreement, on=on)
    return agreement


def call_off(agreement, *, ground="", words, because, on, by):
    """Let an agreement go before it begins: nothing more is owed of it (R8.6, R14.12). The caller records why."""
    authorise("budgets.call_off", agreement, by=by)
    agreement.end_ground, agreement.end_words = ground, words.strip()
    agreement.call_off()
    agreement.save()
    clocks.close_for(agreement, on=on, because=because)


def end_now(agreement, *, ground, words, provision_after, ended_on, on, by):
    """End an agreement on a day: what is paid for stops there, and its reviews are no longer owed (R1.5, R14)."""
    authorise("budgets.end", agreement, by=by)
    agreement.ended_on, agreement.end_ground = ended_on, ground
    agreement.end_words, agreement.provision_after = words.strip(), provision_after.strip()
    agreement.end()
    agreement.save()
    _stop_paying_for_lines(agreement)
    for duty in OWED:
        clocks.drop(duty, about=agreement, on=on, because="The agreement has ended.")
    said = {"ground": ground, "ended_on": ended_on, "provision_after": agreement.provision_after}
    record("budgets.agreement_ended", by=by, about=agreement, on=on, **said)
    return agreement


def _stop_paying_for_lines(agreement):
    after = agreement.ended_on + ONE_DAY
    rows = list(AgreedProvision.objects.filter(version__agreement=agreement, paid_over__isnull=False))
    for row in rows:
        lower, upper = row.paid_over.lower, row.paid_over.upper
        upper = after if upper is None else min(upper, after)
        row.paid_over = DateRange(lower, upper) if lower < upper else None
    AgreedProvision.objects.bulk_update(rows, ["paid_over"])


def is_running(agreement):
    """Tell whether support is paid for under it now."""
    return agreement.state in (Agreement.State.ACTIVE, Agreement.State.STOP_NOTICE)
