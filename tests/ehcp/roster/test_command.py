"""`manage.py import_roster`: what it prints, how it ends, and the reference page of its columns."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from ehcp.models import Plan
from ehcp.roster.columns import COLUMNS
from people.models import Child
from portal.reference import DOCUMENTS
from tests.ehcp.roster.sheets import of_another, row, sheet
from tests.factories.people import make_user


@pytest.fixture
def run(officer, tmp_path):
    """Give a function that writes rows to a file, imports it, and returns what was printed."""

    def command(*rows, **options):
        path = tmp_path / "roster.csv"
        path.write_bytes(sheet(*rows))
        out, err = StringIO(), StringIO()
        try:
            call_command("import_roster", str(path), stdout=out, stderr=err, **options)
        except CommandError as problem:
            return out.getvalue(), err.getvalue(), problem
        return out.getvalue(), err.getvalue(), None

    return command


def test_it_says_what_it_loaded(run):
    out, err, problem = run(row(), of_another(2))
    assert (problem, err) == (None, "")
    assert "2 rows read, 0 with something wrong." in out
    assert "children: 2 new, 0 changed, 0 unchanged, 0 vanished" in out
    out, _, _ = run(of_another(2, words="Other"))
    assert "provision: 0 new, 1 changed, 0 unchanged, 1 vanished" in out
    assert "1 plans no longer in the roster (marked, not deleted): P1" in out


def test_a_bad_row_ends_it_with_one_and_loads_nothing(run):
    out, err, problem = run(row(stage="gone"), of_another(2, born_on="31/02/2016"))
    assert err.splitlines() == [
        "row 2, column stage: “gone” is not one of assessing, drafting, final, reassessing, ceased",
        "row 3, column born_on: “31/02/2016” is not a day of the calendar",
    ]
    assert (str(problem), problem.returncode) == ("2 problems in 2 rows: nothing was loaded.", 1)
    assert not Child.objects.exists() and "new" not in out


def test_good_rows_loads_the_rest_and_still_ends_with_one(run):
    out, err, problem = run(row(stage="gone"), of_another(2), good_rows=True)
    assert str(problem) == "1 problem in 1 row: the plans without a bad row were loaded."
    assert (problem.returncode, Plan.objects.get().reference) == (1, "P2")


def test_a_dry_run_says_so_and_loads_nothing(run):
    out, _, problem = run(row(), dry_run=True)
    assert "plans: 1 would be new, 0 would be changed" in out
    assert "Nothing was changed: this was a dry run." in out
    assert problem is None and not Child.objects.exists()


def test_the_day_of_the_roster_may_be_given(run):
    out, _, problem = run(row(), on="2025-05-18")
    assert "1 problem in 1 row" in str(problem)
    assert "is not a date: write it as 2026-09-02" in str(run(row(), on="18/05/2025")[2])


def test_an_administrator_may_be_named_and_nobody_else(run, officer):
    assert "is not the sign-in of an administrator" in str(run(row(), by=officer.email)[2])
    assert not Child.objects.exists()
    administrator = make_user(role="administrator")
    run(row(), by=administrator.email)
    assert Event.objects.get(kind="ehcp.roster_imported").by_id == administrator.pk


def test_a_file_that_is_not_there_is_one_line(db):
    with pytest.raises(CommandError, match="nowhere.csv cannot be read: No such file or directory"):
        call_command("import_roster", "nowhere.csv")


def test_the_reference_page_has_the_table_of_columns(repository):
    page = (repository / "docs/reference/roster.md").read_text()
    assert page == DOCUMENTS["docs/reference/roster.md"](), "run make docs"
    assert all(page.count(f"\n| `{column.name}` |") == 1 for column in COLUMNS)
    assert "\n| `drafting` | `to_prepare_on` | `final_on`, `reassess_on` |\n" in page
