"""Whom a letter about an agreement goes to."""

from people.models import Link, Person
from people.roles import FAMILY
from policy import Refused


def family_of(child, *, on):
    """Give the people who may deal with the whole record of a child on a day."""
    live = Link.objects.live(on=on).filter(child=child, basis__in=FAMILY)
    people = Person.objects.filter(links__in=live).select_related("user")
    return list(people.distinct().order_by("id"))


def people_of(agreement, *, on):
    """Give the recipient of an agreement and the family, each once; error: Refused when there is nobody."""
    recipient = agreement.recipient
    tied = recipient and agreement.child.links.live(on=on).filter(person=recipient).exists()
    people = list(dict.fromkeys([*([recipient] if tied else []), *family_of(agreement.child, on=on)]))
    if not people:
        raise Refused(
            "R8.2", "There is nobody to write to: tie a parent or the young person to the child first."
        )
    return people
