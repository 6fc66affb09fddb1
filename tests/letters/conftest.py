"""A family, its officer and its case, for tests of letters."""

from types import SimpleNamespace

import pytest

from people.roles import Basis
from tests.factories.people import make_child, make_link, make_officer, make_person, make_team, make_user


@pytest.fixture(autouse=True)
def silent_bell(monkeypatch):
    """Take every ring, so that nothing goes to the broker; give what was rung."""
    rung = []
    monkeypatch.setattr("audit.bell.ring", lambda *call: rung.append(call))
    return rung


@pytest.fixture
def case(db):
    """Give a child with a case officer, a parent who signs in, and a carer who does not."""
    officer = make_officer(team=make_team())
    child = make_child(officer=officer, first_name="Zephyrine", last_name="Quillfeather")
    user = make_user()
    parent, carer = user.person, make_person()
    make_link(child, parent)
    make_link(child, carer, basis=Basis.HAS_CARE_OF)
    return SimpleNamespace(officer=officer, child=child, user=user, parent=parent, carer=carer)
