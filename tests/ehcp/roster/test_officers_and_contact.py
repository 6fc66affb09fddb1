"""Officers, teams and contact details: what the roster moves, and what was changed in the portal and is kept."""

from datetime import date

import pytest
from rules import always_deny
from rules.permissions import permissions

from audit.acts import NotAllowed
from clocks.models import Clock
from letters.models import Letter
from people.models import Child
from tests.ehcp.roster.sheets import load, make_roster_officer, of_another, row
from tests.factories.people import make_team

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 23)
OPEN = {
    "stage": "drafting",
    "final_on": "",
    "draft_issued_on": "",
    "to_prepare_on": "2026-11-09",
    "review_due_on": "",
}


def test_a_changed_team_takes_over_what_is_owed_whoever_owes_it(officer):
    team, colleague = make_team(name="Moving on"), make_roster_officer("colleague@wealdshire.example")
    load(row(**OPEN), of_another(2, **OPEN))
    Clock.objects.filter(child__reference="C1").update(owner=colleague)
    report = load(row(**OPEN, team="Moving on"), of_another(2, **OPEN), on=LATER)
    clock, other = Clock.objects.order_by("child__reference")
    assert (clock.owner, clock.team) == (colleague, team)
    assert (other.owner, other.team) == (officer, officer.team)
    assert report.letters == 0 and not Letter.objects.exists()


def test_the_rules_are_asked_when_the_service_itself_imports(officer, monkeypatch):
    monkeypatch.setitem(permissions, "ehcp.import_roster", always_deny)
    with pytest.raises(NotAllowed):
        load(row())
    assert not Child.objects.exists()
