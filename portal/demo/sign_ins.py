"""One invented sign-in per role, second factor included, so that a visitor gets in as anybody."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from people.models import Link, Person, Team, User
from people.roles import Basis, Role
from people.sealing import unseal

TEAM = "Wealdshire North"
STAFF_DOMAIN = "@wealdshire.example"


@dataclass(frozen=True)
class SignIn:
    """An invented person to sign in as: a role of the council's or a tie to a child, and who they are."""

    role: str
    first_name: str
    last_name: str
    email: str
    title: str

    @property
    def name(self):
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_staff(self):
        """Whether the council appoints this role."""
        return self.role in Role.values

    @property
    def password(self):
        """The password: made from this machine's secret, so the code holds none."""
        word = base64.b32encode(_made("password", self.email)[:10]).decode().lower()
        return "-".join(word[start : start + 4] for start in range(0, 16, 4))

    @property
    def totp_secret(self):
        """The secret of the second factor, made in the same way."""
        return base64.b32encode(_made("second factor", self.email)[:20]).decode()

    @property
    def code(self):
        """The six figures an authenticator app would show now."""
        earliest, *_ = yield_hotp_counters_from_time()
        return format_hotp_value(hotp_value(self.totp_secret, earliest))


SIGN_INS = (
    SignIn(Basis.PARENT, "Rowan", "Thistlewood", "parent@family.example", "Parent"),
    SignIn(Basis.YOUNG_PERSON, "Juniper", "Marlowe", "young.person@family.example", "Young person"),
    SignIn(Basis.REPRESENTATIVE, "Alder", "Penhallow", "representative@family.example", "Representative"),
    SignIn(Basis.NOMINEE, "Hazel", "Winterbourne", "nominee@family.example", "Nominee for direct payments"),
    SignIn(Role.CASE_OFFICER, "Bryony", "Ashgrove", f"case.officer{STAFF_DOMAIN}", "Case officer"),
    SignIn(Role.CASE_MANAGER, "Linden", "Oakhurst", f"case.manager{STAFF_DOMAIN}", "Case manager"),
    SignIn(Role.BOARD_MEMBER, "Sorrel", "Fernley", f"board.member{STAFF_DOMAIN}", "Board member, education"),
    SignIn(Role.BOARD_MEMBER, "Tansy", "Rookwood", f"board.health{STAFF_DOMAIN}", "Board member, health"),
    SignIn(Role.BOARD_MEMBER, "Ivo", "Larchmoor", f"board.care{STAFF_DOMAIN}", "Board member, social care"),
    SignIn(Role.SECOND_CHECKER, "Clover", "Hartwell", f"second.checker{STAFF_DOMAIN}", "Second checker"),
    SignIn(Role.FINANCE_OFFICER, "Heath", "Brackenbury", f"finance.officer{STAFF_DOMAIN}", "Finance officer"),
    SignIn(
        Role.FINANCE_APPROVER, "Willow", "Stanmere", f"finance.approver{STAFF_DOMAIN}", "Finance approver"
    ),
    SignIn(Role.ADMINISTRATOR, "Reed", "Copperfield", f"administrator{STAFF_DOMAIN}", "Administrator"),
)


@transaction.atomic
def make_sign_ins(on, families=None):
    """Make or renew the sign-ins; those of staff always, those of families for the bases given.

    `families` gives for a basis the person and the child of the roster: {basis: (person, child)}.
    Staff come first, since a roster names its officers by their sign-in.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Invented sign-ins are made only where DEMO=1.")
    team, _ = Team.objects.get_or_create(name=TEAM)
    for entry in SIGN_INS:
        if entry.is_staff:
            _make(entry, person=_staff_person(entry), roles=[entry.role], team=team)
        elif entry.role in (families or {}):
            person, child = families[entry.role]
            _make(entry, person=person, roles=[], team=None)
            _tie(person, child, entry.role, on)


def lines():
    """Give a line to print for every sign-in there is: title, address, password."""
    there = set(
        User.objects.filter(email__in=[entry.email for entry in SIGN_INS]).values_list("email", flat=True)
    )
    return [
        f"{entry.title:<28} {entry.email:<36} {entry.password}" for entry in SIGN_INS if entry.email in there
    ]


def _staff_person(entry):
    known = User.objects.select_related("person").filter(email=entry.email).first()
    return (known and known.person) or Person.objects.create(
        first_name=entry.first_name, last_name=entry.last_name, email=entry.email
    )


def _make(entry, *, person, roles, team):
    user = User.objects.filter(email=entry.email).first() or User(email=entry.email)
    user.person, user.roles, user.team, user.is_active = person, roles, team, True
    if not user.check_password(entry.password):
        user.set_password(entry.password)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=entry.email, defaults={"verified": True, "primary": True}
    )
    if entry.is_staff:
        _give_second_factor(user, entry.totp_secret)


def _give_second_factor(user, secret):
    for own in Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
        try:
            if unseal(own.data["secret"]) == secret:
                return
        except ValueError:
            pass  # sealed with keys that are gone: made anew below
        own.delete()
    TOTP.activate(user, secret)


def _tie(person, child, basis, on):
    if not Link.objects.live(on=on).filter(person=person, child=child, basis=basis).exists():
        # Long enough ago for what the demonstration tells of the months before today.
        Link.objects.create(
            person=person,
            child=child,
            basis=basis,
            from_on=on - timedelta(weeks=52),
            evidence="Demonstration",
        )


def _made(what, email):
    return hmac.new(settings.SECRET_KEY.encode(), f"demo {what} {email}".encode(), hashlib.sha256).digest()
