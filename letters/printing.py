"""The print queue: letters as one PDF for the printer, the ones with a code printed with it."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from letters import pdf
from letters.addresses import look_up, why_not
from letters.models import Delivery
from letters.noting import note_again
from letters.outbox import secrets_of
from people.rules import today
from policy import Refused

State = Delivery.State


def print_batch(deliveries, *, by):
    """Give one PDF of letters in the print queue, each on sheets of its own; refused when none is left.

    A letter whose addressee no longer has a link to the child is withdrawn, and not printed (S5).
    """
    authorise("letters.print", by=by)
    in_order = sorted(deliveries, key=lambda each: each.pk)
    printed = [sheets for each in in_order if (sheets := _print(each, by=by))]
    if not printed:
        raise Refused("letters", "There is nothing left to print.")
    return pdf.merged(printed)


@transaction.atomic
def _print(delivery, *, by):
    delivery = hold(delivery)
    authorise("letters.handle_delivery", delivery, by=by)
    if delivery.state != State.TO_PRINT:
        return None
    reason = why_not(look_up(delivery.pk))
    if reason:
        delivery.state, delivery.failure, delivery.secret = State.WITHDRAWN, reason, None
        delivery.handled_by = by
        delivery.save()
        note_again(delivery.letter_id)
        record("letters.withdrawn", by=by, about=delivery, on=today(), reason=reason)
        return None
    delivery.printed_at, delivery.printed_by = timezone.now(), by
    delivery.save(update_fields=["printed_at", "printed_by"])
    record("letters.printed", by=by, about=delivery, on=today())
    return pdf.for_post(delivery.letter, secrets_of(delivery))
