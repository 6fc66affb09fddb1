"""People, sign-ins, children and links."""

import time
from datetime import date
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from people.models import Child, Link, Person, Team, User
from people.roles import Basis, Role

_numbers = count(1)
FROM_ON = date(2020, 9, 1)


def make_person(**fields):
    """Make a person with an e-mail address and a postal address of their own."""
    number = next(_numbers)
    own = {
        "first_name": "Robin",
        "last_name": f"Marsh{number}",
        "email": f"robin.marsh{number}@family.example",
        "address": f"{number} Mill Lane\nWealdbridge",
        "postcode": "WX1 1AA",
    }
    return Person.objects.create(**own | fields)


def make_team(**fields):
    """Make a team."""
    return Team.objects.create(**{"name": f"Team {next(_numbers)}"} | fields)


def make_user(*, role=None, roles=None, team=None, person=None, password=None, email=None, is_active=True):
    """Make a sign-in with a proved address: staff when a role is given, otherwise a person without any tie.

    Without a password it cannot sign in by the form; see `sign_in`.
    """
    number = next(_numbers)
    roles = sorted(roles or ([role] if role else []))
    where = "wealdshire" if roles else "family"
    email = email or (person.email if person else "") or f"user{number}@{where}.example"
    person = person or make_person(first_name="Sam", last_name=f"Ferry{number}", email=email)
    user = User.objects.create_user(
        email, password, person=person, roles=roles, team=team, is_active=is_active
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_officer(*, team=None, **fields):
    """Make a case officer."""
    return make_user(role=Role.CASE_OFFICER, team=team, **fields)


def make_manager(*, team, **fields):
    """Make a case manager of a team."""
    return make_user(role=Role.CASE_MANAGER, team=team, **fields)


def make_child(*, officer=None, **fields):
    """Make a child of nine, in the team of its case officer unless `team` is given."""
    number = next(_numbers)
    own = {
        "reference": f"C{number:06}",
        "first_name": "Ash",
        "last_name": f"Marsh{number}",
        "born_on": date(2017, 5, 14),
        "case_officer": officer,
        "team": officer.team if officer else None,
    }
    return Child.objects.create(**own | fields)


def make_link(child, person, *, basis=Basis.PARENT, from_on=FROM_ON, **fields):
    """Tie a person to a child."""
    return Link.objects.create(child=child, person=person, basis=basis, from_on=from_on, **fields)


def make_family(child, *, basis=Basis.PARENT, from_on=FROM_ON, to_on=None, **fields):
    """Make a sign-in of somebody tied to a child; `fields` are those of `make_user`."""
    user = make_user(**fields)
    make_link(child, user.person, basis=basis, from_on=from_on, to_on=to_on)
    return user


def give_second_factor(user, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"):
    """Give a user an authenticator app with a secret, unless there is one."""
    own = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return own or TOTP.activate(user, secret).instance


def sign_in(client, user):
    """Sign a user in to a test client, a member of staff with the second factor proved."""
    client.force_login(user)
    if user.is_staff:
        factor = give_second_factor(user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "email": user.email},
            {"method": "mfa", "at": time.time(), "id": factor.pk, "type": factor.type},
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client
