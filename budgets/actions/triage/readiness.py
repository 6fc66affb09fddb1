"""Calling a request ready for the Board, and what was asked for before (b1, C17)."""

from collections import defaultdict

from django.db import transaction
from django.db.models import prefetch_related_objects

from audit.acts import authorise, hold, record
from budgets.actions.triage.checking import (
    refuse_future,
)
from budgets.actions.triage.questions import settle_open_question
from budgets.models import RequestedProvision


@transaction.atomic
def make_ready(request, *, on, by):
    """Call a request ready for the Board, when nothing is missing any more (b1)."""
    request = hold(request)
    authorise("budgets.make_ready", request, by=by)
    refuse_future(on)
    settle_open_question(request, words="The request is ready without it.", on=on)
    prefetch_related_objects([request], "lines__consents")
    request.ready_on = on
    request.make_ready()
    request.save()
    record("budgets.request_ready", by=by, about=request, on=on)
    return request


def earlier_of(line):
    """Give the lines in which the same was asked for before, newest first, to look at side by side (C17)."""
    return earlier_of_lines([line])[line.pk]


def earlier_of_lines(lines):
    """Give for each of a request's lines, by its number, those in which the same was asked for before."""
    lines = list(lines)
    if not lines:
        return {}
    request, by_source = lines[0].request, defaultdict(list)
    before = RequestedProvision.objects.filter(request__child=request.child_id).exclude(request=request)
    before = before.filter(request__received_on__lte=request.received_on).select_related("request")
    for each in before.order_by("-request__received_on", "-request_id", "position"):
        if (each.request.received_on, each.request_id) < (request.received_on, request.pk):
            by_source[each.provision_id, each.catalogue_key].append(each)
    return {line.pk: by_source[line.provision_id, line.catalogue_key] for line in lines}
