"""The periods returns are about: the quarters of an agreement, the first perhaps a short one (R15.1)."""

from datetime import timedelta

from policy import number
from policy.plain import long_date
from policy.quarters import quarter_of

ONE_DAY = timedelta(days=1)
# No quarter is shorter, so an agreement whose last return ended later than this is owed none yet.
SHORTEST_QUARTER = timedelta(days=80)


def periods_ended(agreement, *, begins_on, last_to_on, on):
    """Give the periods of an agreement that ended before a day, each with its first and last day.

    They go on from the day after its last return; without one, from the quarter in which there first was
    money for its provision: money that came early waits for the days it is meant for.
    """
    basis = number("quarter_basis", on=on).word
    if last_to_on is None:
        first_on = max(agreement.first_paid_on, begins_on)
        quarter = quarter_of(first_on, basis=basis, started_on=begins_on)
        from_on, to_on = max(quarter[0], min(agreement.first_paid_on, begins_on)), quarter[1]
    else:
        from_on = last_to_on + ONE_DAY
        to_on = quarter_of(from_on, basis=basis, started_on=min(begins_on, from_on))[1]
    while to_on < on:
        yield from_on, to_on
        from_on = to_on + ONE_DAY
        to_on = quarter_of(from_on, basis=basis, started_on=begins_on)[1]


def period_words(from_on, to_on):
    """Write a period as "October to December 2026", or with its days when it is no whole number of months."""
    if from_on.day != 1 or (to_on + ONE_DAY).day != 1:
        year = "" if from_on.year == to_on.year else f" {from_on.year}"
        return f"{from_on.day} {from_on:%B}{year} to {long_date(to_on)}"
    if (from_on.year, from_on.month) == (to_on.year, to_on.month):
        return f"{to_on:%B %Y}"
    year = "" if from_on.year == to_on.year else f" {from_on.year}"
    return f"{from_on:%B}{year} to {to_on:%B %Y}"
