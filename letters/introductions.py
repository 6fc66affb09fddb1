"""Introducing a family member to the portal: a code made, and a letter that carries it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.acts import hold
from letters.actions import write
from letters.kinds import InvitationToJoin
from people.actions import make_join_code
from people.models import Link
from policy import Refused


@transaction.atomic
def invite_to_join(person, *, child, on, by):
    """Make a single-use code for a person and write it to them (R24.8)."""
    child = hold(child)
    if not Link.objects.live(on=on).filter(child=child, person=person).exists():
        raise Refused("R4.4", f"{person.name} has no link to {child.name}.")
    code = make_join_code(person, child=child, on=on, by=by)
    expires_at = person.join_codes.get(used_at=None, withdrawn_at=None).expires_at
    invitation = InvitationToJoin(
        join_code=code,
        where=settings.BASE_URL + reverse("join"),
        # The last whole day on which it works.
        expires_on=timezone.localdate(expires_at) - timedelta(days=1),
    )
    return write(invitation, child=child, to=[person], by=by, on=on)[0]
