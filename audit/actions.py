"""Acts on the record of acts itself: the two-person disposal of words (R24.2)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from audit.models import Disposal, EventDetail
from policy import Refused


@transaction.atomic
def propose_disposal(child_id, *, on, by, reasons):
    """Propose to erase the words of a child's events."""
    authorise("audit.propose_disposal", by=by)
    if not reasons.strip():
        raise Refused("R24.2", "Say why these words may be erased.")
    disposal = Disposal.objects.create(
        child_id=child_id, reasons=reasons.strip(), proposed_by_id=by.pk, proposed_on=on
    )
    record("audit.disposal_proposed", by=by, about=disposal, on=on, child=child_id)
    return disposal


@transaction.atomic
def approve_disposal(disposal, *, on, by):
    """Approve a disposal somebody else proposed."""
    disposal = hold(disposal)
    authorise("audit.approve_disposal", disposal, by=by)
    disposal.approved_by_id, disposal.approved_on = by.pk, on
    disposal.approve()
    disposal.save()
    record("audit.disposal_approved", by=by, about=disposal, on=on, child=disposal.child_id)
    return disposal


@transaction.atomic
def carry_out_disposal(disposal, *, on, by):
    """Erase the words; the events stay and their chain still verifies.

    The database lets the words go while the order is approved, so they go before it is closed; the event
    written last is what the chain shows for their absence.
    """
    disposal = hold(disposal)
    authorise("audit.carry_out_disposal", disposal, by=by)
    if disposal.state == Disposal.State.APPROVED:
        EventDetail.objects.filter(event__child_id=disposal.child_id).delete()
    disposal.carried_out_on = on
    disposal.carry_out()
    disposal.save()
    record("audit.disposal_carried_out", by=by, about=disposal, on=on, child=disposal.child_id)
    return disposal
