"""What the council owes once a family says no to an agreement, or takes its consent back (R1.5, R14.11)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from clocks import actions as clocks
from clocks.models import Clock
from policy import Refused

ANOTHER_WAY = "another_way"
LABEL = "Arranging the support another way"


def owe_another_way(agreement, *, on):
    """Owe the family a talk about another way, and the support itself, from the day of their no (R1.5)."""
    clocks.owe(ANOTHER_WAY, child=agreement.child, about=agreement, label=LABEL, started_on=on)


def is_another_way_owed(agreement):
    """Tell whether it is still to be recorded how the support is secured."""
    return Clock.objects.open().of(agreement, ANOTHER_WAY).exists()


@transaction.atomic
def note_another_way(agreement, *, provision_after, words, on, by):
    """Record who secures the support now, and what was agreed with the family about it (R1.5)."""
    agreement = hold(agreement)
    authorise("budgets.note_another_way", agreement, by=by)
    after, words = provision_after.strip(), words.strip()
    if not after or not words:
        raise Refused("R1.5", "Say who secures the support now, and what was agreed with the family.")
    if not is_another_way_owed(agreement):
        raise Refused("R1.5", "This is on record already: nothing is owed here.")
    agreement.provision_after = after
    agreement.save()
    clocks.meet(ANOTHER_WAY, about=agreement, on=on)
    record("budgets.secured_another_way", by=by, about=agreement, on=on, provision_after=after, words=words)
    return agreement
