"""The case officer every roster here names."""

import pytest

from tests.ehcp.roster.sheets import make_roster_officer


@pytest.fixture
def officer(db):
    """Give the case officer of the good row."""
    return make_roster_officer()
