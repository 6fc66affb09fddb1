"""Closing what nobody questioned: the time to ask for a review has passed, and everyone was told (b1, R7.5)."""

from collections import Counter

from django.db import transaction

from audit import jobs
from audit.acts import authorise, hold, record
from budgets.actions.moves import conclude as conclude_request
from budgets.models import PersonalBudgetRequest
from clocks import actions as clocks
from clocks.models import Clock
from decisions.models import DecisionReview

JOB = "decisions.conclude"
DUTY = "review_request"
ABOUT = PersonalBudgetRequest._meta.label_lower
UNASKED = "Nobody asked for a review by the last day."
MOST_FAILURES = 200


def conclude_unquestioned(on):
    """Close each decision nobody asked to review by the last day, once a date, an act per record; give the run.

    A child somebody is at work on waits for the next tick, and a record that cannot be closed is noted.
    """
    with jobs.job(JOB, on) as run:
        if run is None:
            return None
        counts = Counter()
        for pk in list(_unquestioned(on).order_by("child_id", "pk").values_list("pk", flat=True)):
            try:
                counts[conclude(PersonalBudgetRequest(pk=pk), on=on)] += 1
            except Exception as problem:
                line = f"request {pk}: {type(problem).__name__}"
                run.failures = [*run.failures, *([] if line in run.failures else [line])][:MOST_FAILURES]
        run.unfinished = counts["left"] > 0
        before = {name: count for name, count in run.counts.items() if name != "left"}
        run.counts = dict(Counter(before) + counts)
        return run


@transaction.atomic
def conclude(request, *, on, by=None):
    """Close one decision that nobody questioned in time; say whether it was closed, or left for another tick."""
    held = hold(request, skip_locked=True)
    if held is None:
        return "left"
    authorise("decisions.conclude", held, by=by)
    # Somebody may have asked, or a letter come back, since the list was made.
    if not _unquestioned(on).filter(pk=held.pk).exists():
        return "passed_over"
    conclude_request(held, on=on)
    clocks.drop(DUTY, about=held, on=on, because=UNASKED)
    record("decisions.concluded", by=by, about=held, on=on)
    return "concluded"


def _unquestioned(on):
    """Keep the decisions whose last day has passed, whose letters reached everyone, and that nobody asked about.

    A notice that came late moves its clock first; one asked about late waits until that is settled.
    """
    over = Clock.objects.filter(duty=DUTY, about_type=ABOUT, due_on__lt=on, dropped_on=None).chaseable()
    running = Clock.objects.filter(duty=DUTY, about_type=ABOUT, due_on__gte=on, dropped_on=None)
    asked = DecisionReview.objects.unanswered().exclude(request=None)
    return (
        PersonalBudgetRequest.objects.filter(state="review_window", pk__in=over.values("about_id"))
        .exclude(pk__in=running.values("about_id"))
        .exclude(pk__in=asked.values("request_id"))
    )
