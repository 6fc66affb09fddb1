"""Where a letter goes, looked up when it leaves (S5)."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from letters.kinds import FAMILY, KINDS
from letters.models import Channel
from people.models import Link


def sign_in_of(person):
    """Give a person's sign-in, or None."""
    return getattr(person, "user", None)


def email_of(person):
    """Give the address a person has proved to be theirs, else the one they gave us; empty when there is none."""
    user = sign_in_of(person)
    proved = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "id") if user else []
    return next((address.email for address in proved), person.email)


def is_deliverable(email):
    """Tell whether any mail server could take mail for this address."""
    try:
        validate_email(email)
        email.encode("ascii")
    except (ValidationError, UnicodeError):
        return False
    return True


def channels_for(person, kind):
    """Choose how to write to a person: e-mail when they have it, post when they cannot or would rather not sign in."""
    if kind.audience != FAMILY:
        return [Channel.EMAIL]
    user = sign_in_of(person)
    has_email = bool(person.email or user)
    by_post = user is None or person.prefers_post or not has_email
    return [Channel.EMAIL] * has_email + [Channel.POST] * by_post


def why_not(delivery):
    """Say why this letter may no longer go to this person, or give an empty text (S5)."""
    letter, person = delivery.letter, delivery.person
    kind = KINDS.get(letter.kind)
    if kind is None:
        return "There is no longer a letter of this kind."
    if kind.audience == FAMILY:
        live = Link.objects.live(on=timezone.localdate()).filter(child=letter.child_id, person=person)
        return "" if live.exists() else "This person no longer has a link to the child or young person."
    user = sign_in_of(person)
    return "" if user and user.is_active else "This person's sign-in is closed."
