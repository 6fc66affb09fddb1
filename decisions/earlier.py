"""What was decided before about the same provision, to be seen side by side (R6.8)."""

from django.db.models import Q

from decisions.models import Decision


def earlier_decisions(line, *, before=None):
    """Give the decisions about the same support for the same child, newest first, those not released included.

    The same support is the same item of the plan, or the same line of the catalogue. `before` leaves out the
    item that is being decided.
    """
    same = (
        Q(line__provision=line.provision_id)
        if line.provision_id
        else Q(line__catalogue_key=line.catalogue_key)
    )
    decisions = Decision.objects.filter(same, line__request__child=line.request.child_id)
    if before is not None:
        decisions = decisions.exclude(item=before)
    return decisions.select_related("item", "line__request", "recorded_by__person").order_by(
        "-decided_on", "-pk"
    )
