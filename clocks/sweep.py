"""The sweep: chase what is owed and due, once a date, whenever it runs and however many nights it missed.

First the digests: one letter a day to each member of staff, counting what is due, read without any lock. Then
the steps: children in the order of their ids, and one that somebody is at work on waits for the next tick. What
a step writes to a family is stored with the step, in one transaction.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from audit import jobs
from clocks.actions import hold_many, steps_done
from clocks.batches import BATCH, for_children_of, in_batches
from clocks.digests import Digests, NobodyToTell
from clocks.duties import CHASED, SWEEP, Step, chased_by, steps_of
from clocks.models import Clock, ClockStep
from letters import actions as letters
from letters.writing import Writing
from policy import InputError

JOB = SWEEP
MOST_FAILURES = 200
REMINDED, OVERTAKEN = ClockStep.Outcome.REMINDED.value, ClockStep.Outcome.SKIPPED.value
COLUMNS = (
    "pk", "child_id", "duty", "about_type", "about_id", "label", "started_on", "due_on", "next_step_on",
    "owner_id", "team_id",
)  # fmt: skip
STEPS = """
INSERT INTO clocks_clockstep (clock_id, step, step_on, outcome, letter_id, done_on)
SELECT given.*, %s FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::bigint[]) AS given
ON CONFLICT (clock_id, step) DO NOTHING
"""
NEXT_STEPS = """
UPDATE clocks_clock SET next_step_on = given.next_on
FROM unnest(%s::bigint[], %s::date[]) AS given (id, next_on) WHERE clocks_clock.id = given.id
"""


def sweep(on, *, job=JOB):
    """Chase every open clock of a job's duties whose next step has come; give the run.

    It gives None when the job is done for the date, or in hand. Each job is its own: it runs, catches up and
    writes its digests without the others. A clock of a duty nobody registered is the first one's to report.
    """
    duties = chased_by(job)
    clocks = Clock.objects.open().filter(duty__in=duties)
    if job == JOB:
        clocks = Clock.objects.open().exclude(duty__in=CHASED.keys() - duties)
    with jobs.job(job, on) as run:
        if run:
            Tick(on, run, clocks).take()
        return run


@dataclass(frozen=True)
class Chase:
    """What to do about a clock: the steps that have come, who is told and written to, when to look again."""

    clock: tuple
    come: list[Step]
    next_on: date
    told: list[int]
    outcome: str
    writings: list[Writing]


class Tick:
    """A tick of the sweep for a date; what it cannot do for one clock it notes on the run, and goes on."""

    def __init__(self, on, run, clocks):
        self.on, self.run, self.clocks = on, run, clocks
        self.counts, self.failed = Counter(), set()
        self.digests = Digests(on, run)
        self._steps = lru_cache(maxsize=4096)(partial(_steps_until, on))

    def take(self):
        """Write the digests, record the steps, and leave the run open while busy children remain."""
        for clocks in in_batches(self._due().order_by().values_list(*COLUMNS, named=True).iterator(BATCH)):
            for chase in self._chases(clocks):
                self.digests.count(chase.clock, chase.told)
        self.counts["letters"] = self.digests.write()
        self.counts += for_children_of(self._due(), self._record, blame=self._blame)
        self.run.unfinished = self.counts["left"] > 0
        before = {name: count for name, count in self.run.counts.items() if name != "left"}
        self.run.counts = dict(Counter(before) + self.counts)

    def _due(self):
        return self.clocks.filter(next_step_on__lte=self.on).chaseable()

    def _chases(self, clocks):
        """Give what to do about each of these clocks, but those that cannot be chased."""
        clocks = [clock for clock in clocks if clock.pk not in self.failed]
        done, come = steps_done(clock.pk for clock in clocks), {}
        for clock in clocks:
            try:
                until_now, next_on = self._steps(clock.duty, clock.started_on, clock.due_on)
            except Exception as problem:
                self._fail(clock.pk, problem)
                continue
            taken = done.get(clock.pk, ())
            steps = [each for each in until_now if each.on >= clock.next_step_on and each.name not in taken]
            come[clock] = steps, next_on
        writings = self._writings([clock for clock, (steps, _) in come.items() if _is_familys(clock, steps)])
        chases = (self._chase(clock, *steps, writings.get(clock.pk)) for clock, steps in come.items())
        return [chase for chase in chases if chase]

    def _chase(self, clock, come, next_on, writings):
        if clock.pk in self.failed:
            return None
        told, outcome = [], REMINDED
        # A reminder is the family's alone. Staff hear of what is overdue, and of a family nobody can write to.
        if come and (come[-1].is_escalation or not writings):
            try:
                told, outcome = self.digests.told(clock, come[-1])
            except NobodyToTell as problem:
                if not writings:
                    self._fail(clock.pk, problem)
                    return None
                self._note(clock.pk, problem)
        return Chase(clock, come, next_on, told, outcome, writings or [])

    def _writings(self, clocks):
        """Ask each duty what it writes to the families of these clocks."""
        by_duty, writings = defaultdict(list), {}
        for clock in clocks:
            by_duty[clock.duty].append(clock)
        for duty, batch in by_duty.items():
            writings |= self._parts(CHASED[duty].parts, batch)
        for clock in clocks:
            # None is the duty's own word: the family is not to be written to, and staff are told.
            if writings.get(clock.pk, []) == [] and clock.pk not in self.failed:
                self._note(clock.pk, NobodyToTell("there is nobody in the family to write to"))
        return writings

    def _parts(self, parts, clocks):
        try:
            with transaction.atomic():
                return parts(clocks, on=self.on)
        except Exception as problem:
            if len(clocks) == 1:
                self._fail(clocks[0].pk, problem)
                return {}
            middle = len(clocks) // 2
            return self._parts(parts, clocks[:middle]) | self._parts(parts, clocks[middle:])

    def _record(self, batch):
        held = hold_many(batch)
        counts, chases = Counter(left=len(batch) - len(held)), []
        for chase in self._chases(self._due().filter(child__in=held).values_list(*COLUMNS, named=True)):
            if chase.told and not self.digests.letter_of(chase.clock, chase.told):
                # It came in after the digests were counted: the next tick tells of it.
                counts["left"] += 1
                continue
            chases.append(chase)
        written = self._write(chases)
        counts["letters"] = sum(map(len, written.values()))
        steps, next_on = [], {}
        for chase in chases:
            next_on[chase.clock.pk] = chase.next_on
            letter = self._letter_of(chase, written)
            for step in chase.come:
                outcome, by = (chase.outcome, letter) if step is chase.come[-1] else (OVERTAKEN, None)
                steps.append((chase.clock.pk, step.name, step.on, outcome, by))
                counts[outcome] += 1
        self._store(steps, next_on)
        return counts

    def _write(self, chases):
        """Write what families are written to, and give the letters by their clock."""
        writings = [(chase.clock.pk, writing) for chase in chases for writing in chase.writings]
        written = letters.write_many([each for _, each in writings], on=self.on) if writings else []
        by_clock = defaultdict(list)
        for (pk, _), letter in zip(writings, written, strict=True):
            by_clock[pk].append(letter.pk)
        return by_clock

    def _letter_of(self, chase, written):
        if chase.writings:
            return written[chase.clock.pk][0]
        return self.digests.letter_of(chase.clock, chase.told) if chase.told else None

    def _store(self, steps, next_on):
        with connection.cursor() as cursor:
            if steps:
                cursor.execute(STEPS, [self.on, *map(list, zip(*steps, strict=True))])
            cursor.execute(NEXT_STEPS, [list(next_on), list(next_on.values())])

    def _blame(self, child_id, problem):
        for pk in self._due().filter(child=child_id).values_list("pk", flat=True):
            self._fail(pk, problem)

    def _fail(self, pk, problem):
        self.failed.add(pk)
        self._note(pk, problem)

    def _note(self, pk, problem):
        # A message of the database may quote the row, and with it a family's words.
        ours = isinstance(problem, InputError | ImproperlyConfigured | NobodyToTell)
        line = f"clock {pk}: {problem if ours else type(problem).__name__}"
        if line not in self.run.failures and len(self.run.failures) < MOST_FAILURES:
            self.run.failures = [*self.run.failures, line]


def _is_familys(clock, come):
    """Tell whether the newest step of a clock writes to the family, as steps of a ladder may."""
    return bool(come) and come[-1].is_of_ladder and CHASED[clock.duty].parts is not None


def _steps_until(on, duty, started_on, due_on):
    come = []
    for step in steps_of(duty, started_on=started_on, due_on=due_on):
        if step.on > on:
            return come, step.on
        come.append(step)
