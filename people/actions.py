"""Acts about people: joining, links, sign-ins of staff, and who looks after a child."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from people.joining import digest_of, new_code
from people.models import JoinCode, Person, User
from people.roles import Role
from policy import Refused, number


@transaction.atomic
def make_join_code(person, *, on, by):
    """Make a single-use code for a person to join with, and give it in clear, this once.

    An earlier code that was not used stops working. Refused when the person already has a sign-in; one whose
    address was never proved, mistyped perhaps, gives way.
    """
    person = hold(person)
    authorise("people.make_join_code", person, by=by)
    _remove_unproved_sign_in(person, on=on, by=by)
    if User.objects.filter(person=person).exists():
        raise Refused("join", f"{person.name} already has a sign-in.")
    now = timezone.now()
    person.join_codes.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    code, days = new_code(), number("join_code_days", on=on).value
    made = JoinCode.objects.create(
        person=person, digest=digest_of(code), made_at=now, made_by=by, expires_at=now + timedelta(days=days)
    )
    record("people.join_code_made", by=by, about=made, on=on)
    return code


def _remove_unproved_sign_in(person, *, on, by):
    user = User.objects.filter(person=person, roles=[]).first()
    if user and not EmailAddress.objects.filter(user=user, verified=True).exists():
        record("people.unproved_sign_in_removed", by=by, about=user, on=on, email=user.email)
        user.delete()


def find_join_code(code):
    """Give the open code a person typed, or None: wrong, used, withdrawn and expired look the same."""
    now = timezone.now()
    return (
        JoinCode.objects.select_related("person")
        .filter(
            digest=digest_of(code), used_at=None, withdrawn_at=None, expires_at__gt=now, person__user=None
        )
        .first()
    )


@transaction.atomic
def join(join_code, user, *, on):
    """Give a new sign-in to the person a code was sent to; the code is spent."""
    hold(join_code.person)  # as in making a code, so that the two wait for each other in one order
    join_code = hold(join_code)
    spent = join_code.used_at or join_code.withdrawn_at or join_code.expires_at <= timezone.now()
    if spent or User.objects.filter(person=join_code.person_id).exists():
        raise Refused("join", "This code has already been used or has expired. Ask us for a new one.")
    user.person = join_code.person
    user.save()
    join_code.used_at = timezone.now()
    join_code.save()
    record("people.joined", by=user, about=user, on=on)
    return user


@transaction.atomic
def assign_officer(child, officer, *, on, by):
    """Give a child a new case officer. The letter that tells the family is written by the caller (R27.2)."""
    child = hold(child)
    authorise("people.assign_officer", child, by=by)
    if not officer.has_role(Role.CASE_OFFICER):
        raise Refused("R27.2", f"{officer} is not a case officer.")
    before = child.case_officer
    if before == officer:
        raise Refused("R27.2", f"{officer} is already the case officer.")
    child.case_officer, child.team_id = officer, officer.team_id or child.team_id
    child.save()
    record("people.officer_assigned", by=by, about=child, on=on, before=str(before or ""), after=str(officer))
    return child


@transaction.atomic
def end_link(link, *, on, by, reasons):
    """End a person's tie to a child: from the day after, they no longer see the record."""
    link = hold(link)
    authorise("people.end_link", link.child, by=by)
    if link.to_on:
        raise Refused("R4.4", "This link has already ended.")
    if not reasons.strip():
        raise Refused("R4.4", "Say why the link ends.")
    if on < link.from_on:
        raise Refused("R4.4", "A link cannot end before it began.")
    link.to_on = on
    link.save()
    record("people.link_ended", by=by, about=link, on=on, reasons=reasons.strip())
    return link


@transaction.atomic
def make_staff_user(*, first_name, last_name, email, roles, team, on, by):
    """Make a sign-in for a member of staff, who chooses a password by a link, then a second factor."""
    authorise("people.make_staff_user", by=by)
    _refuse_unknown_roles(roles)
    user = _new_staff_user(first_name, last_name, email.strip().lower(), roles, team)
    record("people.staff_user_made", by=by, about=user, on=on, roles=sorted(roles))
    return user


@transaction.atomic
def make_first_administrator(*, first_name, last_name, email, on):
    """Make the sign-in of a new service's first administrator; an administrator makes all others."""
    if User.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True).exists():
        raise Refused("sign-in", "There is an administrator already, who can make the sign-ins of others.")
    user = _new_staff_user(first_name, last_name, email.strip().lower(), [Role.ADMINISTRATOR], None)
    record("people.staff_user_made", by=None, about=user, on=on, roles=user.roles)
    return user


def _new_staff_user(first_name, last_name, email, roles, team):
    taken = Refused("sign-in", "There is already a sign-in with this e-mail address.")
    if User.objects.filter(email=email).exists():
        raise taken
    person = Person.objects.create(first_name=first_name, last_name=last_name, email=email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, person=person, roles=sorted(roles), team=team)
    except IntegrityError as problem:
        raise taken from problem
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def change_roles(user, *, roles, team, on, by):
    """Change what a member of staff may do; their sessions end at once. Nobody changes their own."""
    user = hold(user)
    authorise("people.change_roles", user, by=by)
    _refuse_unknown_roles(roles)
    before, team_before = list(user.roles), user.team
    if before == sorted(roles) and team_before == team:
        raise Refused("roles", "These are the roles and the team they have already.")
    user.roles, user.team = sorted(roles), team
    _end_sessions(user)
    words = {"before": before, "after": sorted(roles), "team_before": team_before, "team_after": team}
    record("people.roles_changed", by=by, about=user, on=on, **words)
    return user


@transaction.atomic
def close_sign_in(user, *, on, by, reasons):
    """Close a sign-in; its sessions end at once."""
    user = hold(user)
    authorise("people.close_sign_in", user, by=by)
    if not user.is_active:
        raise Refused("sign-in", "This sign-in is already closed.")
    if not reasons.strip():
        raise Refused("sign-in", "Say why the sign-in is closed.")
    user.is_active = False
    _end_sessions(user)
    record("people.sign_in_closed", by=by, about=user, on=on, reasons=reasons.strip())
    return user


@transaction.atomic
def reset_second_factor(user, *, on, by, reasons):
    """Take away the second factor of somebody who lost it; they set up another when they next sign in."""
    user = hold(user)
    authorise("people.reset_second_factor", user, by=by)
    if not reasons.strip():
        raise Refused("sign-in", "Say how you know that it is them who asked.")
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record("people.second_factor_reset", by=by, about=user, on=on, reasons=reasons.strip())
    return user


def _end_sessions(user):
    user.sessions_ended_at = timezone.now()
    user.save()


def _refuse_unknown_roles(roles):
    if not roles or not set(roles) <= set(Role.values):
        raise Refused("roles", "Choose at least one of the roles in the list.")
