"""Acts about a child's family: tying a person to a child, and how to reach them."""

from django.db import transaction
from django.db.models import Q

from audit.acts import authorise, hold, record
from people.models import Link, Person
from people.roles import Basis
from policy import Refused
from policy.school_age import is_over_compulsory_school_age

CONTACT = ("email", "phone", "address", "postcode", "prefers_post", "needs")
# Whoever acts for somebody else shows in writing why they may (R4.4, R2.4, R5.1).
NEEDS_EVIDENCE = (Basis.REPRESENTATIVE, Basis.NOMINEE)


@transaction.atomic
def tie_person(child, *, basis, from_on, evidence, on, by, first_name, last_name, **contact):
    """Tie a person to a child from a day, on evidence where they act for somebody else (R4.4, R2.2, R2.4).

    Somebody of the same name and e-mail address whom this officer already deals with is the same person; what
    is given of how to reach them takes the place of what was there.
    """
    child = hold(child)
    authorise("people.tie_person", child, by=by)
    _refuse_unfit(child, basis, from_on, evidence, on)
    contact = _clean(contact)
    known = _known(first_name, last_name, contact["email"], on=on, by=by)
    person = known or Person.objects.create(first_name=first_name, last_name=last_name, **contact)
    _refuse_tied(child, person, basis, from_on)
    link = Link.objects.create(
        child=child, person=person, basis=basis, from_on=from_on, evidence=evidence.strip()
    )
    record("people.person_tied", by=by, about=link, on=on, basis=basis, evidence=link.evidence)
    if known:
        given = {name: value for name, value in contact.items() if value}
        link.person, _ = _set_contact(child, known, given, on=on, by=by)
    return link


@transaction.atomic
def change_contact(child, person, *, on, by, **contact):
    """Change how a person tied to a child is reached; letters on their way follow the new address."""
    child = hold(child)
    authorise("people.change_contact", child, by=by)
    if not Link.objects.live(on=on).filter(child=child, person=person).exists():
        raise Refused("R4.4", f"{person.name} is not tied to {child.name}.")
    person, changed = _set_contact(child, person, _clean(contact), on=on, by=by)
    if not changed:
        raise Refused("R24.7", "Nothing was changed.")
    return person


def _set_contact(child, person, contact, *, on, by):
    person = hold(person)
    changed = {name: value for name, value in contact.items() if getattr(person, name) != value}
    if changed:
        before = {name: getattr(person, name) for name in changed}
        for name, value in changed.items():
            setattr(person, name, value)
        person.save()
        words = {"person": person.pk, "before": before, "after": changed}
        record("people.contact_changed", by=by, about=child, on=on, **words)
    return person, changed


def _refuse_tied(child, person, basis, from_on):
    tied = Link.objects.filter(child=child, person=person, basis=basis)
    if tied.filter(Q(to_on=None) | Q(to_on__gte=from_on)).exists():
        words = f"{person.name} is already tied to {child.name} as {Basis(basis).label.lower()} on that day or later."
        raise Refused("R4.4", words)


def _refuse_unfit(child, basis, from_on, evidence, on):
    if basis not in Basis.values:
        raise Refused("R4.4", "Choose on what basis this person acts.")
    if from_on > on:
        raise Refused("R4.4", "Give today or an earlier day.")
    if basis in NEEDS_EVIDENCE and not evidence.strip():
        raise Refused("R2.4", "Say what shows that this person may act, and who has seen it.")
    if basis == Basis.YOUNG_PERSON and not is_over_compulsory_school_age(child.born_on, from_on):
        raise Refused("R2.3", f"{child.name} is of compulsory school age on that day.")


def _clean(contact):
    contact = {name: contact.get(name, False if name == "prefers_post" else "") for name in CONTACT}
    contact["email"] = contact["email"].strip().lower()
    if contact["prefers_post"] and not (contact["address"].strip() and contact["postcode"].strip()):
        raise Refused("T9", "Somebody who prefers post needs a postal address and a postcode.")
    return contact


def _known(first_name, last_name, email, *, on, by):
    if not email:
        return None
    same = Person.objects.filter(first_name__iexact=first_name, last_name__iexact=last_name, email=email)
    return next((person for person in same if by.has_perm("people.see_person", person)), None)
