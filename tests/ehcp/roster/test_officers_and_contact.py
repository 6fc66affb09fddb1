"""Officers, teams and contact details: what the roster moves, and what was changed in the portal and is kept."""

from datetime import date

import pytest
from django.db import connection
from rules import always_deny
from rules.permissions import permissions

from audit.acts import NotAllowed
from audit.models import Event
from clocks.handover import change_officer
from clocks.models import Clock
from letters.models import Letter
from people.family import CONTACT, change_contact
from people.models import Child, Person
from tests.ehcp.roster.sheets import ON, load, make_roster_officer, of_another, row
from tests.factories.people import make_manager, make_team

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 23)
OPEN = {
    "stage": "drafting",
    "final_on": "",
    "draft_issued_on": "",
    "to_prepare_on": "2026-11-09",
    "review_due_on": "",
}


def test_a_changed_team_takes_over_what_is_owed_whoever_owes_it(officer):
    team, colleague = make_team(name="Moving on"), make_roster_officer("colleague@wealdshire.example")
    load(row(**OPEN), of_another(2, **OPEN))
    Clock.objects.filter(child__reference="C1").update(owner=colleague)
    report = load(row(**OPEN, team="Moving on"), of_another(2, **OPEN), on=LATER)
    clock, other = Clock.objects.order_by("child__reference")
    assert (clock.owner, clock.team) == (colleague, team)
    assert (other.owner, other.team) == (officer, officer.team)
    assert report.letters == 0 and not Letter.objects.exists()


def test_the_rules_are_asked_when_the_service_itself_imports(officer, monkeypatch):
    monkeypatch.setitem(permissions, "ehcp.import_roster", always_deny)
    with pytest.raises(NotAllowed):
        load(row())
    assert not Child.objects.exists()


NEW_ADDRESS = {"parent_1_address": "9 Quay Street, Wealdbridge", "parent_1_postcode": "WX7 9ZZ"}
DIFFERS = "1 people with contact details changed here, which differ from the roster (kept): N1"
CONFLICT = "1 people with contact details changed here and in the roster (kept ours): N1"


def _correct(officer, **changes):
    person = Person.objects.get(roster_ref="N1")
    contact = {name: getattr(person, name) for name in CONTACT} | changes
    change_contact(Child.objects.get(reference="C1"), person, on=ON, by=officer, **contact)


def _address(ref="N1"):
    person = Person.objects.get(roster_ref=ref)
    return person.address, person.postcode


def test_contact_corrected_here_is_kept_and_told_when_the_roster_says_the_same_again(officer):
    load(row(), of_another(2))
    _correct(officer, address="Flat 2", postcode="WX9 9XX")
    events = Event.objects.filter(child_id__isnull=False).count()
    version = _version()
    for _ in range(2):
        report = load(row(), of_another(2), on=LATER)
        assert _address() == ("Flat 2", "WX9 9XX") and DIFFERS in report.lines()
        assert report.count("person", "changed") == 0 and report.count("person", "unchanged") == 2
    assert _version() == version, "no row is written"
    assert Event.objects.filter(child_id__isnull=False).count() == events and not Letter.objects.exists()


def _version():
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(xmin::text ORDER BY id) FROM people_person")
        return cursor.fetchone()


def test_contact_changed_here_and_in_the_roster_is_kept_and_the_conflict_told_once(officer):
    load(row(), of_another(2))
    _correct(officer, address="Flat 2", postcode="WX9 9XX")
    report = load(row(**NEW_ADDRESS), of_another(2), on=LATER)
    assert _address() == ("Flat 2", "WX9 9XX")
    assert CONFLICT in report.lines() and DIFFERS not in report.lines()
    report = load(row(**NEW_ADDRESS), of_another(2), on=LATER)
    assert DIFFERS in report.lines() and CONFLICT not in report.lines()


def test_contact_never_corrected_here_follows_the_roster(officer):
    load(row(), of_another(2))
    _correct(officer, address="Flat 2", postcode="WX9 9XX")
    load(row(), of_another(2, **NEW_ADDRESS), on=LATER)
    assert _address("N2") == ("9 Quay Street\nWealdbridge", "WX7 9ZZ")


def test_once_the_roster_agrees_it_is_followed_again(officer):
    load(row())
    _correct(officer, address="9 Quay Street\nWealdbridge", postcode="WX7 9ZZ")
    report = load(row(**NEW_ADDRESS), on=LATER)
    assert not report.named
    load(row(), on=LATER)
    assert _address() == ("1 Mill Lane\nWealdbridge", "WX1 1AA")


def test_names_of_a_person_follow_the_roster_beside_contact_that_is_kept(officer):
    load(row())
    _correct(officer, phone="01632 960009")
    load(row(parent_1_first_name="Wren"), on=LATER)
    person = Person.objects.get(roster_ref="N1")
    assert (person.first_name, person.phone) == ("Wren", "01632 960009")


def test_an_officer_changed_here_is_kept_without_another_letter(officer):
    third = make_roster_officer("third@wealdshire.example")
    load(row(), of_another(2))
    new = make_roster_officer("new@wealdshire.example")
    child = Child.objects.get(reference="C1")
    change_officer(child, new, on=ON, by=make_manager(team=child.team))
    report = load(row(), of_another(2), on=LATER)
    assert any("changed here, which differ from the roster (kept): C1" in line for line in report.lines())
    report = load(row(case_officer=third.email), of_another(2), on=LATER)
    assert any("changed here and in the roster (kept ours): C1" in line for line in report.lines())
    child.refresh_from_db()
    assert (child.case_officer, child.team) == (new, new.team)
    assert Letter.objects.count() == 1 and report.new_officers == [], (
        "only the letter of the manager's change"
    )


def test_records_from_before_it_was_noted_what_the_roster_says_follow_it_and_it_is_noted(officer):
    load(row(), of_another(2))
    Person.objects.update(roster_says=None)
    Child.objects.update(roster_says=None)
    report = load(row(), of_another(2, **NEW_ADDRESS), on=LATER)
    assert report.count("person", "changed") == 1 and not report.named
    assert _address("N2") == ("9 Quay Street\nWealdbridge", "WX7 9ZZ")
    assert not Person.objects.exclude(roster_ref=None).filter(roster_says=None).exists()
    assert not Child.objects.filter(roster_says=None).exists()
    told = Event.objects.filter(kind="ehcp.roster_child_changed")
    assert [event.child_id for event in told] == [Child.objects.get(reference="C2").pk]
