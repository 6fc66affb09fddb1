"""Following the notices that clocks start with: one that arrives late moves the day it gave, and says so (T9)."""

from collections import Counter, defaultdict

from django.db.models import Q

from audit import jobs
from clocks.actions import hold_many, restart_all
from clocks.batches import for_children_of
from clocks.models import SAME_NOTICE, Clock
from letters import actions as letters
from letters.kinds import DayMoved
from letters.models import Letter
from letters.writing import Writing
from policy.plain import long_date

JOB = "clocks.follow_notices"


def letters_of(notice):
    """Give the letters that are one notice: each person's, about one record, of one kind and day."""
    alike = {name: getattr(notice, name) for name in SAME_NOTICE}
    own = Q(pk=notice.pk)
    return Letter.objects.filter(own if notice.about_id is None else own | Q(**alike)).order_by("pk")


def is_notified(clock):
    """Tell whether a clock's notice has reached everyone it was written to, or none is needed (T9)."""
    return Clock.objects.filter(pk=clock.pk).notified().exists()


def follow_notice(about, duty, *, on):
    """Start an open clock of a record again where its notice arrived later than was expected (T9).

    Nobody is told: for an act that answers the clock itself. The child is held.
    """
    for clock in _moved().of(about, duty).select_related("notice"):
        restart_all({clock: clock.notified_on}, reason=_why, on=on)


def follow_notices(on):
    """Start each open clock again whose notice arrived later than was expected, once a date; give the run."""
    with jobs.job(JOB, on) as run:
        if run is None:
            return None

        def blame(child_id, problem):
            for pk in _moved().filter(child=child_id).values_list("pk", flat=True):
                line = f"clock {pk}: {type(problem).__name__}"
                run.failures = [*run.failures, *([] if line in run.failures else [line])]

        counts = for_children_of(_moved(), lambda batch: _follow(batch, on), blame=blame)
        run.unfinished = counts["left"] > 0
        before = {name: count for name, count in run.counts.items() if name != "left"}
        run.counts = dict(Counter(before) + counts)
        return run


def _moved():
    return Clock.objects.open().moved()


def _follow(batch, on):
    held = hold_many(batch)
    clocks = list(_moved().filter(child__in=held).select_related("child", "notice").order_by("pk"))
    before = {clock.pk: clock.due_on for clock in clocks}
    restart_all({clock: clock.notified_on for clock in clocks}, reason=_why, on=on)
    moved = [clock for clock in clocks if clock.due_on > before[clock.pk]]
    people = _people(moved)
    writings = [
        Writing(kind=_news(clock, before[clock.pk]), child=clock.child, to=person, about=clock)
        for clock in moved
        for person in people[clock.pk]
    ]
    if writings:
        letters.write_many(writings, on=on)
    return Counter(restarted=len(clocks), letters=len(writings), left=len(batch) - len(held))


def _people(clocks):
    """Give those to whom each clock's notice was written, by the clock."""
    notices = [clock.notice for clock in clocks]
    alike = Q(about_type__in={each.about_type for each in notices})
    alike &= Q(about_id__in={each.about_id for each in notices if each.about_id is not None})
    written = Letter.objects.filter(Q(pk__in=[each.pk for each in notices]) | alike).order_by("pk")
    by_notice = defaultdict(dict)
    for letter in written.select_related("addressee"):
        by_notice[_name(letter)][letter.addressee] = None
    return {clock.pk: list(by_notice[_name(clock.notice)]) for clock in clocks}


def _name(letter):
    own = letter.pk if letter.about_id is None else None
    return own, *(getattr(letter, name) for name in SAME_NOTICE)


def _why(clock):
    written, arrived = long_date(clock.notice.written_on), long_date(clock.notified_on)
    return f"Our letter of {written} counts as received on {arrived}, later than we expected."


def _news(clock, before):
    # Its name as the family's own page shows it.
    return DayMoved(what_for=f"“{clock.label}”", earlier_day=before, new_day=clock.due_on, why=_why(clock))
