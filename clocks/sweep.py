"""The sweep: chase what is owed and due, once a date, whenever it runs and however many nights it missed.

First the digests: one letter a day to each member of staff, counting what is due, read without any lock. Then
the steps: children in the order of their ids, and one that somebody is at work on waits for the next tick.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from audit.jobs import job
from clocks.actions import hold_many
from clocks.digests import Digests, NobodyToTell
from clocks.duties import Step, steps_of
from clocks.models import Clock, ClockStep
from policy import InputError

JOB = "clocks.sweep"
BATCH = 1000
MOST_FAILURES = 200
OVERTAKEN = ClockStep.Outcome.SKIPPED.value
COLUMNS = ("pk", "duty", "started_on", "due_on", "next_step_on", "owner_id", "team_id")
STEPS = """
INSERT INTO clocks_clockstep (clock_id, step, step_on, outcome, letter_id, done_on)
SELECT given.*, %s FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::bigint[]) AS given
ON CONFLICT (clock_id, step) DO NOTHING
"""
NEXT_STEPS = """
UPDATE clocks_clock SET next_step_on = given.next_on
FROM unnest(%s::bigint[], %s::date[]) AS given (id, next_on) WHERE clocks_clock.id = given.id
"""


def sweep(on):
    """Chase every open clock whose next step has come; give the run, or None when it is done or in hand."""
    with job(JOB, on) as run:
        if run:
            Tick(on, run).take()
        return run


@dataclass(frozen=True)
class Chase:
    """What to do about a clock: the steps that have come, who is told of the newest, when to look again."""

    come: list[Step]
    told: list[int]
    outcome: str
    next_on: date


class Tick:
    """A tick of the sweep for a date; what it cannot do for one clock it notes on the run, and goes on."""

    def __init__(self, on, run):
        self.on, self.run = on, run
        self.counts, self.failed = Counter(), set()
        self.digests = Digests(on)
        self._steps = lru_cache(maxsize=4096)(partial(_steps_until, on))

    def take(self):
        """Write the digests, record the steps, and leave the run open while busy children remain."""
        for clock in self._due().order_by().values_list(*COLUMNS, named=True).iterator(BATCH):
            if (chase := self._chase(clock)) and chase.come:
                self.digests.count(clock, chase.told)
        self.counts["letters"] = self.digests.write()
        children = self._due().order_by("child_id").values_list("child_id", flat=True).distinct()
        children = children.iterator(BATCH)
        while batch := list(islice(children, BATCH)):
            self._take_children(batch)
        self.run.unfinished = self.counts["left"] > 0
        before = {name: count for name, count in self.run.counts.items() if name != "left"}
        self.run.counts = dict(Counter(before) + self.counts)

    def _due(self):
        return Clock.objects.open().filter(next_step_on__lte=self.on)

    def _chase(self, clock):
        if clock.pk in self.failed:
            return None
        try:
            until_now, next_on = self._steps(clock.duty, clock.started_on, clock.due_on)
            come = [step for step in until_now if step.on >= clock.next_step_on]
            told, outcome = self.digests.told(clock, come[-1]) if come else ([], "")
        except Exception as problem:
            self._fail(clock.pk, problem)
            return None
        return Chase(come, told, outcome, next_on)

    def _take_children(self, batch):
        """Record the steps of a batch; halve one that cannot be stored, until the child to blame is found."""
        try:
            with transaction.atomic():
                counts = self._record(batch)
        except Exception as problem:
            if len(batch) == 1:
                for pk in self._due().filter(child__in=batch).values_list("pk", flat=True):
                    self._fail(pk, problem)
                return
            middle = len(batch) // 2
            self._take_children(batch[:middle])
            self._take_children(batch[middle:])
        else:
            self.counts += counts

    def _record(self, batch):
        held = hold_many(batch)
        counts, steps, next_on = Counter(left=len(batch) - len(held)), [], {}
        for clock in self._due().filter(child__in=held).values_list(*COLUMNS, named=True):
            if (chase := self._chase(clock)) is None:
                continue
            letter = self.digests.letter_of(clock, chase.told) if chase.come else None
            if chase.come and not letter:
                # It came in after the digests were counted: the next tick tells of it.
                counts["left"] += 1
                continue
            next_on[clock.pk] = chase.next_on
            for step in chase.come:
                outcome, by = (chase.outcome, letter) if step is chase.come[-1] else (OVERTAKEN, None)
                steps.append((clock.pk, step.name, step.on, outcome, by))
                counts[outcome] += 1
        self._store(steps, next_on)
        return counts

    def _store(self, steps, next_on):
        with connection.cursor() as cursor:
            if steps:
                cursor.execute(STEPS, [self.on, *map(list, zip(*steps, strict=True))])
            cursor.execute(NEXT_STEPS, [list(next_on), list(next_on.values())])

    def _fail(self, pk, problem):
        self.failed.add(pk)
        # A message of the database may quote the row, and with it a family's words.
        ours = isinstance(problem, InputError | ImproperlyConfigured | NobodyToTell)
        line = f"clock {pk}: {problem if ours else type(problem).__name__}"
        if line not in self.run.failures and len(self.run.failures) < MOST_FAILURES:
            self.run.failures = [*self.run.failures, line]


def _steps_until(on, duty, started_on, due_on):
    come = []
    for step in steps_of(duty, started_on=started_on, due_on=due_on):
        if step.on > on:
            return come, step.on
        come.append(step)
