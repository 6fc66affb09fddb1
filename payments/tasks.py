"""The daily work on payments: planning them, the alarm about late ones, opening returns and reminding of them."""

import logging

from celery import shared_task
from django.utils import timezone

from audit.jobs import job, only_one
from clocks.sweep import sweep
from payments.actions import alarms, instalments, opening, schedules
from payments.duties import RETURNS

log = logging.getLogger(__name__)


@shared_task
def plan_payments():
    """Plan the payments of agreements that became ready or whose plan runs out, and cancel those of ended ones.

    Each asks what is not done yet, so it runs often: an agreement signed at noon is planned at noon.
    """
    on, failures = timezone.localdate(), []
    with only_one("payments.plan_payments") as mine:
        if mine:
            schedules.make_schedules(on, failures=failures)
            schedules.plan_ahead(on, failures=failures)
            instalments.cancel_after_end(on, failures=failures)
    for line in failures:
        log.error("payments were not planned: %s", line)


@shared_task
def alarm_late_instalments():
    """Tell finance and case officers, once a date, of payments that became late (R8.7)."""
    on = timezone.localdate()
    with job("payments.alarm_late_instalments", on) as run:
        if run:
            run.counts = dict(alarms.alarm_late_instalments(on, run))


@shared_task
def open_returns():
    """Open, once a date, the returns of quarters and of agreements that have ended (R15.1, R15.2)."""
    on = timezone.localdate()
    with job("payments.open_returns", on) as run:
        if run is None:
            return
        found = opening.open_returns(on, failures=run.failures)
        found += opening.final_returns(on, failures=run.failures)
        run.unfinished = found.pop("left", 0) > 0
        run.counts = dict(found)


@shared_task
def quarterly_return_reminders():
    """Remind families of returns and questions, today in the council's time zone (R15.2)."""
    sweep(timezone.localdate(), job=RETURNS)
