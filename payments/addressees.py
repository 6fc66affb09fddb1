"""Whom letters about an agreement's money go to: the recipient, or the family where that is an organisation."""

from collections import defaultdict

from people.models import Link
from people.roles import FAMILY


def people_of(agreements, *, on):
    """Give the people to write to, by the id of each agreement; with one query for all of them.

    The recipient, while they are tied to the child: a nominee only deals with the money (R5.1). Otherwise
    everybody in the family.
    """
    agreements = list(agreements)
    links = Link.objects.live(on=on).filter(child__in={each.child_id for each in agreements})
    tied = defaultdict(dict)
    for link in links.select_related("person").order_by("person_id", "pk"):
        tied[link.child_id].setdefault(link.person_id, (link.person, set()))[1].add(link.basis)
    return {each.pk: _of(each, tied[each.child_id]) for each in agreements}


def _of(agreement, tied):
    if agreement.recipient_id in tied:
        return [tied[agreement.recipient_id][0]]
    return [person for person, bases in tied.values() if bases & set(FAMILY)]


def recipient_name(agreement):
    """Name whom an agreement pays: a person, or the organisation that manages the money."""
    return agreement.recipient.name if agreement.recipient else agreement.holder
