"""Tying people to a child, how to reach them, and ending a tie."""

from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from people.actions import end_link
from people.family import change_contact, tie_person
from people.models import Child, Person
from people.roles import Basis
from policy import Refused
from tests.factories.people import make_child, make_family, make_officer, make_team

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
WHO = {"first_name": "Lee", "last_name": "Hill", "email": "Lee.Hill@family.example"}


@pytest.fixture
def officer():
    return make_officer(team=make_team())


@pytest.fixture
def child(officer):
    return make_child(officer=officer)


def tie(child, officer, **changes):
    given = {"basis": Basis.PARENT, "from_on": TODAY, "evidence": "", "on": TODAY, "by": officer} | WHO
    return tie_person(child, **given | changes)


def test_a_person_is_tied_and_the_act_recorded(child, officer):
    link = tie(child, officer)
    assert (link.person.name, link.person.email, link.basis) == (
        "Lee Hill",
        "lee.hill@family.example",
        "parent",
    )
    assert Event.objects.get(kind="people.person_tied").child_id == child.pk


@pytest.mark.parametrize("basis", [Basis.REPRESENTATIVE, Basis.NOMINEE])
def test_who_acts_for_somebody_else_needs_evidence(child, officer, basis):
    with pytest.raises(Refused, match="what shows that this person may act"):
        tie(child, officer, basis=basis, evidence=" ")
    assert tie(child, officer, basis=basis, evidence="Order seen by me on 3 March").evidence


def test_a_young_person_is_over_compulsory_school_age(officer):
    child = make_child(officer=officer, born_on=date(2010, 9, 23))
    last_day = date(2027, 6, 25)
    with pytest.raises(Refused, match="compulsory school age"):
        tie(child, officer, basis=Basis.YOUNG_PERSON, from_on=last_day, on=last_day)
    day_after = last_day + timedelta(days=1)
    assert tie(child, officer, basis=Basis.YOUNG_PERSON, from_on=day_after, on=day_after)


def test_nobody_is_tied_twice_or_from_tomorrow(child, officer):
    tie(child, officer)
    with pytest.raises(Refused, match="already tied"):
        tie(child, officer)
    with pytest.raises(Refused, match="today or an earlier day"):
        tie(child, officer, first_name="Jo", from_on=TODAY + timedelta(days=1))


def test_the_same_parent_of_siblings_is_one_person_for_the_officer_of_both_only(child, officer):
    sibling = make_child(officer=officer)
    first, second = tie(child, officer), tie(sibling, officer)
    assert first.person == second.person
    elsewhere = make_officer(team=make_team())
    assert tie(make_child(officer=elsewhere), elsewhere).person != first.person


def test_only_an_officer_of_the_child_may(child):
    stranger = make_officer(team=make_team())
    parent = make_family(child)
    for by in (stranger, parent):
        with pytest.raises(NotAllowed):
            tie(child, by)
        with pytest.raises(NotAllowed):
            change_contact(child, parent.person, on=TODAY, by=by, phone="01632 960001")


def test_contact_is_changed_with_what_it_was_before(child, officer):
    person = make_family(child).person
    changed = change_contact(
        child, person, on=TODAY, by=officer, email="new@family.example", phone="", address="", postcode=""
    )
    assert changed.email == "new@family.example"
    said = Event.objects.get(kind="people.contact_changed").detail.said
    assert (said["before"]["email"], said["after"]["email"]) == (person.email, "new@family.example")


def test_post_needs_an_address(child, officer):
    with pytest.raises(Refused, match="needs a postal address"):
        tie(child, officer, prefers_post=True)
    assert not Person.objects.filter(last_name="Hill").exists()


def test_after_its_last_day_an_ended_tie_opens_nothing(child, officer):
    parent = make_family(child)
    end_link(child.links.get(person=parent.person), on=TODAY, by=officer, reasons="A court order")
    assert Child.objects.visible_to(parent, on=TODAY).exists()
    assert not Child.objects.visible_to(parent, on=TODAY + timedelta(days=1)).exists()


def test_an_open_tie_that_began_later_is_refused_in_words(child, officer):
    tie(child, officer)
    with pytest.raises(Refused, match="already tied"):
        tie(child, officer, from_on=TODAY - timedelta(days=30))
    nominee = tie(child, officer, basis=Basis.NOMINEE, evidence="A letter I have seen")
    assert nominee.person == child.links.get(basis=Basis.PARENT).person


def test_somebody_tied_before_may_be_tied_again_once_it_is_over(child, officer):
    first = tie(child, officer, from_on=TODAY - timedelta(days=30))
    tie(make_child(officer=officer), officer)
    end_link(first, on=TODAY - timedelta(days=1), by=officer, reasons="Lived abroad")
    with pytest.raises(Refused, match="already tied"):
        tie(child, officer, from_on=TODAY - timedelta(days=1))
    again = tie(child, officer)
    assert (again.person, again.pk != first.pk) == (first.person, True)


def test_what_is_typed_of_somebody_known_takes_the_place_of_what_was_there(child, officer):
    first = tie(child, officer, phone="01632 960001", needs="Large print")
    again = tie(make_child(officer=officer), officer, phone="01632 960002")
    assert again.person == first.person
    assert (again.person.phone, again.person.needs) == ("01632 960002", "Large print")
    said = Event.objects.get(kind="people.contact_changed", child_id=again.child_id).detail.said
    assert (said["before"], said["after"]) == ({"phone": "01632 960001"}, {"phone": "01632 960002"})
