"""Whom letters about an agreement's money go to: the recipient, or the family where that is an organisation."""

from collections import defaultdict

from budgets.models import Agreement
from people.models import Link
from people.roles import FAMILY
from policy.stopping import SILENT


def people_of(agreements, *, on):
    """Give the people to write to, by the id of each agreement; with two queries for all of them.

    The recipient, while they are tied to the child: a nominee only deals with the money (R5.1). Otherwise
    everybody in the family; and nobody once a death is recorded, because then a person speaks with them (R14.12).
    """
    agreements = list(agreements)
    silent = children_mourned(agreements)
    links = Link.objects.live(on=on).filter(child__in={each.child_id for each in agreements})
    tied = defaultdict(dict)
    for link in links.select_related("person").order_by("person_id", "pk"):
        tied[link.child_id].setdefault(link.person_id, (link.person, set()))[1].add(link.basis)
    return {each.pk: [] if each.child_id in silent else _of(each, tied[each.child_id]) for each in agreements}


def children_mourned(agreements):
    """Give the ids of the children of agreements whose death is recorded, on these or on others (R14.12)."""
    children = {each.child_id for each in agreements}
    ended = Agreement.objects.filter(child__in=children, end_ground__in=SILENT)
    return set(ended.values_list("child", flat=True))


def _of(agreement, tied):
    if agreement.recipient_id in tied:
        return [tied[agreement.recipient_id][0]]
    return [person for person, bases in tied.values() if bases & set(FAMILY)]


def recipient_name(agreement):
    """Name whom an agreement pays: a person, or the organisation that manages the money."""
    return agreement.recipient.name if agreement.recipient else agreement.holder
