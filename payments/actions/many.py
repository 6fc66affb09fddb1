"""One act on many payments: a transaction for each child, and what the rules refuse told row by row (b4)."""

from itertools import groupby
from operator import attrgetter

from django.db import transaction

from audit.acts import NotAllowed
from policy import Refused

NOT_YOURS = "You may not do this with this payment."


def each_of(act, instalments, *, on, by):
    """Approve or release each payment; give those that were not, each with the words that say why.

    What is refused for one payment leaves the others of its child as they are done.
    """
    refused = []
    by_child = sorted(instalments, key=attrgetter("child_id", "due_on", "pk"))
    for _, rows in groupby(by_child, key=attrgetter("child_id")):
        with transaction.atomic():
            refused += [(row, words) for row in rows if (words := _try(act, row, on=on, by=by))]
    return refused


def _try(act, instalment, *, on, by):
    try:
        act(instalment, on=on, by=by)
    except Refused as problem:
        return " ".join(problem.each)
    except NotAllowed:
        return NOT_YOURS
    return ""
