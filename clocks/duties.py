"""Which duties have clocks here, the days on which each is chased, and the letter that reminds of it.

A duty's dates and the days of its reminders are policy's; every app registers the duties it has clocks for.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from django.core.exceptions import ImproperlyConfigured

from letters.kinds import Kind, WorkReminder
from policy.deadlines import DUTIES, due, escalations_after, reminders


@dataclass(frozen=True)
class Chased:
    """A duty in use, with the letter that reminds staff of it: a digest of what is due and overdue."""

    name: str
    reminder: type[Kind]


@dataclass(frozen=True)
class Step:
    """A day on which a clock is chased, named by its distance from the due day, whatever day that becomes."""

    name: str
    on: date
    is_escalation: bool


CHASED: dict[str, Chased] = {}


def register(name, *, reminder):
    """Register a duty that an app starts clocks for, with the digest that reminds of it; it names nobody."""
    if name not in DUTIES:
        raise ImproperlyConfigured(f"policy has no duty called {name}")
    if name in CHASED:
        raise ImproperlyConfigured(f"{name} is registered twice")
    CHASED[name] = Chased(name, reminder)


def dates_of(duty, started_on):
    """Give a duty's dates from the day it starts, by the policy in force that day."""
    if duty not in CHASED:
        raise ImproperlyConfigured(f"no app registers the duty {duty}")
    return due(duty, started_on)


def steps_of(duty, *, started_on, due_on):
    """Give the days on which a clock is chased, in order and without end: it is chased while it is owed.

    Reminders before the due day, then escalations: first those of the duty's ladder, then one every few days.
    """
    made = replace(dates_of(duty, started_on), due_on=due_on)
    days = chain(reminders(made), escalations_after(made))
    return (Step(f"{(day - due_on).days:+d}", day, day >= due_on) for day in days)


register("message_reply", reminder=WorkReminder)
