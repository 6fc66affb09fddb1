"""Acts about schedules: planning the instalments of an agreement, at first and year after year (R10.5, R8.7)."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from audit.acts import authorise, hold, record
from budgets.choices import PAID_OVER
from budgets.models import Agreement, AgreementVersion
from budgets.raised import payments_through
from clocks.actions import hold_many
from clocks.batches import for_children_of
from payments.actions.raises import plan_raise
from payments.models import Instalment, Schedule
from policy import InputError, Refused
from policy.deadlines import add_months
from policy.schedules import Rhythm, instalments, instalments_after

ONE_DAY = timedelta(days=1)
PAYING = ("ready", "active", "stop_notice")
# A family that plans its spending sees the payments of the next months, across the end of a year too.
AHEAD_MONTHS = 3
AT_ONCE = 1000


@transaction.atomic
def make_schedule(agreement, *, on, by):
    """Plan the instalments of an agreement that is ready; planned before, its schedule stays (R10.5)."""
    agreement = hold(agreement)
    authorise("payments.make_schedule", agreement, by=by)
    if not agreement.is_paid_over or agreement.state not in PAYING:
        raise Refused(
            "R8.1", "Payments are planned once the agreement is ready, if money is paid over under it."
        )
    version = agreement.current_version
    before = Schedule.objects.filter(version=version).first()
    if before:
        return before
    try:
        _plan([version], on)
    except InputError as problem:
        raise Refused("R10.5", f"The payments cannot be planned: {problem}.") from problem
    schedule = Schedule.objects.get(version=version)
    record("payments.schedule_made", by=by, about=schedule, on=on, planned_to=schedule.planned_to)
    return schedule


def make_schedules(on, *, failures=None):
    """Plan the instalments of every agreement that is ready and has none; give how many of what (R8.7).

    Set-wise. A child somebody is at work on waits for the next time, and an agreement that cannot be planned is
    added to `failures` and passed over.
    """
    waiting = _paying().exclude(pk__in=_planned_agreements())
    return for_children_of(waiting, partial(_make_for, waiting, on), blame=partial(_blame, failures))


def _make_for(waiting, on, children):
    held = hold_many(children)
    agreements = waiting.filter(child__in=held)
    versions = list(_newest_versions().filter(agreement__in=agreements).select_related("agreement"))
    _plan(versions, on)
    return Counter(made=len(versions), left=len(children) - len(held))


def plan_ahead(on, *, failures=None):
    """Plan another year of each agreement whose plan runs out soon; give how many (R10.5).

    So too where a period was agreed: its last day stops nothing, only an ending with its notice does (R25.3).
    """
    soon = add_months(on, AHEAD_MONTHS)
    newest = Schedule.objects.filter(version__in=_newest_versions())
    ending = newest.filter(planned_to__lt=soon).exclude(rhythm=Rhythm.ONE_OFF.value)
    agreements = _paying().filter(schedules__in=ending)
    return for_children_of(agreements, partial(_go_on_for, ending, on), blame=partial(_blame, failures))


def _go_on_for(ending, on, children):
    held = hold_many(children)
    schedules = ending.filter(agreement__in=_paying().filter(child__in=held))
    schedules = list(
        schedules.select_related("version", "agreement").annotate(last=Max("instalments__number"))
    )
    rows = []
    for schedule in schedules:
        planned = _next_year(schedule)
        rows += _instalments(schedule, planned, after=(schedule.last or 0) + 1 - planned[0].number)
        schedule.planned_to = planned[-1].to_on
    Instalment.objects.bulk_create(rows, batch_size=AT_ONCE)
    Schedule.objects.bulk_update(schedules, ["planned_to"], batch_size=AT_ONCE)
    return Counter(planned=len(schedules), left=len(children) - len(held))


def _next_year(schedule):
    version, planned_to = schedule.version, schedule.planned_to
    if version.increases_id:
        # A year of which an increase is for a part only is shared out as its notice said.
        planned = payments_through(version, planned_to + ONE_DAY)
        return [each for each in planned if each.from_on > planned_to]
    return instalments_after(
        version.yearly,
        version.funded_weeks,
        version.from_on,
        version.to_on,
        planned_to,
        rhythm=Rhythm(schedule.rhythm),
        in_advance=schedule.in_advance,
    )


def _plan(versions, on):
    """Store the schedules of versions with their instalments, set-wise. Their children are held."""
    plans = {version.pk: _first_plan(version, on) for version in versions}
    schedules = Schedule.objects.bulk_create(
        Schedule(
            agreement=version.agreement,
            version=version,
            rhythm=version.rhythm,
            in_advance=version.in_advance,
            made_on=on,
            planned_to=plans[version.pk][1],
        )
        for version in versions
    )
    rows = [row for schedule in schedules for row in _instalments(schedule, plans[schedule.version_id][0])]
    Instalment.objects.bulk_create(rows, batch_size=AT_ONCE)


def _first_plan(version, on):
    if version.rhythm not in {each.value for each in Rhythm}:
        raise InputError("the notice says no rhythm of payments")
    if version.increases_id:
        return plan_raise(version, on=on)
    planned = instalments(
        version.yearly,
        version.funded_weeks,
        version.from_on,
        version.to_on,
        rhythm=Rhythm(version.rhythm),
        in_advance=version.in_advance,
        first_payment_on=version.first_payment_on or on,
    )
    return planned, planned[-1].to_on


def _instalments(schedule, planned, *, after=0):
    return [
        Instalment(
            child_id=schedule.agreement.child_id,
            schedule=schedule,
            number=after + each.number,
            due_on=each.due_on,
            from_on=each.from_on,
            to_on=each.to_on,
            amount=each.amount,
            worked_out="\n".join(each.steps),
        )
        for each in planned
    ]


def _paying():
    return Agreement.objects.filter(state__in=PAYING, mechanism__in=PAID_OVER)


def _newest_versions():
    newest = AgreementVersion.objects.filter(agreement=OuterRef("agreement")).order_by("-number")
    return AgreementVersion.objects.filter(pk=Subquery(newest.values("pk")[:1]))


def _planned_agreements():
    return Schedule.objects.filter(version__in=_newest_versions()).values("agreement")


def _blame(failures, child_id, problem):
    # A message of the database may quote the row, and with it a family's words.
    words = problem if isinstance(problem, InputError) else type(problem).__name__
    if failures is not None:
        failures.append(f"child {child_id}: {words}")
