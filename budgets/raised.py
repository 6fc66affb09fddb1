"""What an increase pays: the payments of the notice it raises, on the same days, for more (R12.4, R10.5)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from policy.money import to_the_penny
from policy.plain import long_date, pounds
from policy.schedules import Rhythm, instalments, instalments_after
from policy.working_days import COUNCIL, next_working_day

ONE_DAY = timedelta(days=1)
NOTHING = Decimal("0.00")


def is_increase(row, *, yearly, weeks, to_on, conditions):
    """Tell whether new terms of a line pay more and change nothing else: then notice is enough (R8.3, R12.4)."""
    version, more = row.version, yearly - row.yearly
    if more <= 0 or weeks < row.funded_weeks or to_on != version.to_on:
        return False
    if any(words not in version.conditions for words in conditions):
        return False
    # Lines for other weeks are not added up in one agreement.
    if weeks != row.funded_weeks and version.provision.exclude(pk=row.pk).exists():
        return False
    # More weeks may not thin the money out: what may be held at the end of a quarter would fall with the rate.
    weekly = Fraction(version.yearly + more) / max(version.funded_weeks, weeks)
    return weekly >= Fraction(version.yearly) / version.funded_weeks


def first_of(version):
    """Give the version somebody consented to, which all later ones only raised."""
    return chain_of(version)[-1]


def chain_of(version):
    """Give a version and those it raises, the newest first."""
    chain = [version]
    while chain[-1].increases_id:
        chain.append(chain[-1].increases)
    return chain


def version_on(agreement, day):
    """Give the version in force on a day: the newest, or the one it raised where that is for later days (R15.4)."""
    by_pk = {version.pk: version for version in agreement.versions.all()}
    version = agreement.current_version
    while version.increases_id and version.from_on > day:
        version = by_pk[version.increases_id]
    return version


def payments_through(version, day):
    """Plan the payments of a version from the first day of its agreement, whole years on, to a day at least.

    Rounding: as `instalments`, and the part of a payment an increase falls within is raised by the days it is
    for, to the nearest penny. Edge: an increase is added from its own first day to what was agreed before it.
    """
    chain = chain_of(version)
    first = chain[-1]
    planned = list(_plan(first, first.yearly, first.funded_weeks, day))
    for each in reversed(chain[:-1]):
        before = _plan(first, each.increases.yearly, each.increases.funded_weeks, day)
        after = _plan(first, each.yearly, each.funded_weeks, day)
        more = (_more(each, *pair) for pair in zip(before, after, strict=True))
        planned = [replace(one, amount=one.amount + add) for one, add in zip(planned, more, strict=True)]
    return planned


def made_up_on(version):
    """Give the day on which what is missing of payments already made is due: the next working day."""
    return next_working_day(version.issued_on + ONE_DAY, COUNCIL)


def steps_of(planned):
    """Say what a raised payment is for, in words and pounds (R10.6)."""
    days = f"{long_date(planned.from_on)} to {long_date(planned.to_on)}"
    return f"{pounds(planned.amount)} is for {days}, at the amount now agreed.\n{planned.steps[-1]}"


def _plan(first, yearly, weeks, day):
    given = {"rhythm": Rhythm(first.rhythm), "in_advance": first.in_advance}
    first_payment_on = first.first_payment_on or first.from_on
    planned = instalments(
        yearly, weeks, first.from_on, first.to_on, first_payment_on=first_payment_on, **given
    )
    while first.rhythm != Rhythm.ONE_OFF.value and planned[-1].to_on < day:
        planned += instalments_after(yearly, weeks, first.from_on, first.to_on, planned[-1].to_on, **given)
    return planned


def _more(version, before, after):
    """Give by how much one payment rises: whole, in part where the increase begins within it, or not."""
    more = after.amount - before.amount
    if before.to_on < version.from_on:
        return NOTHING
    if before.from_on >= version.from_on or version.rhythm == Rhythm.ONE_OFF.value:
        return more
    days = (before.to_on - version.from_on).days + 1
    return to_the_penny(Fraction(more) * days / ((before.to_on - before.from_on).days + 1))
