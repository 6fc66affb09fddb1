"""Sign-ins, by e-mail address."""

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.models.person import Person, Team
from people.roles import Role


class UserManager(BaseUserManager):
    """Makes sign-ins; addresses are kept in lower case."""

    def create_user(self, email, password=None, **fields):
        """Make a sign-in for a person."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        """Find a sign-in by its address, however it was typed."""
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """A sign-in. What it may do follows from its roles and its person's links; nobody may do everything."""

    CHILD = ""

    email = models.EmailField(max_length=254, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="staff")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    sessions_ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="people_user_email_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=Role.values), name="people_user_known_roles"
            ),
        ]
        indexes = [models.Index(fields=["team", "id"], name="people_user_by_team")]

    def __str__(self):
        return self.person.name

    @property
    def is_staff(self):
        """Whether this is a member of the council's staff: has any role."""
        return bool(self.roles)

    def _get_session_auth_hash(self, secret=None):
        # Django compares this on every request: a session ends by itself when the password or the roles
        # change, or when sessions are ended, and no table of sessions has to be searched.
        sign_in = super()._get_session_auth_hash(secret=secret)
        standing = f"{sign_in} {','.join(sorted(self.roles))} {self.sessions_ended_at or ''}"
        return salted_hmac("people.User.standing", standing, secret=secret, algorithm="sha256").hexdigest()

    def has_role(self, *names):
        """Say whether the user is active and has one of the roles."""
        return self.is_active and not set(names).isdisjoint(self.roles)

    def has_perm(self, perm, obj=None):
        """Ask the rules; no one is above them."""
        return self.is_active and rules.has_perm(perm, self, obj)

    def has_perms(self, perms, obj=None):
        """Ask the rules for each."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        """Show staff a section of the staff site; each page in it asks again."""
        return self.is_active and self.is_staff
