"""Housekeeping of sign-ins; when is in portal/celery.py."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone


@shared_task
def clear_sessions():
    """Forget the sessions that are over."""
    return Session.objects.filter(expire_date__lt=timezone.now())._raw_delete("default")
