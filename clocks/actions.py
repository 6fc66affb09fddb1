"""What acts do to clocks: start what is owed, meet it, drop it, revise its dates; each date is policy's.

These are called by acts that already hold the child and have asked who may; they never ask again.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from audit.acts import hold
from clocks.duties import dates_of, steps_of
from clocks.models import Clock, ClockRevision, ClockStep, OwedBy
from letters.addresses import channels_for
from letters.kinds import Kind
from letters.models import Delivery
from people.models import Child
from policy import Refused
from policy.deadlines import DUTIES, last_notified_on

AT_ONCE = 2000
AIM = "Only the day to aim for has moved."
LAST_DAY = "The last day stays as it was."


@dataclass(frozen=True)
class Start:
    """A clock to start, by ids: without an owner or a team it gets the child's."""

    child_id: int
    about_type: str
    about_id: int
    label: str
    started_on: date
    owner_id: int | None = None
    team_id: int | None = None
    notice_id: int | None = None


def hold_many(child_ids):
    """Lock the children nobody is at work on, in the order of their ids, and give their ids; never wait."""
    children = Child.objects.filter(pk__in=child_ids).order_by("pk")
    return list(children.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))


@transaction.atomic
def start(duty, *, child, about, label, started_on, owner=None, team=None, notice=None):
    """Start a clock about a record, once a starting day; the child's officer owes it unless given."""
    row = Start(
        child_id=child.pk,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        label=label,
        started_on=started_on,
        owner_id=owner and owner.pk,
        team_id=team and team.pk,
        notice_id=notice and notice.pk,
    )
    start_many(duty, [row])
    return Clock.objects.of(about, duty).get(started_on=started_on)


@transaction.atomic
def owe(duty, *, started_on, notice=None, **given):
    """Start a clock as `start`; one that was settled on the very day it started is owed again."""
    clock = start(duty, started_on=started_on, notice=notice, **given)
    if not clock.is_open:
        done = steps_done([clock.pk]).get(clock.pk, ())
        steps = steps_of(duty, started_on=started_on, due_on=clock.due_on)
        clock.next_step_on = next(step.on for step in steps if step.name not in done)
        clock.met_on = clock.dropped_on = None
        clock.dropped_because, clock.notice, clock.label = "", notice, given["label"]
        clock.save()
    return clock


@transaction.atomic
def start_many(duty, rows):
    """Start many clocks of one duty, set-wise; one that was started before stays as it is."""
    rows, dates = list(rows), {}
    for day in {row.started_on for row in rows}:
        made = dates_of(duty, day)
        dates[day] = made, next(steps_of(duty, started_on=day, due_on=made.due_on)).on
    missing = {row.child_id for row in rows if not (row.owner_id and row.team_id)}
    looked_after = Child.objects.filter(pk__in=missing).values_list("pk", "case_officer", "team")
    by_child = {pk: (officer, team) for pk, officer, team in looked_after}
    clocks = (_clock(row, *dates[row.started_on], *by_child.get(row.child_id, (None, None))) for row in rows)
    Clock.objects.bulk_create(clocks, batch_size=AT_ONCE, ignore_conflicts=True)


def _clock(row, made, next_step_on, officer, team):
    return Clock(
        child_id=row.child_id,
        duty=made.duty,
        about_type=row.about_type,
        about_id=row.about_id,
        label=row.label,
        owed_by=DUTIES[made.duty].owed_by,
        owner_id=row.owner_id or officer,
        team_id=row.team_id or team,
        notice_id=row.notice_id,
        started_on=row.started_on,
        raw_on=made.raw_on,
        due_on=made.due_on,
        target_on=made.target_on,
        next_step_on=next_step_on,
        policy_version=made.version,
    )


def expected_for(people, *, on, channels=None):
    """Give the day all of these people count as notified of a letter written to them on a day (T9).

    It is the slowest channel's, by which an act starts a clock and says the last day in the letter itself.
    """
    chosen = (channel for person in people for channel in channels or channels_for(person, Kind))
    return last_notified_on((channel, on) for channel in chosen)


def expected_notified_on(letters):
    """Give the day the addressees of letters just written count as notified, if all leave that day (T9)."""
    needed = Delivery.objects.filter(letter__in=letters).exclude(state=Delivery.State.WITHDRAWN)
    return last_notified_on(needed.values_list("channel", "letter__written_on"))


def meet(duty, *, about, on):
    """Meet what is owed of a duty about a record, and give how many clocks were met; again changes nothing.

    A clock that starts later than the day is not met by it, unless its duty counts back from its start, or
    starts with a notice written by then: nobody need wait for the post to act on a letter.
    """
    return meet_all(duty, about_type=about._meta.label_lower, about_ids=[about.pk], on=on)


