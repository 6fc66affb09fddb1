"""Where a letter goes, looked up when it leaves (S5)."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from letters.kinds import FAMILY, KINDS
from letters.models import Channel, Delivery
from people.models import Link


def sign_in_of(person):
    """Give a person's open sign-in, or None."""
    user = getattr(person, "user", None)
    return user if user and user.is_active else None


def look_up(number):
    """Give a delivery with everything that decides, now, whether and where it may go, in one query (S5).

    `is_linked`, `proved_email` and `is_posted` are as they are now, whatever they were when it was written.
    """
    links = Link.objects.live(on=timezone.localdate())
    proved = EmailAddress.objects.filter(user__person=OuterRef("person"), verified=True)
    posted = Delivery.objects.filter(
        letter=OuterRef("letter"), person=OuterRef("person"), channel=Channel.POST
    ).exclude(state=Delivery.State.WITHDRAWN)
    return (
        Delivery.objects.select_related("letter__addressee", "person__user")
        .annotate(
            is_linked=Exists(links.filter(child=OuterRef("letter__child"), person=OuterRef("person"))),
            proved_email=Subquery(proved.order_by("-primary", "id").values("email")[:1]),
            is_posted=Exists(posted),
        )
        .get(pk=number)
    )


def email_of(delivery):
    """Give the address a person has proved to be theirs, else the one they gave us, else nothing."""
    return delivery.address or delivery.proved_email or delivery.person.email


def is_deliverable(email):
    """Tell whether any mail server could take mail for this address."""
    try:
        validate_email(email)
        email.encode("ascii")
    except (ValidationError, UnicodeError):
        return False
    return True


def channels_for(person, kind):
    """Choose how to write to a person: e-mail if they have it, post if they cannot sign in or prefer it."""
    if kind.audience != FAMILY:
        return [Channel.EMAIL]
    user = sign_in_of(person)
    has_email = bool(person.email or user)
    by_post = user is None or person.prefers_post or not has_email
    return [Channel.EMAIL] * has_email + [Channel.POST] * by_post


def why_not(delivery):
    """Say why a delivery that was looked up may no longer go, or give an empty text (S5)."""
    kind = KINDS.get(delivery.letter.kind)
    if kind is None:
        return "There is no longer a letter of this kind."
    if kind.audience == FAMILY:
        return "" if delivery.is_linked else "This person no longer has a link to the child or young person."
    return "" if sign_in_of(delivery.person) else "This person's sign-in is closed."
