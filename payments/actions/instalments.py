"""Acts about instalments: approved by one person, released by another, late ones told to staff (b4, R8.7)."""

from collections import Counter
from functools import partial

from django.db import transaction
from django.db.models import Max, Q, Sum

from audit.acts import authorise, hold, record
from budgets.actions import agreements
from budgets.models import Agreement
from clocks.actions import hold_many
from clocks.batches import for_children_of
from letters import actions as letters
from letters.kinds import Remittance
from payments.addressees import children_mourned, people_of, recipient_name
from payments.models import Instalment
from payments.models.schedule import past_the_end, taken_over
from payments.periods import period_words
from payments.sums import NOTHING, streams_of
from policy import Refused, number
from policy.deadlines import payable_until
from policy.money import to_the_penny
from policy.plain import count_words, long_date, pounds
from policy.schedules import cut_to
from policy.surplus import surplus

State = Instalment.State
OPEN = (State.PLANNED, State.APPROVED, State.FAILED)
ENDED = "The agreement ended on {}, before the days this payment is for."
ENDED_WITHIN = (
    "The agreement ended on {}, within the days this payment is for: those up to then are paid instead."
)
NOT_BEGUN = "The agreement did not begin."
ANOTHER_PAYS = "Another version of the agreement pays instead."
MORE_IS_PAID = "More is agreed for these days: they are paid with notice number {}."


@transaction.atomic
def approve(instalment, *, on, by):
    """Approve a payment, as the first of two people (b4)."""
    instalment = hold(instalment)
    authorise("payments.approve", instalment, by=by)
    _refuse_early(instalment, on)
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
    _refuse_early(instalment, on)
    instalment.released_on, instalment.released_by = on, by
    instalment.release()
    instalment.save()
    agreement = instalment.schedule.agreement
    if agreement.first_paid_on is None:
        agreements.note_first_payment(agreement, on=on, by=by)
    if not children_mourned([agreement]):
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
    """Cancel a payment that is not owed, or one an ended agreement need not pay any more, saying why (R8.7)."""
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
    """Cancel what an agreement that ended, or never began, no longer pays; give how many (R14.1, R14.8).

    Of a payment for days around the end, those up to the last one are paid instead.
    """
    return for_children_of(unneeded(), partial(_cancel_for, on), blame=partial(_blame, failures))


def _cancel_for(on, children):
    held, cancelled = hold_many(children), 0
    rows = unneeded().filter(child__in=held).select_related("schedule__agreement").order_by("child_id", "pk")
    for instalment in rows.annotate(is_taken_over=taken_over()):
        cancel(instalment, because=_why_unneeded(instalment), on=on, by=None)
        if _ended_within(instalment):
            _pay_to_the_end(instalment, on=on)
        cancelled += 1
    return Counter(cancelled=cancelled, left=len(children) - len(held))


def unneeded():
    """Keep the payments nobody owes as they are: past an end, before no beginning, or of an earlier version."""
    no_longer = past_the_end() | Q(schedule__agreement__state__in=["declined", "called_off"]) | taken_over()
    return Instalment.objects.filter(no_longer, state__in=OPEN)


def _ended_within(instalment):
    agreement = instalment.schedule.agreement
    ended = agreement.state == Agreement.State.ENDED and not instalment.is_taken_over
    return ended and instalment.from_on <= agreement.ended_on


def _pay_to_the_end(instalment, *, on):
    """Plan the part of a payment that is for the days up to the last one, in place of the whole (R14.1, R14.8)."""
    schedule, ended_on = instalment.schedule, instalment.schedule.agreement.ended_on
    part = cut_to(instalment.amount, instalment.from_on, instalment.to_on, ended_on)
    if not part.amount:
        return
    words = "\n".join([*part.steps, f"It is due on {long_date(instalment.due_on)}."])
    last = schedule.instalments.aggregate(last=Max("number"))["last"]
    planned = Instalment.objects.create(
        child_id=instalment.child_id, schedule=schedule, number=last + 1, due_on=instalment.due_on,
        from_on=instalment.from_on, to_on=ended_on, amount=part.amount, worked_out=words,
        alarmed_on=instalment.alarmed_on,
    )  # fmt: skip
    said = {"amount": part.amount, "instead_of": instalment.amount, "ended_on": ended_on}
    record("payments.cut_to_the_end", by=None, about=planned, on=on, **said)


def _why_unneeded(instalment):
    agreement = instalment.schedule.agreement
    if agreement.state in (Agreement.State.DECLINED, Agreement.State.CALLED_OFF):
        return NOT_BEGUN
    if agreement.ended_on is None or instalment.is_taken_over and instalment.from_on <= agreement.ended_on:
        return ANOTHER_PAYS
    words = ENDED if instalment.from_on > agreement.ended_on else ENDED_WITHIN
    return words.format(long_date(agreement.ended_on))


def _refuse_early(instalment, on):
    """Refuse to pay long before the day; what an ended agreement still owes is settled as soon as it can be."""
    has_ended = instalment.schedule.agreement.state == Agreement.State.ENDED
    if has_ended or instalment.due_on <= payable_until(on):
        return
    ahead, due_on = number("payment_ahead_days", on=on).shown, long_date(instalment.due_on)
    raise Refused("R8.7", f"It is due on {due_on}. It may be paid from {ahead} before that day.")


def _refuse_owed(instalment):
    """Refuse to cancel what an agreement that has not ended owes: payments stop by an ending, with its notice (R14.8).

    Once it has ended, what is left of its last days is between finance and the family, and the reason is kept.
    """
    has_ended = instalment.schedule.agreement.state == Agreement.State.ENDED
    if has_ended or unneeded().filter(pk=instalment.pk).exists() or instalment.state not in OPEN:
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
