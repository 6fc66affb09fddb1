"""Which duties have clocks here, the days on which each is chased, and the letter that reminds of it.

A duty's dates and the days of its reminders are policy's; every app registers the duties it has clocks for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from django.core.exceptions import ImproperlyConfigured

from letters.kinds import STAFF, Kind, WorkReminder
from policy.deadlines import DUTIES, due, escalations_after, reminders

SWEEP = "clocks.sweep"


@dataclass(frozen=True)
class Chased:
    """A duty in use: the digest that reminds staff of it, what the family is written, the job that chases it.

    `parts` is called as `parts(clocks, on=…)` with a batch of clocks of the duty, and gives the letters
    (`letters.writing.Writing`) of each by the clock's id, with as many queries for many clocks as for few; None
    where the family is not to be written to, and staff are told instead.
    """

    name: str
    reminder: type[Kind]
    parts: Callable | None = None
    job: str = SWEEP


@dataclass(frozen=True)
class Step:
    """A day on which a clock is chased, named by its distance from the due day, whatever day that becomes.

    A step of the ladder is one of policy's own; after the last of them come the escalations again and again.
    """

    name: str
    on: date
    is_escalation: bool
    is_of_ladder: bool = True


CHASED: dict[str, Chased] = {}


def register(name, *, reminder, parts=None, job=SWEEP):
    """Register a duty that an app starts clocks for: its digest to staff, its letters to the family, its job."""
    if name not in DUTIES:
        raise ImproperlyConfigured(f"policy has no duty called {name}")
    if name in CHASED:
        raise ImproperlyConfigured(f"{name} is registered twice")
    if reminder.audience != STAFF:
        raise ImproperlyConfigured(
            f"{name} is reminded of by a digest to staff; parts gives a family's letters"
        )
    CHASED[name] = Chased(name, reminder, parts, job)


def chased_by(job):
    """Give the names of the duties a job chases."""
    names = {duty.name for duty in CHASED.values() if duty.job == job}
    if not names:
        raise ImproperlyConfigured(f"no duty is chased by the job {job}")
    return names


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
    ladder = ((day, True) for day in reminders(made))
    days = chain(ladder, ((day, False) for day in escalations_after(made)))
    return (Step(f"{(day - due_on).days:+d}", day, day >= due_on, is_of_ladder) for day, is_of_ladder in days)


register("message_reply", reminder=WorkReminder)
