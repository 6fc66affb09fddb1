"""A child with an officer and a family, and other people's."""

from types import SimpleNamespace

import pytest

from people.roles import Basis, Role
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team, make_user


@pytest.fixture
def case(db):
    """Give a child, its officer, manager and parent, and people who have nothing to do with it."""
    team = make_team()
    officer = make_officer(team=team)
    child = make_child(officer=officer)
    return SimpleNamespace(
        child=child,
        officer=officer,
        manager=make_manager(team=team),
        parent=make_family(child),
        strangers={
            "other parent": make_family(make_child()),
            "nominee": make_family(child, basis=Basis.NOMINEE),
            "other officer": make_officer(team=team),
            "manager of another team": make_manager(team=make_team()),
            "closed sign-in": make_family(child, is_active=False),
            **{
                role: make_user(role=role)
                for role in Role.values
                if role not in (Role.CASE_OFFICER, Role.CASE_MANAGER)
            },
        },
    )
