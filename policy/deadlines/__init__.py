"""Every deadline of the law and the policy: one function a duty, under the time conventions T1 to T11."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count, dropwhile

from policy.deadlines import payments, plans, records, requests, returns  # each registers its duties
from policy.deadlines.making import DUTIES, EARLIEST, LATEST, Due, Duty, add_months, check_date
from policy.deadlines.payments import late_from, payable_until
from policy.errors import InputError
from policy.numbers import in_force, number
from policy.working_days import add_working_days

AT_ONCE = ("portal", "email", "hand")


def due(duty: str, started_on: date, *, counting: str | None = None, on: date | None = None) -> Due:
    """Reckon a duty's dates from the day it starts, by the policy in force then or on the day given (T1-T11).

    counting: "calendar" or "working" to see a duty counted in days the other way.
    Error: InputError for an unknown duty, a date outside 2012 to 2100, or a counting that does not apply.
    """
    if duty not in DUTIES:
        raise InputError(f"there is no duty called {duty!r}; due --list names each one")
    return DUTIES[duty].reckon(started_on, counting=counting, on=on)


def reminders(made: Due) -> tuple[date, ...]:
    """Give the days on which a duty is reminded of and escalated, from the ladder of its policy (T6).

    Unit: calendar days from due_on, not rounded; edge: a step before the duty starts is left out,
    unless the duty is counted back from its start.
    """
    ladder = number(DUTIES[made.duty].reminders, on=made.policy_on).amounts
    days = (made.due_on + timedelta(days=step) for step in ladder)
    return tuple(day for day in days if day > made.started_on or made.due_on < made.started_on)


def escalations_after(made: Due) -> Iterator[date]:
    """Give the days on which a duty still owed is escalated again, without end, after its ladder (T6).

    Unit: calendar days from the ladder's last step, not rounded; edge: a day on which it is not yet overdue is
    left out, and what is counted back is overdue before the day it is counted from.
    """
    policy = in_force(made.policy_on)
    last = made.due_on + timedelta(days=policy[DUTIES[made.duty].reminders].amounts[-1])
    every = timedelta(days=policy["escalate_again_days"].amount)
    days = (last + every * times for times in count(1))
    return dropwhile(lambda day: day <= made.due_on, days)


def counted_from(duty: str, day: date, *, not_due_before: date) -> date:
    """Give the day a duty is counted back from: the day itself, or a later one that leaves time for the duty.

    Edge: where the day is too near, the duty is due on the day before which it cannot be. Error: as `due`.
    """
    while (short := not_due_before - due(duty, day).due_on) > timedelta(0):
        day += short
    return day


def sooner(*made: Due) -> Due:
    """Give the due date that comes first, such as a request's own against the plan's 20 weeks (R4.6)."""
    if not made:
        raise InputError("no due date was given to choose from")
    return min(made, key=lambda one: one.due_on)


def notified_on(channel: str, sent_on: date) -> date:
    """Give the day a notice counts as notified: at once, or two working days after posting (T9).

    Edge: a letter posted on a closed day counts from the next working day.
    Error: InputError for another channel.
    """
    check_date(sent_on)
    if channel in AT_ONCE:
        return sent_on
    if channel == "post":
        return add_working_days(sent_on, number("post_notified_days", on=sent_on).amount)
    raise InputError(f"there is no channel called {channel!r}; expected portal, email, post or hand")


def last_notified_on(sent: Iterable[tuple[str, date]]) -> date:
    """Give the latest notified day of several channels (T9); error: InputError when nothing was sent."""
    days = [notified_on(channel, sent_on) for channel, sent_on in sent]
    if not days:
        raise InputError("nothing was sent, so nobody was notified")
    return max(days)


__all__ = [
    "DUTIES",
    "EARLIEST",
    "LATEST",
    "Due",
    "Duty",
    "add_months",
    "counted_from",
    "due",
    "escalations_after",
    "last_notified_on",
    "late_from",
    "notified_on",
    "payable_until",
    "payments",
    "plans",
    "records",
    "reminders",
    "requests",
    "returns",
    "sooner",
]
