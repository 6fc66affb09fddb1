"""The nightly work on plans."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from audit.jobs import job
from clocks.models import Clock
from ehcp.actions import ABOUT, DUTY, open_information_clocks
from ehcp.models import Plan

BATCH = 2000


@shared_task
def open_clocks():
    """Once a date, start the clocks of windows that time opened, such as a meeting drawing near (R3.2)."""
    on = timezone.localdate()
    with job("ehcp.open_clocks", on) as run:
        if run is None:
            return
        owed = Clock.objects.open().filter(duty=DUTY, about_type=ABOUT).values("about_id")
        plans = Plan.objects.filter(~Q(stage=Plan.Stage.CEASED) | Q(pk__in=owed)).order_by("pk")
        ids = plans.values_list("pk", flat=True).iterator(BATCH)
        run.counts = {"opened": open_information_clocks(ids, on, failures=run.failures)}
