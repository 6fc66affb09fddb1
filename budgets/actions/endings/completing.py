"""The last day of an ending: kept lawful when its notice arrives late, then carried out by the service (R14.8, T9)."""

from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from audit import jobs
from audit.acts import authorise, hold, record
from budgets.actions.agreements.running import end_now
from budgets.addressees import people_of
from budgets.models import Ending
from clocks import actions as clocks
from clocks.models import Clock
from clocks.notices import letters_of
from letters import actions as letters
from letters.kinds import DayMoved, StopNotice
from letters.models import Delivery
from policy import Refused
from policy.plain import long_date
from policy.stopping import earliest_end

JOB = "budgets.end_agreements"
REVIEW = "review_request"
ABOUT = Ending._meta.label_lower
State = Ending.State
WHAT_FOR = "The last day of the personal budget"
MOST_FAILURES = 200


@transaction.atomic
def complete_ending(ending, *, on):
    """End an agreement whose last day has passed, if its notice reached everybody in time (R14.8).

    A notice that arrived later than expected moves the last day later, and the family is told; one that has not
    reached everybody ends nothing.
    """
    ending = hold(ending)
    authorise("budgets.complete", ending, by=None)
    if ending.state != State.NOTICE_GIVEN:
        return ending
    arrived = arrived_on(ending)
    if arrived is None:
        return ending
    if arrived > ending.notified_on:
        _follow(ending, arrived, on=on)
    if ending.ends_on >= on or ending.held_for_review_on:
        return ending
    ending.complete()
    ending.save()
    agreement = hold(ending.agreement)
    end_now(
        agreement, ground=ending.ground, words=ending.board_reasons or ending.reasons,
        provision_after=ending.provision_after, ended_on=ending.ends_on, on=on, by=None,
    )  # fmt: skip
    clocks.drop(REVIEW, about=ending, on=on, because="The last day passed and nobody asked.")
    record("budgets.ending_completed", by=None, about=ending, on=on, ended_on=ending.ends_on)
    return ending


def arrived_on(ending):
    """Give the day the notice had reached everybody it was written to, None while it has not (T9)."""
    written = set(letters_of(ending.letter).values_list("pk", flat=True))
    needed = Delivery.objects.filter(letter__in=written).exclude(state=Delivery.State.WITHDRAWN)
    rows = list(needed.values_list("letter", "notified_on"))
    if {letter for letter, _ in rows} != written or any(day is None for _, day in rows):
        return None
    return max(day for _, day in rows)


def _follow(ending, arrived, *, on):
    before, expected = ending.ends_on, ending.notified_on
    lawful = earliest_end(ending.ground, arrived)
    ending.notified_on = arrived
    # The family is told of a day that is still to come, however many nights were missed.
    ending.ends_on = before if before >= lawful else max(lawful, on)
    ending.save()
    if ending.ends_on == before:
        return
    written, came = long_date(ending.letter.written_on), long_date(arrived)
    why = f"Our letter of {written} counts as received on {came}, not on {long_date(expected)}."
    news = DayMoved(what_for=WHAT_FOR, earlier_day=before, new_day=ending.ends_on, why=why)
    agreement = ending.agreement
    people = people_of(agreement, on=on)
    letters.write(news, child=agreement.child, to=people, by=None, on=on, about=ending)
    record("budgets.last_day_moved", by=None, about=ending, on=on, before=before, ends_on=ending.ends_on)


def end_agreements(on):
    """Look at each ending that has come, or whose notice came late, once a date; give the run, None when done."""
    with jobs.job(JOB, on) as run:
        if run is None:
            return None
        counts = Counter(lapsed=_lapse(on))
        for pk in list(_to_look_at(on)):
            counts[_look_at(pk, on, run)] += 1
        run.unfinished = counts["left"] > 0
        before = {name: count for name, count in run.counts.items() if name in ("ended", "moved", "lapsed")}
        run.counts = dict(Counter(before) + counts)
        return run


def _to_look_at(on):
    late = Delivery.objects.filter(
        letter__about_type=ABOUT,
        letter__about_id=OuterRef("pk"),
        letter__kind=StopNotice.code,
        notified_on__gt=OuterRef("notified_on"),
    )
    come = Q(ends_on__lt=on, held_for_review_on=None)
    endings = Ending.objects.filter(come | Exists(late), state=State.NOTICE_GIVEN)
    return endings.order_by("agreement__child_id", "id").values_list("pk", flat=True)


def _look_at(pk, on, run):
    """Look at one ending, alone: nobody at work on the child is waited for, and no other is stopped by it."""
    try:
        with transaction.atomic():
            ending = hold(Ending(pk=pk), skip_locked=True)
            if ending is None:
                return "left"
            before = ending.ends_on
            ending = complete_ending(ending, on=on)
            if ending.state == State.ENDED:
                return "ended"
            return "moved" if ending.ends_on > before else "waiting"
    except Exception as problem:
        # A message of the database may quote the row, and with it a family's words.
        line = f"ending {pk}: {problem.rule if isinstance(problem, Refused) else type(problem).__name__}"
        if line not in run.failures and len(run.failures) < MOST_FAILURES:
            run.failures = [*run.failures, line]
        return "failed"


@transaction.atomic
def _lapse(on):
    """Stop counting the time to ask for a review of an ending once it has passed: asking late is still heard."""
    open_ = Clock.objects.open().filter(duty=REVIEW, about_type=ABOUT, due_on__lt=on).notified()
    held = clocks.hold_many(open_.values("child"))
    ids = list(open_.filter(child__in=held).values_list("about_id", flat=True))
    because = "The last day to ask has passed."
    return clocks.drop_all(REVIEW, about_type=ABOUT, about_ids=ids, on=on, because=because)
