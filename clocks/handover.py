"""Handing a child over to another case officer: what is owed goes along, and the family is told that day."""

from django.db import transaction

from audit.acts import hold
from clocks.models import Clock
from letters import actions as letters
from letters.kinds import ChangeOfOfficer
from people.actions import assign_officer
from people.models import Link, Person
from people.roles import FAMILY


@transaction.atomic
def change_officer(child, officer, *, on, by):
    """Give a child a new case officer, hand over what is owed, and write to the family (R27.2)."""
    child = hold(child)
    before = child.case_officer_id
    child = assign_officer(child, officer, on=on, by=by)
    Clock.objects.open().filter(child=child, owner=before).update(owner=officer, team=child.team_id)
    live = Link.objects.live(on=on).filter(child=child, basis__in=FAMILY)
    family = list(Person.objects.filter(links__in=live).distinct().order_by("id"))
    if family:
        letters.write(ChangeOfOfficer.naming(officer, from_on=on), child=child, to=family, by=by, on=on)
    return child
