"""The nightly check of clocks: dates that policy would now give otherwise, and clocks about nothing."""

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from audit.jobs import job
from clocks.actions import hold_many, is_stale, revise_all
from clocks.duties import dates_of
from clocks.models import Clock
from policy import InputError

BATCH = 1000
MOST_NAMED = 100
REASON = "The calendar or the policy has changed since this day was worked out."


@dataclass
class Checked:
    """What a check found: how many clocks moved, how many wait for somebody at work, and what is wrong."""

    revised: int
    left: int
    failures: list[str]


def check(on):
    """Check every open clock once a date; clocks whose child is in use are left for the next tick."""
    with job("clocks.check", on) as run:
        if run is None:
            return None
        found = recompute_all(on)
        lost = {kind: list(islice(clocks, MOST_NAMED)) for kind, clocks in orphans()}
        about_nothing = [f"clock {pk}: its {kind} is gone" for kind, ids in lost.items() for pk in ids]
        run.counts = {"revised": run.counts.get("revised", 0) + found.revised, "orphans": len(about_nothing)}
        run.failures = [*found.failures, *about_nothing]
        run.unfinished = found.left > 0
        return run


def recompute_all(on):
    """Revise every open clock whose stored dates are no longer those policy gives."""
    stale, failures = _stale()
    clocks = Clock.objects.open().filter(stale)
    revised = left = 0
    children = iter(clocks.order_by("child_id").values_list("child_id", flat=True).distinct().iterator(BATCH))
    while batch := list(islice(children, BATCH)):
        with transaction.atomic():
            held = hold_many(batch)
            left += len(batch) - len(held)
            revised += revise_all(list(clocks.filter(child__in=held)), reason=REASON, on=on)
    return Checked(revised, left, failures)


def _stale():
    days, failures = {}, []
    same_dates = ("duty", "started_on", "owed_by", "raw_on", "due_on", "target_on")
    for row in Clock.objects.open().order_by().values_list(*same_dates, named=True).distinct().iterator():
        try:
            if is_stale(row, dates_of(row.duty, row.started_on)):
                days.setdefault(row.duty, set()).add(row.started_on)
        except (InputError, ImproperlyConfigured) as problem:
            failures.append(f"clocks of {row.duty} from {row.started_on}: {problem}")
    stale = (Q(duty=duty, started_on__in=sorted(starts)) for duty, starts in days.items())
    return reduce(or_, stale, Q(pk__in=[])), failures


def orphans():
    """Give each kind of record clocks are about, with the ids of the clocks whose record no longer exists."""
    for kind in Clock.objects.order_by("about_type").values_list("about_type", flat=True).distinct():
        clocks = Clock.objects.filter(about_type=kind).order_by("id")
        try:
            about = apps.get_model(kind)._base_manager.filter(pk=OuterRef("about_id"))
            clocks = clocks.exclude(Exists(about))
        except (LookupError, ValueError):
            pass
        yield kind, clocks.values_list("pk", flat=True).iterator()
