"""When the money of an agreement is paid, and how much each time (R10.5, R8.7, R15.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from policy.deadlines.making import add_months, check_date
from policy.errors import InputError
from policy.money import check_pounds, down_to_the_penny, to_the_penny
from policy.plain import count_words, date_with_weekday, long_date, pounds
from policy.surplus import check_weeks, entitlement
from policy.working_days import COUNCIL, previous_working_day, why_closed

ONE_DAY = timedelta(days=1)
FOUR_WEEKS = timedelta(weeks=4)
# A year is 52 weeks and a day or two: so few days left over are part of the payment before them.
SHORTEST_PERIOD = 7


class Rhythm(Enum):
    """A rhythm in which an agreement is paid (R10.5)."""

    WEEKLY_4 = "weekly_4"
    MONTHLY = "monthly"
    ONE_OFF = "one_off"

    @property
    def words(self) -> str:
        """Say the rhythm in plain words."""
        return {
            Rhythm.WEEKLY_4: "every four weeks",
            Rhythm.MONTHLY: "every month",
            Rhythm.ONE_OFF: "all at once",
        }[self]


@dataclass(frozen=True)
class Planned:
    """An instalment as planned: for which days, how much, on which day it is due, and how that is made."""

    number: int
    due_on: date
    from_on: date
    to_on: date
    amount: Decimal
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """What is left of a payment for the days up to an end, and how that is made."""

    amount: Decimal
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """A part of a year that one instalment pays for, with its share of the year's money."""

    from_on: date
    to_on: date
    share: Fraction


def year_of(from_on: date, to_on: date | None = None) -> tuple[date, date]:
    """Give the days planned at first: a year from the first day, or fewer where the agreement ends sooner.

    Unit: whole days, both inside. Edge: a year from 29 February ends on 27 February. Error: InputError for days
    the wrong way round, or outside 2012 to 2100.
    """
    check_date(from_on)
    last = add_months(from_on, 12) - ONE_DAY
    if to_on is None:
        return from_on, last
    check_date(to_on)
    if to_on < from_on:
        raise InputError("the period ends before it begins")
    return from_on, min(to_on, last)


def amount_for(annual: Decimal, funded_weeks: int, from_on: date, to_on: date | None = None) -> Decimal:
    """Give what is paid for a period out of a yearly amount (R10.1, R15.4).

    Unit: pounds; rounding: to the nearest penny. Edge: the funded weeks may fall anywhere in the year, so a
    shorter period is paid its weeks at the weekly rate and never more than the yearly amount; a longer one is
    paid year by year; without an end it is one year. Error: as `instalments`.
    """
    return sum((_amount(annual, funded_weeks, *year) for year in _years(from_on, to_on)), Decimal("0.00"))


def cut_to(amount: Decimal, from_on: date, to_on: date, ended_on: date) -> Cut:
    """Give the part of a payment that is for the days up to the one an agreement ended on (R14.1, R14.8).

    Unit: pounds, for whole days, both inside; rounding: to the nearest penny. Edge: a payment of a few pence can
    have a part of nothing. Error: InputError for an amount that is not pounds and pence, or a last day outside
    the payment's own days.
    """
    whole = check_pounds(amount, "amount")
    if not from_on <= ended_on <= to_on:
        raise InputError("the last day is not one of those the payment is for")
    days, all_days = (ended_on - from_on).days + 1, (to_on - from_on).days + 1
    part = to_the_penny(Fraction(whole) * days / all_days)
    step = (
        f"{pounds(part)} of {pounds(whole)} is for {long_date(from_on)} to {long_date(ended_on)}, "
        f"{days} of {count_words(all_days, 'day')}: the agreement ended then."
    )
    return Cut(part, (step,))


def instalments(
    annual: Decimal,
    funded_weeks: int,
    from_on: date,
    to_on: date | None,
    *,
    rhythm: Rhythm,
    in_advance: bool,
    first_payment_on: date,
) -> tuple[Planned, ...]:
    """Plan the instalments of a period: their days, their amounts and how each is made (R10.5, R8.7, R10.6).

    Unit: pounds and whole days; rounding: each instalment down to the penny, and the last takes what is left,
    so that they add up to `amount_for` the period. A due day that is not a working day of the council moves
    back, so that nobody is paid late. Edge: without an end it plans one year, and the caller goes on from the
    day after; fewer than seven days left over belong to the last instalment; the first is due on the first
    payment's day, and none before it; a one-off pays the yearly amount whole. Error: InputError for a sum that
    is none or too small to share out, weeks outside 1 to 53, or days the wrong way round or out of range.
    """
    check_date(first_payment_on)
    years = list(_years(from_on, to_on))
    if rhythm is Rhythm.ONE_OFF:
        total = _check_annual(annual, funded_weeks)
        shares = [(Tile(from_on, years[-1][1], Fraction(1)), total, total)]
    else:
        shares = [one for year in years for one in _shared(annual, funded_weeks, *year, rhythm)]
    return tuple(
        _planned(number, share, in_advance, first_payment_on) for number, share in enumerate(shares, start=1)
    )


