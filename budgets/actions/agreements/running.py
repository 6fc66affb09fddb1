"""The start of an agreement, by its first payment or as an arrangement, and its closing (b3, R8.7)."""

from datetime import timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from audit.acts import authorise, hold, record
from budgets.addressees import people_of
from budgets.models import AgreedProvision, Agreement
from budgets.notices import agreement_active
from clocks import actions as clocks
from letters import actions as letters
from policy import Refused
from policy.plain import list_words

ONE_DAY = timedelta(days=1)
REVIEWS = {
    "first_payment_review": "The first review of the payments",
    "second_payment_review": "The second review of the payments",
    "yearly_payment_review": "The yearly review of the payments",
}
OWED = ("agreement_notice", "first_payment", "payment_review_request", *REVIEWS)


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


@transaction.atomic
def close_agreement(agreement, *, on, by):
    """Close an agreement that ended, once its final return is accepted (b3)."""
    agreement = hold(agreement)
    authorise("budgets.close", agreement, by=by)
    agreement.close()
    agreement.save()
    record("budgets.agreement_closed", by=by, about=agreement, on=on)
    return agreement


def _activate(agreement, *, on, by):
    authorise("budgets.activate", agreement, by=by)
    agreement.active_on = on
    agreement.activate()
    agreement.save()
    _pay_for_lines(agreement)


def _pay_for_lines(agreement):
    version = agreement.current_version
    days = DateRange(version.from_on, version.to_on and version.to_on + ONE_DAY)
    rows = list(version.provision.all())
    others = AgreedProvision.objects.exclude(version__agreement=agreement)
    twice = others.filter(line__in=[row.line_id for row in rows], paid_over__overlap=days)
    if titles := list(twice.values_list("title", flat=True)):
        words = f"Another agreement pays for the same days of: {list_words(titles)}."
        raise Refused("b3", words)
    for row in rows:
        row.paid_over = days
    AgreedProvision.objects.bulk_update(rows, ["paid_over"])


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
