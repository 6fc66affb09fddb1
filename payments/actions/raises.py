"""The payments of an increase: what is to come at the new amount, and what is missing of the days before (R12.4)."""

from dataclasses import replace
from decimal import Decimal

from budgets.raised import ONE_DAY, chain_of, made_up_on, payments_through, steps_of
from payments.actions import instalments
from payments.models import Instalment
from policy.plain import long_date, pounds
from policy.schedules import Planned

State = Instalment.State
NOTHING = Decimal("0.00")


def plan_raise(version, *, on):
    """Cancel what an increase pays with more, and give what it plans instead with the last day planned.

    A payment somebody has approved, and one that was due when the notice was written, stays as it is: what is
    missing of it comes in one payment, so that each day is paid its whole amount once. The child is held.
    """
    rows = list(_rows(version))
    last = max((row.to_on for row in rows), default=version.from_on)
    covered = max((row.to_on for row in rows if _stays(row, version)), default=None)
    for row in rows:
        if _is_replaced(row, version, covered):
            instalments.replace(row, version, on=on)
    planned = payments_through(version, last)
    first_on = planned[0].from_on
    covered = covered or first_on - ONE_DAY
    to_come = [each for each in planned if each.from_on > covered and each.to_on >= version.from_on]
    owed = sum((each.amount for each in planned if each.from_on <= covered), NOTHING)
    missing = owed - sum((row.amount for row in rows if row.from_on <= covered), NOTHING)
    made_up = [_made_up(version, missing, covered)] if missing > 0 else []
    raised = [replace(each, steps=tuple(steps_of(each).split("\n"))) for each in to_come]
    numbered = [replace(each, number=number) for number, each in enumerate([*made_up, *raised], start=1)]
    return numbered, planned[-1].to_on


def _rows(version):
    rows = Instalment.objects.filter(schedule__version__in=chain_of(version)[1:])
    return rows.exclude(state=State.CANCELLED).order_by("from_on", "pk")


def _stays(row, version):
    return row.state != State.PLANNED or row.due_on <= version.issued_on


def _is_replaced(row, version, covered):
    is_after = covered is None or row.from_on > covered
    return row.state == State.PLANNED and is_after and row.to_on >= version.from_on


def _made_up(version, amount, to_on):
    from_on, due_on = min(version.from_on, to_on), made_up_on(version)
    days = f"{long_date(from_on)} to {long_date(to_on)}"
    steps = (
        f"{pounds(amount)} is what was missing for {days}: these days were paid at the earlier amount.",
        f"It is due on {long_date(due_on)}.",
    )
    return Planned(0, due_on, from_on, to_on, amount, steps)
