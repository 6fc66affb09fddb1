"""The nightly work on budgets; each job does a date once, however often it is asked."""

from celery import shared_task
from django.utils import timezone

from budgets.actions import endings
from budgets.duties import NOTICES
from clocks.sweep import sweep


@shared_task
def annual_review_cessation_notices():
    """Chase the notices owed within the weeks after an annual review; nothing is sent that nobody released (R14.9)."""
    sweep(timezone.localdate(), job=NOTICES)


@shared_task
def end_agreements():
    """End the agreements whose last day has passed (R14.8)."""
    endings.end_agreements(timezone.localdate())
