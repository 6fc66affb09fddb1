"""Acts about people: joining, links, teams, sign-ins, and who looks after a child."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.acts import authorise, hold, record
from people.joining import digest_of, new_code
from people.models import Child, JoinCode, Link, Person, Team, User
from people.roles import Role
from policy import Refused, number


@transaction.atomic
def make_join_code(person, *, on, by, child=None):
    """Make a single-use code for a person to join with, and give it in clear, this once.

    An earlier code that was not used stops working. Refused when the person already has a sign-in; one whose
    address was never proved, mistyped perhaps, gives way, as a closed one does. `child` is whose history tells it.
    """
    person = hold(person)
    authorise("people.make_join_code", person, by=by)
    _close_unproved_sign_in(person, child=child, on=on, by=by)
    if _standing_sign_ins(person).exists():
        raise Refused("join", f"{person.name} already has a sign-in.")
    now = timezone.now()
    _withdraw_code(person)
    code, days = new_code(), number("join_code_days", on=on).value
    made = JoinCode.objects.create(
        person=person, digest=digest_of(code), made_at=now, made_by=by, expires_at=now + timedelta(days=days)
    )
    record("people.join_code_made", by=by, about=made, child=child, on=on)
    return code


def _standing_sign_ins(person):
    # A closed sign-in of staff stands: only an administrator may give that person another.
    return User.objects.filter(person=person).exclude(roles=[], is_active=False)


def _withdraw_code(person):
    return person.join_codes.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def _close_unproved_sign_in(person, *, child, on, by):
    user = User.objects.filter(person=person, roles=[], is_active=True).first()
    if user and not EmailAddress.objects.filter(user=user, verified=True).exists():
        record("people.unproved_sign_in_removed", by=by, about=user, child=child, on=on, email=user.email)
        _close(user)


def find_join_code(code):
    """Give the open code a person typed, or None: wrong, used, withdrawn and expired look the same."""
    now = timezone.now()
    return (
        JoinCode.objects.select_related("person")
        .filter(digest=digest_of(code), used_at=None, withdrawn_at=None, expires_at__gt=now)
        .exclude(Exists(_standing_sign_ins(OuterRef("person"))))
        .first()
    )


@transaction.atomic
def join(join_code, user, *, on):
    """Give a new sign-in to the person a code was sent to; the code is spent.

    Somebody whose sign-in was closed takes it up again, so that what they wrote stays theirs.
    """
    children = _hold_children_of(join_code.person, on=on)
    hold(join_code.person)  # as in making a code, so that the two wait for each other in one order
    join_code = hold(join_code)
    spent = join_code.used_at or join_code.withdrawn_at or join_code.expires_at <= timezone.now()
    if spent or _standing_sign_ins(join_code.person_id).exists():
        raise Refused("join", "This code has already been used or has expired. Ask us for a new one.")
    user.person = join_code.person
    user.pk = User.objects.filter(person=join_code.person_id).values_list("pk", flat=True).first()
    user.save()
    join_code.used_at = timezone.now()
    join_code.save()
    _record_for(children, "people.joined", by=user, about=user, on=on)
    return user


def _hold_children_of(person, *, on):
    """Lock the children a person is tied to, in the order of every act on several."""
    tied = Link.objects.live(on=on).filter(person=person).values("child")
    return [hold(child) for child in Child.objects.filter(pk__in=tied).order_by("pk")]


def _record_for(children, kind, **event):
    """Record what concerns every child a person is tied to in the history of each."""
    for child in children or [None]:
        record(kind, child=child, **event)


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
    """End a person's tie to a child: from the day after, they no longer see the record.

    With their last tie goes a code to join with that they have not used.
    """
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
    person = hold(link.person)
    left = person.links.live(on=on + timedelta(days=1)).exists()
    withdrawn = 0 if left else _withdraw_code(person)
    words = {"reasons": reasons.strip(), "code_withdrawn": bool(withdrawn)}
    record("people.link_ended", by=by, about=link, on=on, **words)
    return link


@transaction.atomic
def make_team(name, *, on, by):
    """Make a team of the council's staff; one name is one team, however it is written."""
    authorise("people.make_team", by=by)
    name = " ".join(name.split())
    if not name:
        raise Refused("teams", "Give the team a name.")
    taken = Refused("teams", f"There is already a team called {name}.")
    if Team.objects.filter(name__iexact=name).exists():
        raise taken
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name)
    except IntegrityError as problem:
        raise taken from problem
    record("people.team_made", by=by, about=team, on=on, name=name)
    return team


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
    taken = Refused("sign-in", "There is already a sign-in with this email address.")
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
    """Close a sign-in; its sessions end at once. A family member may be sent a code to join again."""
    children = _hold_children_of_family(user, on=on)
    user = hold(user)
    authorise("people.close_sign_in", user, by=by)
    if not user.is_active:
        raise Refused("sign-in", "This sign-in is already closed.")
    if not reasons.strip():
        raise Refused("sign-in", "Say why the sign-in is closed.")
    words = {"reasons": reasons.strip()} | ({} if user.is_staff else {"email": user.email})
    _close(user)
    _record_for(children, "people.sign_in_closed", by=by, about=user, on=on, **words)
    return user


def _hold_children_of_family(user, *, on):
    return [] if user.is_staff else _hold_children_of(user.person, on=on)


def _close(user):
    user.is_active = False
    if not user.is_staff:
        # The address is free to join with again, and nobody who reads its mail is written to any more.
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.email = f"{user.pk}@closed.invalid"
        user.set_unusable_password()
    _end_sessions(user)


@transaction.atomic
def reset_second_factor(user, *, on, by, reasons):
    """Take away the second factor of somebody who lost it; they set up another when they next sign in."""
    children = _hold_children_of_family(user, on=on)
    user = hold(user)
    authorise("people.reset_second_factor", user, by=by)
    if not reasons.strip():
        raise Refused("sign-in", "Say how you know that it is them who asked.")
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    _record_for(children, "people.second_factor_reset", by=by, about=user, on=on, reasons=reasons.strip())
    return user


def _end_sessions(user):
    user.sessions_ended_at = timezone.now()
    user.save()


def _refuse_unknown_roles(roles):
    if not roles or not set(roles) <= set(Role.values):
        raise Refused("roles", "Choose at least one of the roles in the list.")
