"""The sweeps that open returns: of each quarter that has ended, and of each agreement that has (R15.1, R15.2)."""

from collections import Counter
from functools import partial

from django.db.models import Exists, Min, OuterRef, Prefetch

from budgets.choices import PAID_OVER
from budgets.models import Agreement
from budgets.raised import version_on
from clocks import actions as clocks
from clocks.batches import for_children_of
from payments.models import QuarterlyReturn
from payments.periods import ONE_DAY, SHORTEST_QUARTER, period_words, periods_ended
from payments.sums import NOTHING, advance, paid_in, released_of
from policy import InputError

QUARTERLY, FINAL = "quarterly_return", "final_return"
ABOUT = QuarterlyReturn._meta.label_lower
AT_ONCE = 1000


def label_of(quarterly_return, verb=""):
    """Name a return, or what is to be done about it, on a list of what is owed, without the name of anybody."""
    called = "Final return" if quarterly_return.is_final else "Return"
    words = period_words(quarterly_return.from_on, quarterly_return.to_on)
    return f"{verb} the {called.lower()} for {words}" if verb else f"{called} for {words}"


def open_returns(on, *, failures=None):
    """Open the return of each quarter that ended under an agreement in force, missed ones too (R15.1).

    Set-wise; give how many. A child somebody is at work on waits for the next time; one that cannot be worked
    out is added to `failures` and passed over.
    """
    recent = QuarterlyReturn.objects.filter(agreement=OuterRef("pk"), to_on__gte=on - SHORTEST_QUARTER)
    paid = Agreement.objects.active().filter(mechanism__in=PAID_OVER, first_paid_on__lt=on)
    waiting = paid.exclude(Exists(recent))
    act = partial(_open_for, waiting, partial(_quarters, on=on), on)
    return for_children_of(waiting, act, blame=partial(_blame, failures))


def final_returns(on, *, failures=None):
    """Open the final return of each agreement that has ended, to its last day (R15.2); as `open_returns`."""
    final = QuarterlyReturn.objects.filter(agreement=OuterRef("pk"), is_final=True)
    ended = Agreement.objects.filter(state=Agreement.State.ENDED, ended_on__lt=on, mechanism__in=PAID_OVER)
    waiting = ended.exclude(first_paid_on=None).exclude(Exists(final))
    act = partial(_open_for, waiting, _to_the_end, on)
    return for_children_of(waiting, act, blame=partial(_blame, failures))


def _open_for(waiting, periods, on, children):
    held = clocks.hold_many(children)
    agreements = list(_with_returns(waiting.filter(child__in=held)))
    released = released_of([each.pk for each in agreements])
    opened = [
        made for each in agreements for made in _opened(each, periods(each), released[each.pk], opened_on=on)
    ]
    opened = QuarterlyReturn.objects.bulk_create(opened, batch_size=AT_ONCE)
    clocks.start_many(QUARTERLY, [_owed(each, each.to_on) for each in opened if not each.is_final])
    clocks.start_many(FINAL, [_owed(each, each.agreement.ended_on) for each in opened if each.is_final])
    return Counter(opened=len(opened), left=len(children) - len(held))


def _with_returns(agreements):
    newest_first = QuarterlyReturn.objects.order_by("-to_on")
    begins_on = Min("schedules__instalments__from_on")
    return agreements.annotate(begins_on=begins_on).prefetch_related(
        Prefetch("returns", newest_first, to_attr="newest_first"), "versions"
    )


def _last(agreement):
    return agreement.newest_first[0] if agreement.newest_first else None


def _begins_on(agreement):
    return agreement.begins_on or agreement.first_paid_on


def _quarters(agreement, *, on):
    last = _last(agreement)
    last_to_on = last and last.to_on
    return periods_ended(agreement, begins_on=_begins_on(agreement), last_to_on=last_to_on, on=on)


def _to_the_end(agreement):
    last = _last(agreement)
    from_on = last.to_on + ONE_DAY if last else min(agreement.first_paid_on, _begins_on(agreement))
    # The last quarter may have been opened before it was known that the payments ended within it.
    yield from_on, max(from_on, agreement.ended_on)


def _opened(agreement, periods, released, *, opened_on):
    last = _last(agreement)
    opening, is_first = (last.closing, False) if last else (NOTHING, True)
    for from_on, to_on in periods:
        is_final = agreement.state == Agreement.State.ENDED
        yield QuarterlyReturn(
            child_id=agreement.child_id,
            agreement=agreement,
            version=version_on(agreement, to_on),
            from_on=from_on,
            to_on=to_on,
            is_final=is_final,
            opened_on=opened_on,
            opening=opening,
            paid_in=_paid_in(released, from_on, to_on, is_first=is_first, is_final=is_final),
            advance=NOTHING if is_final else advance(released, to_on=to_on),
        )
        opening, is_first = None, False


def _paid_in(released, from_on, to_on, *, is_first, is_final):
    after_on = None if is_first else from_on - ONE_DAY
    return paid_in(released, after_on=after_on, to_on=None if is_final else to_on)


def set_sums(quarterly_return):
    """Set what came in and what is for later days from the payments released by now (R15.1, R15.5)."""
    each = quarterly_return
    released = released_of([each.agreement_id])[each.agreement_id]
    each.paid_in = _paid_in_of(each, released)
    each.advance = NOTHING if each.is_final else advance(released, to_on=each.to_on)


def has_other_payments(quarterly_return):
    """Tell whether a payment was made, or came back, since a return was sent with the sum of what came in."""
    released = released_of([quarterly_return.agreement_id])[quarterly_return.agreement_id]
    return _paid_in_of(quarterly_return, released) != quarterly_return.paid_in


def _paid_in_of(each, released):
    is_first = not each.agreement.returns.filter(to_on__lt=each.from_on).exists()
    return _paid_in(released, each.from_on, each.to_on, is_first=is_first, is_final=each.is_final)


def _owed(opened, started_on):
    return clocks.Start(opened.child_id, ABOUT, opened.pk, label_of(opened), started_on)


def _blame(failures, child_id, problem):
    # A message of the database may quote the row, and with it a family's words.
    words = problem if isinstance(problem, InputError) else type(problem).__name__
    if failures is not None:
        failures.append(f"child {child_id}: {words}")
