"""Work on many children, set-wise: in the order of their ids, one transaction a batch, stopped by none of them."""

from collections import Counter
from itertools import islice

from django.db import transaction

BATCH = 1000


def in_batches(rows):
    """Give rows a list at a time."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def for_children_of(clocks, act, *, blame):
    """Call `act` with the ids of the children of clocks, batch by batch, and add up the counts it gives.

    A batch that fails is halved until the child to blame is found: it is told to `blame`, and the rest go on.
    """
    counts = Counter()
    children = clocks.order_by("child_id").values_list("child_id", flat=True).distinct().iterator(BATCH)
    for batch in in_batches(children):
        counts += _done(batch, act, blame)
    return counts


def _done(batch, act, blame):
    try:
        with transaction.atomic():
            return act(batch)
    except Exception as problem:
        if len(batch) == 1:
            blame(batch[0], problem)
            return Counter()
        middle = len(batch) // 2
        return _done(batch[:middle], act, blame) + _done(batch[middle:], act, blame)
