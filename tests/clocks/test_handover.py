"""A child who moves to another officer or team: what is owed moves too."""

from datetime import date

import pytest

from clocks.handover import change_officer
from tests.factories.clocks import make_clock
from tests.factories.people import make_child, make_manager, make_officer, make_team

ON = date(2026, 11, 16)


@pytest.fixture
def team(db):
    """Give the team a child moves to."""
    return make_team(name="Moving on")


def _moved(child, officer):
    change_officer(child, officer, on=ON, by=make_manager(team=child.team))


def test_all_that_is_open_goes_to_the_new_team_and_the_officers_own_to_the_new_officer(team):
    child = make_child(officer=make_officer(team=make_team()))
    colleague, new = make_officer(team=child.team), make_officer(team=team)
    own = make_clock(child, started_on=date(2026, 11, 2))
    nobodys = make_clock(child, started_on=date(2026, 11, 3), owner=None)
    anothers = make_clock(child, started_on=date(2026, 11, 4), owner=colleague)
    over = make_clock(child, started_on=date(2026, 11, 5), met_on=ON)
    before = child.case_officer, child.team
    _moved(child, new)
    found = []
    for clock in (own, nobodys, anothers, over):
        clock.refresh_from_db()
        found.append((clock.owner, clock.team))
    assert found == [(new, team), (new, team), (colleague, team), before]


def test_what_is_owed_to_other_children_stays(team):
    officer = make_officer(team=make_team())
    child, other = make_child(officer=officer), make_child(officer=officer)
    clock = make_clock(other)
    _moved(child, make_officer(team=team))
    clock.refresh_from_db()
    assert (clock.owner, clock.team) == (officer, officer.team)
