"""Make the first administrator: `manage.py make_administrator "Reed" "Copperfield" reed@council.example`."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import timezone

from people.accounts import path_to_choose_password
from people.actions import make_first_administrator
from policy import Refused


class Command(BaseCommand):
    """A way in for a new service, which has nobody yet who could make a sign-in."""

    help = "Make the sign-in of the first administrator, and print the link to choose a password."

    def add_arguments(self, parser):
        """Take a name and an e-mail address."""
        parser.add_argument("first_name")
        parser.add_argument("last_name")
        parser.add_argument("email")

    def handle(self, *, first_name, last_name, email, **options):
        """Make the sign-in and print its link."""
        try:
            validate_email(email)
            names = {"first_name": first_name.strip(), "last_name": last_name.strip()}
            user = make_first_administrator(**names, email=email, on=timezone.localdate())
        except ValidationError as problem:
            raise CommandError(f"{email} is not an email address.") from problem
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Open this link to choose a password, then set up a second step:")
        self.stdout.write(settings.BASE_URL + path_to_choose_password(user))
