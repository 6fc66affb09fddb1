"""The invented officers and managers who are not themselves a sign-in to try."""

from allauth.account.models import EmailAddress

from people.models import Person, Team, User
from people.roles import Role
from portal.demo.sign_ins import SIGN_INS, STAFF_DOMAIN, TEAM

NORTH, SOUTH, COAST = TEAM, "Wealdshire South", "Wealdshire Coast"
# The officer whose sign-in is printed has the first place in the first team.
OFFICER = next(entry for entry in SIGN_INS if entry.role == Role.CASE_OFFICER)
OFFICERS = (
    (OFFICER.first_name, OFFICER.last_name, NORTH),
    ("Ember", "Lockhurst", NORTH),
    ("Jonty", "Sandmere", NORTH),
    ("Perpetua", "Dunlin", SOUTH),
    ("Hari", "Greywether", SOUTH),
    ("Mór", "Applegarth", SOUTH),
    ("Tobias", "Kittiwake", COAST),
    ("Ngozi", "Merestone", COAST),
)
MANAGERS = (("Isolde", "Farrowdale", SOUTH), ("Caspian", "Blackthorn-Wu", COAST))


def email_of(first_name, last_name):
    """Give the address of an invented member of staff."""
    if (first_name, last_name) == (OFFICER.first_name, OFFICER.last_name):
        return OFFICER.email
    plain = f"{first_name}.{last_name}".lower().replace("ó", "o")
    return f"{plain}{STAFF_DOMAIN}"


def make_staff():
    """Make the teams, officers and managers that are not there yet. They have no password: nobody signs in as them."""
    for role, people in ((Role.CASE_OFFICER, OFFICERS), (Role.CASE_MANAGER, MANAGERS)):
        for first_name, last_name, name in people:
            team, _ = Team.objects.get_or_create(name=name)
            _make(role, first_name, last_name, team)


def _make(role, first_name, last_name, team):
    email = email_of(first_name, last_name)
    if User.objects.filter(email=email).exists():
        return
    person = Person.objects.create(first_name=first_name, last_name=last_name, email=email)
    user = User.objects.create_user(email, person=person, roles=[role], team=team)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
