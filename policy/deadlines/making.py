"""How a due date is made: count from the start, then round, keeping each step in words (T1-T11)."""

import calendar as calendars
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from policy.errors import InputError
from policy.numbers import Policy, Setting, in_force
from policy.plain import count_words, date_with_weekday, long_date
from policy.working_days import (
    COUNCIL,
    ENGLAND_AND_WALES,
    UK_FOI,
    WorkingDays,
    add_working_days,
    next_working_day,
    previous_working_day,
    why_closed,
)

EARLIEST = date(2012, 1, 1)
LATEST = date(2100, 12, 31)
OWED_BY = ("council", "family", "setting")
COUNTINGS = ("calendar", "working")
CALENDARS = {"working": ENGLAND_AND_WALES, "UK working": UK_FOI}


@dataclass(frozen=True)
class Due:
    """A due date with the way it was made: the raw last day, the day as rounded, and the day to aim for."""

    duty: str
    started_on: date
    raw_on: date
    due_on: date
    target_on: date
    rule: str
    authority: str
    steps: tuple[str, ...]
    version: str
    policy_on: date


class Reckon(Protocol):
    """A duty's function: from the day it starts to its dates."""

    def __call__(self, started_on: date, *, counting: str | None = None, on: date | None = None) -> Due:
        """Reckon the duty's dates."""


@dataclass(frozen=True)
class Duty:
    """A duty with a date: what its start means, who owes it, its number, and what pauses it (T11)."""

    name: str
    title: str
    date_means: str
    owed_by: str
    rule: str
    number: str
    reminders: str
    earliest: date
    reckon: Reckon
    pauses: str = ""

    @property
    def authority(self) -> str:
        """Say who sets the number, by the latest edition of the policy."""
        return in_force(LATEST)[self.number].authority


DUTIES: dict[str, Duty] = {}


@dataclass(frozen=True)
class Reckoning:
    """A date on its way: what was counted so far, and the words for it."""

    started_on: date
    setting: Setting
    policy: Policy
    counting: str
    raw_on: date
    steps: tuple[str, ...]

    def after(self, amount: int | None = None) -> "Reckoning":
        """Count after the start, which is day 0 (T2)."""
        many = self.setting.amount if amount is None else amount
        return self._counted(many, f"Count {self._length(many)}, not counting the first day")

    def before(self) -> "Reckoning":
        """Count back from the start, which is day 0 (T2)."""
        many = self.setting.amount
        return self._counted(-many, f"Count back {self._length(many)}, not counting that day")

    def further_back(self, key: str) -> "Reckoning":
        """Count back from the day reached by a number of the policy, which is named (T2)."""
        setting = self.policy[key]
        counting = self.counting if setting is self.setting else setting.counting or "calendar"
        there = replace(self, started_on=self.raw_on, setting=setting, counting=counting)
        made = there._counted(-setting.amount, f"{setting.title}: count back {there._length(setting.amount)}")
        return replace(self, raw_on=made.raw_on, steps=made.steps)

    def beginning_with(self) -> "Reckoning":
        """Count with the start as day 1 (T3)."""
        many = self.setting.amount
        return self._counted(many - 1, f"Count {self._length(many)}, the first day being day 1")

    def period_of_months(self) -> "Reckoning":
        """Count months starting with the start, ending the day before the corresponding date (T8)."""
        many = self.setting.amount
        corresponding = add_months(self.started_on, many)
        length = count_words(many, "month")
        words = (
            f"{length} starting with that day: the corresponding date is {date_with_weekday(corresponding)}, "
            f"and the period ends the day before"
        )
        return self._at(corresponding - timedelta(days=1), words)

    def rounded(self) -> tuple[date, date, tuple[str, ...]]:
        """Give the due day, the target day and the words, as the setting says to round (T6, T10)."""
        rounding = self.setting.rounding
        if rounding == "family forward":
            due_on = next_working_day(self.raw_on)
            return due_on, due_on, (*self.steps, *self._moved(due_on, "so the last day moves forward to"))
        if rounding == "month end, then next working day":
            due_on = next_working_day(self.raw_on)
            target_on, words = self._target(due_on)
            return due_on, target_on, (*self.steps, *self._moved(due_on, "so the limit moves to"), *words)
        if rounding == "council back":
            target_on, words = self._target(self.raw_on)
            return self.raw_on, target_on, (*self.steps, *words)
        return self.raw_on, self.raw_on, self.steps

    def _target(self, limit: date) -> tuple[date, tuple[str, ...]]:
        target = previous_working_day(limit, COUNCIL)
        # A short limit inside a closure has no working day to aim for: the limit itself is all there is.
        if target == limit or target < self.started_on <= limit:
            return limit, ()
        why = why_closed(limit, COUNCIL)
        return target, (
            f"That is {why}: the limit stays, and the day to aim for is {date_with_weekday(target)}.",
        )

    def _moved(self, to: date, words: str) -> tuple[str, ...]:
        if to == self.raw_on:
            return ()
        return (f"That is {why_closed(self.raw_on)}, {words} {date_with_weekday(to)}, the next working day.",)

    def _counted(self, many: int, words: str) -> "Reckoning":
        unit = self.setting.unit
        if unit in ("months", "years"):
            return self._at(add_months(self.started_on, many * (12 if unit == "years" else 1)), words)
        if self.counting == "calendar":
            return self._at(self.started_on + timedelta(days=many * (7 if unit == "weeks" else 1)), words)
        calendar: WorkingDays = CALENDARS[self.counting]
        skipping = "weekends and bank holidays" + (" in any part of the UK" if calendar is UK_FOI else "")
        return self._at(add_working_days(self.started_on, many, calendar), f"{words}, leaving out {skipping}")

    def _length(self, many: int) -> str:
        counting = {"UK working": "working"}.get(self.counting, self.counting)
        unit = self.setting.unit
        if unit == "days":
            unit = f"{counting} days"
        return count_words(many, unit.removesuffix("s"))

    def _at(self, day: date, words: str) -> "Reckoning":
        return replace(self, raw_on=day, steps=(*self.steps, f"{words}: {date_with_weekday(day)}."))


