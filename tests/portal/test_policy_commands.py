"""The two reckoning commands and the maker of documents, as a person at a terminal meets them."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from policy.deadlines import DUTIES
from portal import environment, reference

ROOT = Path(__file__).parents[2]
NAMED = [
    "review_request",
    "review_outcome",
    "budget_end_notice",
    "annual_review_invitation",
    "annual_review_report",
    "annual_review_decision",
    "final_amended_plan",
    "final_plan_after_notice",
    "draft_plan_views",
    "plan_20_weeks",
    "first_payment_review",
    "stop_notice",
    "quarterly_return",
    "return_check",
    "request_decision",
    "decision_letter",
    "message_reply",
    "subject_access",
    "freedom_of_information",
]


@pytest.fixture(autouse=True)
def no_council_file(monkeypatch):
    """Leave out a council's own file."""
    monkeypatch.delenv("COUNCIL_POLICY", raising=False)


def printed(*args):
    """Give what a command prints when called from code."""
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def at_a_terminal(*args, **env):
    """Run a command as a person does, with a database that is not there."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {**kept, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere", **env}
    command = [sys.executable, "manage.py", *args]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_a_due_date_is_explained_without_a_database():
    run = at_a_terminal("due", "review_request", "2026-12-10")
    assert run.returncode == 0, run.stderr
    assert "Friday 25 December 2026" in run.stdout
    assert "Due: Tuesday 29 December 2026" in run.stdout


def test_a_due_date_as_json_has_exactly_its_keys():
    values = json.loads(printed("due", "review_outcome", "2026-11-30", "--json"))
    assert list(values) == [
        "duty",
        "started_on",
        "raw_on",
        "due_on",
        "target_on",
        "rule",
        "authority",
        "steps",
    ]
    assert values["raw_on"] == values["due_on"] == "2026-12-28"
    assert values["target_on"] == "2026-12-24"
    assert values["steps"] and all(isinstance(step, str) for step in values["steps"])


def test_the_day_to_aim_for_is_shown_only_where_it_differs():
    assert "Aim for: Thursday 24 December 2026" in printed("due", "review_outcome", "2026-11-30")
    assert "Aim for" not in printed("due", "review_outcome", "2026-12-07")


def test_the_other_counting_can_be_seen():
    assert "Tuesday 5 January 2027" in printed("due", "review_request", "2026-12-10", "--counting", "working")


def test_the_list_names_each_duty_and_what_its_date_means():
    listed = printed("due", "--list")
    for name in NAMED:
        assert name in DUTIES
    for name, duty in DUTIES.items():
        assert any(line.split("  ")[0] == name and duty.date_means in line for line in listed.splitlines())
    values = json.loads(printed("due", "--list", "--json"))
    assert {one["duty"] for one in values} == set(DUTIES)


def test_a_surplus_is_explained_without_a_database():
    run = at_a_terminal("surplus", "--annual", "7,800", "--weeks", "52", "--closing", "£900.01")
    assert run.returncode == 0, run.stderr
    assert "£150.00 a week" in run.stdout and "over by £0.01" in run.stdout


def test_a_surplus_as_json_has_exactly_its_keys():
    values = json.loads(
        printed(
            "surplus",
            "--annual=7800",
            "--weeks=52",
            "--closing=1350",
            "--advance=10.50",
            "--liability=310",
            "--liability=220",
            "--json",
        )  # fmt: skip
    )
    assert values == {
        "weekly_rate": "150.00",
        "threshold": "900.00",
        "gross": "1350.00",
        "deductions": "540.50",
        "adjusted": "809.50",
        "over": False,
        "over_by": "0.00",
    }


def test_an_overspent_account_may_be_typed_with_its_sign():
    values = json.loads(printed("surplus", "--annual=7800", "--weeks=52", "--closing", "-40", "--json"))
    assert (values["gross"], values["over"]) == ("-40.00", False)


def test_a_closing_account_keeps_nothing():
    values = json.loads(
        printed("surplus", "--annual=7800", "--weeks=52", "--closing=20", "--closing-account", "--json")
    )
    assert (values["threshold"], values["over"], values["over_by"]) == ("0.00", True, "20.00")


MISTAKES = [
    ("due",),
    ("due", "review_request"),
    ("due", "reveiw_request", "2026-12-10"),
    ("due", "review_request", "10/12/2026"),
    ("due", "review_request", "20261210"),
    ("due", "review_request", "2026-02-30"),
    ("due", "review_request", "0000-01-01"),
    ("due", "review_request", "2011-12-31"),
    ("due", "review_request", "2101-01-01"),
    ("due", "review_request", "9999-12-31"),
    ("due", "review_request", "2026-12-10", "--counting", "lunar"),
    ("due", "subject_access", "2026-12-10", "--counting", "working"),
    ("due", "review_request", "2026-12-10", "again"),
    ("due", "--bogus"),
    ("surplus",),
    ("surplus", "--annual=7800", "--weeks=52"),
    ("surplus", "--annual=-1", "--weeks=52", "--closing=1"),
    ("surplus", "--annual=0", "--weeks=52", "--closing=1"),
    ("surplus", "--annual=NaN", "--weeks=52", "--closing=1"),
    ("surplus", "--annual=1e5", "--weeks=52", "--closing=1"),
    ("surplus", "--annual=999999999999", "--weeks=52", "--closing=1"),
    ("surplus", "--annual=7800", "--weeks=0", "--closing=1"),
    ("surplus", "--annual=7800", "--weeks=54", "--closing=1"),
    ("surplus", "--annual=7800", "--weeks=38.5", "--closing=1"),
    ("surplus", "--annual=7800", "--weeks=52", "--closing=1.001"),
    ("surplus", "--annual=7800", "--weeks=52", "--closing=1", "--advance=-1"),
    ("surplus", "--annual=7800", "--weeks=52", "--closing=1", "--liability=lots"),
    ("surplus", "--annual=7800", "--weeks=52", "--closing=1", "--liability"),
]


@pytest.mark.parametrize("args", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_clear_line_and_exit_2(args):
    with pytest.raises(CommandError) as error:
        printed(*args)
    assert error.value.returncode == 2
    assert str(error.value).strip() and "\n" not in str(error.value)


@pytest.mark.parametrize(
    "args",
    [
        ("due", "reveiw_request", "2026-12-10"),
        ("due", "--bogus"),
        ("surplus", "--annual=7800"),
        ("surplus", "--annual=1e5", "--weeks=52", "--closing=1"),
    ],
    ids=" ".join,
)
def test_a_mistake_at_a_terminal_prints_one_line_and_nothing_else(args):
    run = at_a_terminal(*args)
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.splitlines()) == 1 and run.stderr.startswith(f"{args[0]}: ")


def test_a_wrong_council_file_is_one_line_too(tmp_path):
    (tmp_path / "council.toml").write_text("[council]\ncolour = 'blue'\n")
    run = at_a_terminal("due", "review_request", "2026-12-10", COUNCIL_POLICY=str(tmp_path / "council.toml"))
    assert run.returncode == 2
    assert "council.colour: expected a colour such as #1d70b8" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_documents_are_written_once_and_then_fresh(tmp_path):
    with pytest.raises(CommandError, match="docs/reference/law.md") as error:
        call_command("make_docs", "--check", root=tmp_path)
    assert error.value.returncode == 1
    assert "wrote docs/reference/numbers.md" in printed_into(tmp_path)
    assert printed_into(tmp_path) == ""
    call_command("make_docs", "--check", root=tmp_path)


def test_a_document_that_was_changed_by_hand_is_stale(tmp_path):
    reference.write(tmp_path)
    (tmp_path / "docs/reference/numbers.md").write_text("mine")
    assert reference.stale(tmp_path) == ["docs/reference/numbers.md"]


def printed_into(root):
    """Give what the maker of documents prints for a folder."""
    out = StringIO()
    call_command("make_docs", root=root, stdout=out)
    return out.getvalue()


def test_a_wrong_council_file_stops_the_start_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "council.toml").write_text("[[numbers.ehc_20w]]\nvalue = 150\n")
    monkeypatch.setenv("COUNCIL_POLICY", str(tmp_path / "council.toml"))
    expected = r"numbers\.ehc_20w\[1\]\.value: expected a whole number of days from 1 to 140"
    with pytest.raises(ImproperlyConfigured, match=expected):
        environment.demand()
    (error,) = [one for one in run_checks() if one.id == "portal.E003"]
    assert "numbers.ehc_20w[1].value" in error.msg


def test_without_a_council_file_nothing_stops_the_start():
    assert environment.wrong_policy() == ""
