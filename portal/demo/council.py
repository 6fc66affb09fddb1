"""Loading the invented council: staff, roster, sign-ins, and some weeks of life by the real acts."""

from django.core.exceptions import ImproperlyConfigured

from ehcp.roster import import_roster
from people.models import Child, Person
from people.roles import Basis
from portal.demo.living import live_a_little
from portal.demo.make_roster import FILE
from portal.demo.road import walk
from portal.demo.shifting import Shift, read, shifted
from portal.demo.sign_ins import SIGN_INS, make_sign_ins
from portal.demo.staff import make_staff

# Whom the sign-ins of families are: the person's reference in the roster, and their child's.
IN_THE_ROSTER = {Basis.PARENT: ("WP00001", "WC00001"), Basis.YOUNG_PERSON: ("WP00002", "WC00002")}
# These the roster cannot make: an officer ties them after seeing evidence.
BY_AN_OFFICER = {Basis.REPRESENTATIVE: "WC00010", Basis.NOMINEE: "WC00001"}


def load(on):
    """Load the council, or what of it is not there yet; give the report on the roster."""
    make_staff()  # before the roster, which names its officers by their sign-in
    rows = read(FILE)
    shift = Shift.as_loaded(rows) or Shift.to(on)
    report = import_roster(shifted(rows, shift), on=on)
    if report.problems:
        raise ImproperlyConfigured(f"The invented roster is not in order: {report.problems[0]}")
    make_sign_ins(on, _families())
    live_a_little(on)
    walk(on)
    return report


def _families():
    people = {
        basis: (Person.objects.get(roster_ref=person), Child.objects.get(reference=child))
        for basis, (person, child) in IN_THE_ROSTER.items()
    }
    for entry in SIGN_INS:
        if entry.role in BY_AN_OFFICER:
            person, _ = Person.objects.get_or_create(
                email=entry.email, defaults={"first_name": entry.first_name, "last_name": entry.last_name}
            )
            people[entry.role] = person, Child.objects.get(reference=BY_AN_OFFICER[entry.role])
    return people
