"""Sums made from what was released: what came in, what is for later days, and where the money comes from."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from budgets.choices import Stream
from payments.models import Instalment
from policy.money import down_to_the_penny, to_the_penny

NOTHING = Decimal("0.00")


def released_of(agreement_ids):
    """Give what was released under agreements, by agreement, in the order of its release; in one query."""
    rows = Instalment.objects.filter(
        schedule__agreement__in=agreement_ids, state=Instalment.State.RELEASED
    ).order_by("released_on", "pk")
    released = defaultdict(list)
    for row in rows.values_list(
        "schedule__agreement", "released_on", "amount", "from_on", "to_on", named=True
    ):
        released[row.schedule__agreement].append(row)
    return released


def paid_in(released, *, after_on, to_on):
    """Add up what was released after a day, if one is given, and until another, if one is given (R15.1)."""
    mine = (
        row.amount
        for row in released
        if (after_on is None or row.released_on > after_on) and (to_on is None or row.released_on <= to_on)
    )
    return sum(mine, NOTHING)


def advance(released, *, to_on):
    """Give how much of what was released by a day is for later days (R15.5).

    Unit: pounds; each payment is spread evenly over its days and its part is rounded to the nearest penny.
    """
    parts = (_later_part(row, to_on) for row in released if row.released_on <= to_on < row.to_on)
    return sum(parts, NOTHING)


def _later_part(row, to_on):
    days = (row.to_on - row.from_on).days + 1
    later = min((row.to_on - to_on).days, days)
    return to_the_penny(Fraction(row.amount) * later / days)


def streams_of(version, amount):
    """Share a payment out over the streams of its agreement: pairs of the stream and its part (R10.6)."""
    yearly = defaultdict(lambda: NOTHING)
    for stream, part in version.provision.order_by("pk").values_list("stream", "yearly"):
        yearly[stream] += part
    whole, left, shares = sum(yearly.values(), NOTHING), amount, []
    for stream, part in list(yearly.items())[:-1]:
        share = down_to_the_penny(Fraction(amount) * Fraction(part) / Fraction(whole))
        left -= share
        shares.append((Stream(stream).label, share))
    last = next(reversed(yearly), None)
    return [*shares, (Stream(last).label if last else Stream.EDUCATION.label, left)]
