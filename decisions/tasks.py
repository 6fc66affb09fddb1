"""The nightly work on decisions."""

from celery import shared_task
from django.utils import timezone

from decisions.actions.concluding import conclude_unquestioned


@shared_task
def conclude_decisions():
    """Close the decisions nobody questioned in time, today in the council's time zone (T1)."""
    conclude_unquestioned(timezone.localdate())
