"""Settings of a worker under test: short leases, and one kind of letter that is a legal notice."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.legal.LegalConfig"]
LETTERS_LEASE_SECONDS = 5
