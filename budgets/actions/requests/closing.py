"""Acts of closing a request without a decision: taken back, or no longer needed (b1, L3w)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.asked import leave_all_out
from budgets.actions.requests.checking import clean, refuse_future
from budgets.telling import closed, family_of
from clocks.actions import close_for
from letters import actions as letters


@transaction.atomic
def withdraw(request, *, because, on, by):
    """Take a request back: the family itself, or an officer who writes down what the family said (b1)."""
    request = hold(request)
    authorise("budgets.withdraw", request, by=by)
    refuse_future(on)
    request.closed_on, request.closed_because = on, clean(because)
    request.withdraw()
    request.save()
    _close(request, because="The request was withdrawn.", on=on, by=by)
    record("budgets.request_withdrawn", by=by, about=request, on=on, because=request.closed_because)
    return request


@transaction.atomic
def close_no_longer_needed(request, *, because, on, by):
    """Close a request the family says in writing it no longer needs, or whose plan has ended (b1)."""
    request = hold(request)
    authorise("budgets.close_no_longer_needed", request, by=by)
    refuse_future(on)
    request.closed_on, request.closed_because = on, clean(because)
    request.close_no_longer_needed()
    request.save()
    _close(request, because="The request is no longer needed.", on=on, by=by)
    record("budgets.request_not_needed", by=by, about=request, on=on, because=request.closed_because)
    return request


def _close(request, *, because, on, by):
    """Let go of what is owed about a closed request, and confirm to the family that it is closed (L3w)."""
    close_for(request, on=on, because=because)
    leave_all_out(request, because=because, on=on, by=by)
    question = request.information_needed.filter(settled_on=None).first()
    if question:
        question.settled_on, question.settled_words = on, because
        question.save()
    request.amending_drafts.all().delete()
    people = family_of(request.child, on=on)
    if people:
        letters.write(closed(request), child=request.child, to=people, by=by, on=on, about=request)
