"""Acts about instalments: approved by one person, released by another, late ones told to staff (b4, R8.7)."""

from collections import Counter
from functools import partial

from django.db import transaction
from django.db.models import F, Q, Sum

from audit.acts import authorise, hold, record
from budgets.actions import agreements
from budgets.models import Agreement
from clocks.actions import hold_many
from clocks.batches import for_children_of
from letters import actions as letters
from letters.kinds import Remittance
from payments.addressees import people_of, recipient_name
from payments.models import Instalment
from payments.models.schedule import taken_over
from payments.periods import period_words
from payments.sums import NOTHING, streams_of
from policy import Refused
from policy.money import to_the_penny
from policy.plain import count_words, long_date, pounds
from policy.surplus import surplus

State = Instalment.State
OPEN = (State.PLANNED, State.APPROVED, State.FAILED)
ENDED = "The agreement ended on {}, before the days this payment is for."
NOT_BEGUN = "The agreement did not begin."
ANOTHER_PAYS = "Another version of the agreement pays instead."
MORE_IS_PAID = "More is agreed for these days: they are paid with notice number {}."


@transaction.atomic
def approve(instalment, *, on, by):
    """Approve a payment, as the first of two people (b4)."""
    instalment = hold(instalment)
    authorise("payments.approve", instalment, by=by)
    instalment.approved_on, instalment.approved_by = on, by
    instalment.approve()
    instalment.save()
    record("payments.approved", by=by, about=instalment, on=on, amount=instalment.amount)
    return instalment


@transaction.atomic
def release(instalment, *, on, by):
    """Release a payment, as the second of two people, and tell the recipient how it is worked out (b4, R10.6)."""
    instalment = hold(instalment)
    authorise("payments.release", instalment, by=by)
    instalment.released_on, instalment.released_by = on, by
    instalment.release()
    instalment.save()
    agreement = instalment.schedule.agreement
    if agreement.first_paid_on is None:
        agreements.note_first_payment(agreement, on=on, by=by)
    people = people_of([agreement], on=on)[agreement.pk]
    letters.write(
        _remittance(instalment, on=on), child=instalment.child, to=people, by=by, on=on, about=instalment
    )
    record("payments.released", by=by, about=instalment, on=on, amount=instalment.amount)
    return instalment


@transaction.atomic
def fail(instalment, *, words, on, by):
    """Note that the bank sent a payment back: it is owed again, and two people pay it again (b4)."""
    instalment = hold(instalment)
    authorise("payments.fail", instalment, by=by)
    if not words.strip():
        raise Refused("b4", "Say what the bank said.")
    released_on = instalment.released_on
    instalment.failed_words = words.strip()
    # Whoever released it may approve it now; and it is late anew, so staff are told again.
    instalment.released_on = instalment.released_by = instalment.alarmed_on = None
    instalment.fail()
    instalment.save()
    said = {"said": instalment.failed_words, "released_on": released_on}
    record("payments.failed", by=by, about=instalment, on=on, **said)
    return instalment


@transaction.atomic
def cancel(instalment, *, because, on, by):
    """Cancel a payment that is not owed, saying why (R8.7)."""
    instalment = hold(instalment)
    authorise("payments.cancel", instalment, by=by)
    _refuse_owed(instalment)
    return _cancel(instalment, because, on=on, by=by)


@transaction.atomic
def replace(instalment, version, *, on):
    """Cancel a payment nobody has approved yet, which another version pays with more (R12.4)."""
    instalment = hold(instalment)
    authorise("payments.cancel", instalment, by=None)
    return _cancel(instalment, MORE_IS_PAID.format(version.number), on=on, by=None)


def _cancel(instalment, because, *, on, by):
    authorise("payments.cancel", instalment, by=by)
    instalment.cancelled_because = because.strip()
    instalment.cancel()
    instalment.save()
    record("payments.cancelled", by=by, about=instalment, on=on, because=instalment.cancelled_because)
    return instalment


def cancel_after_end(on, *, failures=None):
    """Cancel what an agreement that ended, or never began, no longer pays; give how many (R14.8).

    A payment for days around the end stays: the final return settles it.
    """
    return for_children_of(unneeded(), partial(_cancel_for, on), blame=partial(_blame, failures))


def _cancel_for(on, children):
    held, cancelled = hold_many(children), 0
    rows = unneeded().filter(child__in=held).select_related("schedule__agreement").order_by("child_id", "pk")
    for instalment in rows:
        cancel(instalment, because=_why_unneeded(instalment), on=on, by=None)
        cancelled += 1
    return Counter(cancelled=cancelled, left=len(children) - len(held))


def unneeded():
    """Keep the payments nobody owes any more: after an end, before no beginning, or of an earlier version."""
    ended = Q(schedule__agreement__state__in=["ended", "closed"])
    no_longer = (
        ended & Q(from_on__gt=F("schedule__agreement__ended_on"))
        | Q(schedule__agreement__state="declined")
        | taken_over()
    )
    return Instalment.objects.filter(no_longer, state__in=OPEN)


def _why_unneeded(instalment):
    agreement = instalment.schedule.agreement
    if agreement.state == Agreement.State.DECLINED:
        return NOT_BEGUN
    is_over = agreement.ended_on is not None and instalment.from_on > agreement.ended_on
    return ENDED.format(long_date(agreement.ended_on)) if is_over else ANOTHER_PAYS


def _refuse_owed(instalment):
    """Refuse to cancel what an agreement still owes: payments stop by an ending, with its notice (R14.8)."""
    if unneeded().filter(pk=instalment.pk).exists() or instalment.state not in OPEN:
        return
    raise Refused(
        "R14.8",
        "The agreement owes this payment. Payments stop only when the agreement ends, with its notice.",
    )


def _remittance(instalment, *, on):
    schedule = instalment.schedule
    agreement, version = schedule.agreement, schedule.version
    mine = Instalment.objects.filter(schedule__agreement=agreement)
    released = mine.filter(state=State.RELEASED)
    to_come = mine.filter(~taken_over(), state__in=OPEN).order_by("due_on", "pk")
    next_on = to_come.values_list("due_on", flat=True).first()
    return Remittance(
        recipient_name=recipient_name(agreement),
        amount=pounds(instalment.amount),
        paid_on=on,
        period=period_words(instalment.from_on, instalment.to_on),
        worked_out=(_rate_words(version, on), *filter(None, instalment.worked_out.split("\n"))),
        streams=tuple((label, pounds(part)) for label, part in streams_of(version, instalment.amount)),
        running_total=pounds(released.aggregate(all=Sum("amount", default=NOTHING))["all"]),
        running_since=released.order_by("released_on").values_list("released_on", flat=True).first(),
        next_on=next_on and max(next_on, on),
    )


def _rate_words(version, on):
    rate = to_the_penny(surplus(version.yearly, version.funded_weeks, NOTHING, on=on).weekly_rate)
    weeks = count_words(version.funded_weeks, "funded week")
    return f"We agreed {pounds(version.yearly)} a year for {weeks}: about {pounds(rate)} a week."


def _blame(failures, child_id, problem):
    if failures is not None:
        failures.append(f"child {child_id}: {type(problem).__name__}")