def meet_all(duty, *, about_type, about_ids, on):
    """Meet what is owed of a duty about many records of one kind, and give how many were met."""
    begun = Q(started_on__lte=on) | Q(due_on__lt=F("started_on")) | Q(notice__written_on__lte=on)
    clocks = Clock.objects.open().filter(begun, duty=duty, about_type=about_type, about_id__in=about_ids)
    return clocks.update(met_on=on, next_step_on=None)


def drop(duty, *, about, on, because):
    """Drop what is owed of a duty about a record, saying why; give how many clocks were."""
    return drop_all(duty, about_type=about._meta.label_lower, about_ids=[about.pk], on=on, because=because)


def drop_all(duty, *, about_type, about_ids, on, because):
    """Drop what is owed of a duty about many records of one kind, and give how many were."""
    clocks = Clock.objects.filter(duty=duty, about_type=about_type, about_id__in=about_ids)
    return _drop(clocks, on=on, because=because)


def close_for(record, *, on, because):
    """Drop all that is still owed about a record, of whatever duty, saying why; give how many clocks were."""
    return _drop(Clock.objects.of(record), on=on, because=because)


def _drop(clocks, *, on, because):
    if not because.strip():
        raise Refused("T11", "Say why this is no longer owed.")
    return clocks.open().update(dropped_on=on, dropped_because=because.strip(), next_step_on=None)


@transaction.atomic
def revise(clock, *, reason, on):
    """Work out an open clock's dates again, keeping both; a family's day only moves later (T6, T9)."""
    clock = hold(clock)
    if not clock.is_open:
        raise Refused("T1", "This is no longer owed, so its dates stay as they are.")
    revise_all([clock], reason=reason, on=on)
    return clock


def is_stale(clock, made):
    """Say whether policy now gives a clock other dates; a family keeps a day that was later (T6)."""
    if clock.owed_by == OwedBy.FAMILY:
        return made.due_on > clock.due_on
    return (made.raw_on, made.due_on, made.target_on) != (clock.raw_on, clock.due_on, clock.target_on)


def revise_all(clocks, *, reason, on):
    """Revise the clocks that policy gives other dates, set-wise; give how many. Their children are held."""
    made = ((clock, dates_of(clock.duty, clock.started_on)) for clock in clocks)
    stale = [(clock, dates) for clock, dates in made if is_stale(clock, dates)]
    _revise(stale, reason=lambda clock: reason, unmoved=AIM, on=on)
    return len(stale)


def restart_all(starts, *, reason, on):
    """Start open clocks again from a later day each, set-wise; a last day only moves later (T9).

    `starts` gives each clock its day, and `reason` is called with a clock. Their children are held.
    """
    made = []
    for clock, day in starts.items():
        clock.started_on, dates = day, dates_of(clock.duty, day)
        made.append((clock, dates if dates.due_on >= clock.due_on else _kept(clock, dates)))
    _revise(made, reason=reason, unmoved=LAST_DAY, on=on)


def _kept(clock, dates):
    kept = {name: getattr(clock, name) for name in ("raw_on", "due_on", "target_on")}
    return replace(dates, version=clock.policy_version, **kept)


def _revise(made, *, reason, unmoved, on):
    done, revisions = steps_done(clock.pk for clock, _ in made), []
    for clock, dates in made:
        words = reason(clock) if dates.due_on != clock.due_on else f"{reason(clock)} {unmoved}"
        revisions.append(
            ClockRevision(
                clock=clock,
                due_on_before=clock.due_on,
                due_on_after=dates.due_on,
                reason=words,
                revised_on=on,
            )
        )
        clock.raw_on, clock.due_on, clock.target_on = dates.raw_on, dates.due_on, dates.target_on
        clock.policy_version = dates.version
        steps = steps_of(clock.duty, started_on=clock.started_on, due_on=clock.due_on)
        clock.next_step_on = next(step.on for step in steps if step.name not in done.get(clock.pk, ()))
    fields = ["started_on", "raw_on", "due_on", "target_on", "policy_version", "next_step_on"]
    Clock.objects.bulk_update([clock for clock, _ in made], fields, batch_size=AT_ONCE)
    ClockRevision.objects.bulk_create(revisions, batch_size=AT_ONCE)


def steps_done(clock_ids):
    """Give the names of the steps that were taken or skipped, by clock."""
    done = {}
    for clock_id, step in ClockStep.objects.filter(clock__in=list(clock_ids)).values_list("clock_id", "step"):
        done.setdefault(clock_id, set()).add(step)
    return done
