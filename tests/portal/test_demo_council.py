"""The invented council: its roster is in order on any day, and loading it twice is loading it once."""

from datetime import date, timedelta
from io import StringIO
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from audit.verifying import broken_links
from ehcp.models import Plan
from ehcp.roster.checking import Known, Roster
from ehcp.roster.reading import rows
from people.models import Child, User
from portal.demo import council
from portal.demo.awkward import ANCHOR
from portal.demo.make_roster import FILE, write
from portal.demo.shifting import Shift, read, shifted
from portal.demo.staff import OFFICERS, email_of


@pytest.fixture
def demo(settings):
    """Switch the demonstration on."""
    settings.DEMO = True


def run(*options):
    """Run the command and give what it prints."""
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_the_roster_is_what_its_maker_makes(tmp_path):
    write(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == FILE.read_bytes()


def _known():
    officers = {email_of(first, last): Mock(pk=1, team_id=1) for first, last, _ in OFFICERS}
    return Known(officers=officers, closed=frozenset(), teams={}, plans={}, children={})


DAYS = [ANCHOR, date(2027, 2, 28), date(2027, 6, 30), date(2027, 8, 31), date(2027, 9, 1), date(2028, 2, 29),
        date(2031, 12, 25), date(2040, 9, 2)]  # fmt: skip


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_roster_is_in_order_on_any_day(day):
    roster = Roster(_known(), day)
    for number, cells in rows(shifted(read(FILE), Shift.to(day))):
        roster.add(number, cells)
    assert [str(problem) for problem in roster.problems] == []
    assert len(roster.plans) == 500


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_council_looks_alive_on_any_day(day):
    plans = {row["plan_ref"]: row for row in map(Shift.to(day).row, read(FILE))}
    newest = max(row["requested_on"] for row in plans.values())
    assert day - timedelta(weeks=3) <= date.fromisoformat(newest) <= day
    assert plans["WPL00001"]["born_on"].endswith("-09-02"), "birthdays stay on their day"
    invited = [row for row in plans.values() if row["review_invited_on"] and not row["review_concluded_on"]]
    assert len(invited) > 20


def test_the_roster_has_the_awkward_cases_its_page_lists():
    plans = {row["plan_ref"]: row for row in read(FILE)}
    mailboxes = plans["WPL00005"]
    assert mailboxes["parent_1_email"] == mailboxes["parent_2_email"] != ""
    twins = [plans["WPL00003"], plans["WPL00004"]]
    for name in ("born_on", "last_name", "parent_1_ref", "parent_1_email"):
        assert twins[0][name] == twins[1][name] != ""
    assert twins[0]["child_ref"] != twins[1]["child_ref"]
    assert not plans["WPL00007"]["parent_1_email"] and plans["WPL00007"]["parent_1_ref"]
    assert not plans["WPL00008"]["parent_1_address"] and plans["WPL00008"]["parent_1_ref"]
    assert not plans["WPL00009"]["parent_1_ref"]
    stages = {row["stage"] for row in plans.values()}
    assert stages == set(Plan.Stage.values)
    assert {row["section"] for row in read(FILE)} == {"F", "G", "H1", "H2", ""}
    assert any(row["educated_elsewhere"] == "yes" for row in plans.values())
    assert any(row["words"].startswith("=") for row in read(FILE))
    assert any("\n" in row["words"] for row in read(FILE))


def test_it_is_refused_where_there_is_no_demonstration(db):
    with pytest.raises(CommandError, match="only where DEMO=1"):
        run()
    assert not User.objects.exists()


def test_if_empty_loads_nothing_over_children(db, demo):
    Child.objects.create(reference="X1", first_name="A", last_name="B", born_on=date(2015, 5, 5))
    assert "nothing was loaded" in run("--if-empty")
    assert Child.objects.count() == 1


def test_fresh_needs_the_owner_of_this_database(db, demo, monkeypatch):
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with pytest.raises(CommandError, match="needs DATABASE_OWNER_URL"):
        run("--fresh")


def _owner_url(name):
    own = connection.settings_dict
    return f"postgres://{own['USER']}:{own['PASSWORD']}@/{name}?host={own['HOST']}&port={own['PORT']}"


def test_fresh_refuses_another_database(db, demo, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", _owner_url("template1"))
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL is the database template1"):
        run("--fresh")


@pytest.mark.django_db(transaction=True)
def test_fresh_empties_everything_and_loads_it_again(demo, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", _owner_url(connection.settings_dict["NAME"]))
    Child.objects.create(reference="X1", first_name="A", last_name="B", born_on=date(2015, 5, 5))
    run("--fresh")
    assert Child.objects.count() == 500 and not Child.objects.filter(reference="X1").exists()
    assert broken_links() == []


def test_the_sign_ins_are_told_a_line_each(db, demo):
    council.make_sign_ins(timezone.localdate())
    told = run("--sign-ins")
    assert "/demo/" in told and told.count("@wealdshire.example") == 9