def instalments_after(
    annual: Decimal,
    funded_weeks: int,
    from_on: date,
    to_on: date | None,
    planned_to: date,
    *,
    rhythm: Rhythm,
    in_advance: bool,
) -> tuple[Planned, ...]:
    """Plan the year after the last day planned so far, in the same rhythm (R10.5, R25.3, R12.2).

    Unit and rounding: as `instalments`. Edge: without an end, and after an agreed period of a year or more, it is
    paid the yearly amount; after a shorter period each payment stays what it was, because nothing falls without
    notice, so that a year of them may come to more than the yearly amount. Error: as `instalments`, and
    InputError for what is paid all at once, which is not paid again.
    """
    if rhythm is Rhythm.ONE_OFF:
        raise InputError("what is paid all at once is not paid again")
    first, year = year_of(from_on, to_on), year_of(planned_to + ONE_DAY)
    agreed = Fraction(_amount(annual, funded_weeks, *first))
    total = to_the_penny(agreed * _whole(*year, rhythm) / _whole(*first, rhythm))
    return tuple(
        _planned(number, share, in_advance, share[0].from_on if in_advance else share[0].to_on)
        for number, share in enumerate(_shared_out(total, *year, rhythm), start=1)
    )


def _planned(
    number: int, share: tuple[Tile, Decimal, Decimal], in_advance: bool, first_payment_on: date
) -> Planned:
    tile, amount, total = share
    own_on = tile.from_on if in_advance else tile.to_on
    raw_on = first_payment_on if number == 1 else max(own_on, first_payment_on)
    due_on = previous_working_day(raw_on, COUNCIL)
    when = "in advance" if in_advance else "afterwards"
    why = (
        f", because {date_with_weekday(raw_on)} is {why_closed(raw_on, COUNCIL)}" if due_on != raw_on else ""
    )
    steps = (
        f"{pounds(amount)} of {pounds(total)} is for {long_date(tile.from_on)} to {long_date(tile.to_on)}, "
        f"{count_words((tile.to_on - tile.from_on).days + 1, 'day')}.",
        f"It is paid {when}, and is due on {date_with_weekday(due_on)}{why}.",
    )
    return Planned(number, due_on, tile.from_on, tile.to_on, amount, steps)


def _shared(
    annual: Decimal, weeks: int, from_on: date, to_on: date, rhythm: Rhythm
) -> Iterator[tuple[Tile, Decimal, Decimal]]:
    yield from _shared_out(_amount(annual, weeks, from_on, to_on), from_on, to_on, rhythm)


def _shared_out(
    total: Decimal, from_on: date, to_on: date, rhythm: Rhythm
) -> Iterator[tuple[Tile, Decimal, Decimal]]:
    """Share a year's amount out over its parts; the last takes what rounding leaves."""
    tiles, whole = list(_tiles(from_on, to_on, rhythm)), _whole(from_on, to_on, rhythm)
    left = total
    for tile in tiles[:-1]:
        amount = down_to_the_penny(Fraction(total) * tile.share / whole)
        left -= amount
        yield tile, _more_than_nothing(amount, len(tiles)), total
    yield tiles[-1], _more_than_nothing(left, len(tiles)), total


def _tiles(from_on: date, to_on: date, rhythm: Rhythm) -> Iterator[Tile]:
    """Cut a year into parts without gap or overlap; a part cut short has a smaller share."""
    number, begins = 0, from_on
    while begins <= to_on:
        number += 1
        after = from_on + FOUR_WEEKS * number if rhythm is Rhythm.WEEKLY_4 else add_months(from_on, number)
        ends = after - ONE_DAY
        if (to_on - ends).days < SHORTEST_PERIOD:
            days, whole = (to_on - begins).days + 1, (after - begins).days
            yield Tile(begins, to_on, min(Fraction(days, whole), Fraction(1)))
            return
        yield Tile(begins, ends, Fraction(1))
        begins = after


def _whole(from_on: date, to_on: date, rhythm: Rhythm) -> Fraction:
    return sum((tile.share for tile in _tiles(from_on, to_on, rhythm)), Fraction(0))


def _years(from_on: date, to_on: date | None) -> Iterator[tuple[date, date]]:
    begins, ends = year_of(from_on, to_on)
    yield begins, ends
    while to_on is not None and ends < to_on:
        begins, ends = year_of(ends + ONE_DAY, to_on)
        yield begins, ends


def _amount(annual: Decimal, weeks: int, from_on: date, to_on: date) -> Decimal:
    yearly = _check_annual(annual, weeks)
    if to_on == year_of(from_on)[1]:
        return yearly
    return min(yearly, entitlement(yearly, weeks, from_on, to_on))


def _check_annual(annual: Decimal, weeks: int) -> Decimal:
    check_weeks(weeks)
    yearly = check_pounds(annual, "annual amount")
    if not yearly:
        raise InputError("annual amount: expected more than £0")
    return yearly


def _more_than_nothing(amount: Decimal, many: int) -> Decimal:
    if not amount:
        raise InputError(f"annual amount: too small to be paid in {count_words(many, 'part')}")
    return amount
