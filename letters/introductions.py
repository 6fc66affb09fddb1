"""Introductions: a code by which a family member joins (R4.4)."""

from django.db import transaction

from audit.acts import hold
from letters import actions
from letters.kinds import InvitationToJoin
from people.actions import make_join_code
from people.models import JoinCode
from policy import Refused
from policy.plain import long_date


@transaction.atomic
def invite_to_join(person, *, child, on, by):
    """Send a family member a single-use code to join with; an earlier one stops working."""
    child = hold(child)
    if not child.links.live(on=on).filter(person=person).exists():
        raise Refused("R4.4", f"{person.name} is not tied to this child today.")
    code = make_join_code(person, on=on, by=by)
    expires = (
        JoinCode.objects.filter(person=person, used_at=None, withdrawn_at=None).latest("made_at").expires_at
    )
    return actions.write(
        InvitationToJoin(code=code, expires_on=long_date(expires.date())),
        child=child,
        to=[person],
        by=by,
        on=on,
    )
