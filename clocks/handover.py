"""Handing a child over to another case officer: what is owed goes along, and the family is told that day."""

from collections import defaultdict

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from audit.acts import hold
from clocks.models import Clock
from letters import actions as letters
from letters.kinds import ChangeOfOfficer
from people.actions import assign_officer
from people.models import Child, Link, Person
from people.roles import FAMILY


@transaction.atomic
def change_officer(child, officer, *, on, by):
    """Give a child a new case officer, hand over what is owed, and write to the family (R27.2)."""
    child = hold(child)
    before = child.case_officer_id
    child = assign_officer(child, officer, on=on, by=by)
    move_clocks({child.pk: before})
    live = Link.objects.live(on=on).filter(child=child, basis__in=FAMILY)
    family = list(Person.objects.filter(links__in=live).distinct().order_by("id"))
    if family:
        letters.write(ChangeOfOfficer.naming(officer, from_on=on), child=child, to=family, by=by, on=on)
    return child


def move_clocks(officers_before):
    """Bring what is owed to children who moved to their team and officer: {child's id: id of the officer before}.

    All of it goes to the team; what somebody else than the officer before was given stays theirs.
    """
    child = Child.objects.filter(pk=OuterRef("child_id"))
    owed = Clock.objects.open()
    owed.filter(child__in=officers_before).update(team=Subquery(child.values("team")[:1]))
    children = defaultdict(list)
    for child_id, officer_id in officers_before.items():
        children[officer_id].append(child_id)
    for officer_id, ids in children.items():
        theirs = owed.filter(Q(owner=officer_id) | Q(owner=None), child__in=ids)
        theirs.update(owner=Subquery(child.values("case_officer")[:1]))
