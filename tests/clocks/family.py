"""A duty of families for these tests: a return, of which its family is reminded by letter."""

import uuid
from datetime import date

from clocks import actions, duties
from letters.kinds import MessageAlert, WorkReminder
from letters.writing import Writing
from people.models import Child, Link
from tests.factories.people import make_child, make_family

DUTY = "quarterly_return"
QUARTER_ENDS = date(2026, 9, 30)
DUE_ON = date(2026, 10, 28)


def parts(clocks, *, on):
    """Write to everyone tied to each clock's child, with one query for all of them."""
    links = Link.objects.live(on=on).filter(child__in={clock.child_id for clock in clocks})
    written = {}
    for link in links.select_related("child", "person").order_by("pk"):
        kind = MessageAlert(sender="The finance team", words="Your return is due.")
        written.setdefault(link.child_id, []).append(Writing(kind=kind, child=link.child, to=link.person))
    return {clock.pk: written.get(clock.child_id, []) for clock in clocks}


def register(monkeypatch, name=DUTY, *, parts=parts, job="clocks.sweep"):
    """Register a duty for one test."""
    monkeypatch.setitem(duties.CHASED, name, duties.Chased(name, WorkReminder, parts, job))


def owed(officer, *, family=1, duty=DUTY, child=None, started_on=QUARTER_ENDS, **given):
    """Start the clock of a child's family, with as many parents as asked for."""
    child = child or make_child(officer=officer)
    for _ in range(family):
        make_family(child)
    return actions.start(duty, child=child, about=child, label="Your return", started_on=started_on, **given)


def owed_many(officer, person, many):
    """Start the clocks of as many children with one parent, set-wise."""
    children = Child.objects.bulk_create(
        Child(
            reference=uuid.uuid4().hex,
            first_name="Ash",
            last_name="Marsh",
            born_on=date(2017, 5, 14),
            case_officer=officer,
            team=officer.team,
        )
        for _ in range(many)
    )
    Link.objects.bulk_create(
        Link(child=child, person=person, basis="parent", from_on=date(2020, 9, 1)) for child in children
    )
    rows = [actions.Start(child.pk, "people.child", child.pk, "Return", QUARTER_ENDS) for child in children]
    actions.start_many(DUTY, rows)