def duty(
    *,
    title: str,
    date_means: str,
    owed_by: str,
    rule: str,
    number: str,
    reminders: str,
    earliest: date = EARLIEST,
    pauses: str = "",
) -> Callable[[Callable[[Reckoning], Reckoning]], Reckon]:
    """Register a duty under its function's name, and give the function that reckons its dates."""

    def register(make: Callable[[Reckoning], Reckoning]) -> Reckon:
        """Keep the duty, and give its function as others call it."""

        def reckon(started_on: date, *, counting: str | None = None, on: date | None = None) -> Due:
            """Reckon the duty's dates."""
            return _made(DUTIES[name], make, started_on, counting, on or started_on)

        name = reckon.__name__ = make.__name__
        reckon.__doc__ = make.__doc__
        DUTIES[name] = Duty(
            name, title, date_means, owed_by, rule, number, reminders, earliest, reckon, pauses
        )
        return reckon

    return register


def _made(
    which: Duty,
    make: Callable[[Reckoning], Reckoning],
    started_on: date,
    counting: str | None,
    on: date,
) -> Due:
    check_date(started_on, which.earliest)
    made = make(_begin(which, started_on, counting, on))
    due_on, target_on, steps = made.rounded()
    return Due(
        duty=which.name,
        started_on=started_on,
        raw_on=made.raw_on,
        due_on=due_on,
        target_on=target_on,
        rule=which.rule,
        authority=made.setting.authority,
        steps=steps,
        version=made.policy.version,
        policy_on=on,
    )


def _begin(which: Duty, started_on: date, counting: str | None, on: date) -> Reckoning:
    policy = in_force(on)
    setting = policy[which.number]
    first = f"Start on {date_with_weekday(started_on)}: {which.date_means}."
    return Reckoning(started_on, setting, policy, _counting(which, setting, counting), started_on, (first,))


def _counting(which: Duty, setting: Setting, asked: str | None) -> str:
    if asked is None or asked == setting.counting:
        return setting.counting or "calendar"
    if asked not in COUNTINGS:
        raise InputError(f"counting {asked!r} is not known; expected calendar or working")
    if setting.unit != "days":
        raise InputError(f"{which.name} is counted in {setting.unit}, so a counting of days does not apply")
    return "UK working" if asked == "working" and setting.counting == "UK working" else asked


def check_date(day: date, earliest: date = EARLIEST) -> None:
    """Refuse a moment, or a day that cannot be reckoned with; error: InputError."""
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InputError("a day is needed, not a moment or a text")
    if not earliest <= day <= LATEST:
        raise InputError(f"{long_date(day)} is outside {long_date(earliest)} to {long_date(LATEST)}")


def add_months(day: date, months: int) -> date:
    """Give the corresponding date months on or back; edge: no such date is the month's last day (T8, T10)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendars.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


__all__ = ["DUTIES", "Due", "Duty", "Reckoning", "add_months", "check_date", "duty"]
