"""The alarm about late payments: one digest a date to each who can do something, with numbers only (R8.7)."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q

from clocks.actions import hold_many
from letters import actions as letters
from letters.kinds import LatePayments
from letters.writing import Writing
from payments.actions.instalments import unneeded
from payments.actions.schedules import PAYING
from payments.models import Instalment
from people.models import Child, User
from people.roles import Role
from policy.deadlines import late_from

# An agreement that ended still owes the payment for its last days.
OWING = (*PAYING, "ended")
FINANCE = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)
NOBODY = "there is nobody in finance to tell of late payments"


@transaction.atomic
def alarm_late_instalments(on, run):
    """Tell finance and the case officers of payments that became late; each is told of once (R8.7).

    A late payment of a child somebody is at work on is counted now and told of the next date again.
    """
    owed = Instalment.objects.due(on=on).filter(schedule__agreement__state__in=OWING)
    owed = owed.exclude(pk__in=unneeded().values("pk"))
    late = owed.filter(due_on__lte=last_late_day(on))
    held = hold_many(late.filter(alarmed_on=None).order_by().values("child"))
    fresh = late.filter(alarmed_on=None, child__in=held)
    officers = set(Child.objects.filter(pk__in=fresh.values("child")).values_list("case_officer", flat=True))
    if not officers:
        return Counter()
    finance = [user for user in _staff() if user.has_role(*FINANCE)]
    if not finance:
        run.failures = [*run.failures, NOBODY]
    counts = _counts(owed, on)
    told = dict.fromkeys(finance, counts[None])
    for user in _staff().filter(pk__in=officers):
        told.setdefault(user, counts[user.pk])
    writings = [
        Writing(kind=LatePayments(due=due, overdue=overdue), child=None, to=user.person, about=run)
        for user, (due, overdue) in told.items()
    ]
    letters.write_many(writings, on=on)
    return Counter(letters=len(writings), late=fresh.update(alarmed_on=on) if told else 0)


def last_late_day(on):
    """Give the latest due day from which a payment not released by a date is late (R8.7)."""
    day = on
    while late_from(day, on=on) > on:
        day -= timedelta(days=1)
    return day


def _staff():
    return User.objects.filter(is_active=True).exclude(roles=[]).select_related("person").order_by("pk")


def _counts(owed, on):
    """Count what is due and what is late, for all under None and for each case officer's children."""
    late = Count("pk", filter=Q(due_on__lte=last_late_day(on)))
    counts = defaultdict(lambda: (0, 0))
    rows = owed.order_by().values_list("child__case_officer").annotate(late=late, many=Count("pk"))
    due = overdue = 0
    for officer, many_late, many in rows:
        if officer is not None:
            counts[officer] = (many - many_late, many_late)
        due, overdue = due + many - many_late, overdue + many_late
    counts[None] = (due, overdue)
    return counts
