"""The Board's sittings inside a limit, so that a review can be planned on the day it is received (R7.7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from policy.deadlines import due
from policy.numbers import WEEKDAYS, in_force
from policy.working_days import is_working_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sitting:
    """A day on which the Board could decide, and the day its papers are locked (R7.7, R25.2)."""

    board_on: date
    papers_on: date
    is_possible: bool


def sittings(from_on: date, until_on: date, *, without: Collection[date] = ()) -> tuple[Sitting, ...]:
    """List the Board's usual days after one day and not after another (R7.7, R25.2).

    Unit: days; rounding: a bank holiday has no sitting, and is not moved. Edge: a Board whose papers are
    locked before the first day is listed as not possible without a waiver; days in `without` are left out.
    """
    weekday = in_force(from_on)["board_weekday"].word
    days = (from_on + ONE_DAY * number for number in range(1, (until_on - from_on).days + 1))
    boards = [one for one in days if WEEKDAYS.index(weekday) == one.weekday() and is_working_day(one)]
    locked = [(one, due("board_papers", one).target_on) for one in boards if one not in without]
    return tuple(Sitting(board_on, papers_on, papers_on >= from_on) for board_on, papers_on in locked)
