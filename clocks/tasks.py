"""The nightly work on clocks; beat asks often, and each job does a date once."""

from celery import shared_task
from django.utils import timezone

from clocks import notices
from clocks.checking import check
from clocks.sweep import sweep as chase


@shared_task
def sweep():
    """Check the clocks' dates, then chase what is due today in the council's time zone (T1)."""
    on = timezone.localdate()
    check(on)
    chase(on)


@shared_task
def follow_notices():
    """Move the days of clocks whose notice arrived late, today in the council's time zone (T9)."""
    notices.follow_notices(timezone.localdate())
