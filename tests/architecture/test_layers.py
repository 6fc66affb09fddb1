"""The floors: imports, foreign keys, strings and the files inside an app all point down."""

import ast
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from tests.architecture.modules import APPS, FLOORS, ROOT, imports, own_imports, sources

# Files inside an app: each may use those before it. Files of other names are means of those that use them.
ORDER = (
    {"rules", "states", "kinds", "duties", "roles"},
    {"models"},
    {"actions"},
    {"forms"},
    {"admin", "tasks"},
)
# A rule that asks which children a person may see asks the tables, and so does a duty for what it writes to
# families; no table asks a rule.
MAY_ASK_TABLES = (".rules", ".duties")


def test_the_contracts_of_the_import_linter_hold():
    program = (
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True) or 0)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", told.stdout)
    assert kept and int(kept[1]) >= 3, told.stdout


def height(label):
    """Give how high a floor lies; policy and govuk are both the ground."""
    return max(FLOORS.index(label), 1)


def test_every_floor_is_known():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"policy", "portal"}
    assert folders == set(FLOORS)


def test_imports_point_down():
    """Say the same as the import linter, in our own words, so that a wrong contract shows too."""
    up = [
        f"{name}:{line} imports {other}"
        for name in sources()
        for other, line in imports(name)
        if other.partition(".")[0] in FLOORS and not name.startswith(("portal.local",))
        if height(other.partition(".")[0]) > height(name.partition(".")[0])
    ]
    assert up == []


def test_foreign_keys_point_down():
    own = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    checked = 0
    for model in own:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is None or target._meta.label == settings.AUTH_USER_MODEL:
                continue
            checked += 1
            assert target._meta.app_label in FLOORS, f"{field} points outside the floors"
            assert height(target._meta.app_label) <= height(model._meta.app_label), f"{field} points up"
    assert checked > 20


def test_the_record_of_acts_has_no_foreign_keys_out_of_it():
    for model in apps.get_app_config("audit").get_models():
        for field in model._meta.local_fields:
            assert field.related_model is None or field.related_model._meta.app_label == "audit"


def strings(name):
    for node in ast.walk(sources()[name][1]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno


def test_no_floor_names_a_floor_above_it_in_a_string():
    """Find `apps.get_model("ehcp.Plan")`, `"ehcp.Plan"` as a key's target and import paths in strings."""
    settings_of_the_project = {"portal.settings"}
    up = []
    for name in sources():
        floor = name.partition(".")[0]
        if floor == "portal":
            continue
        for text, line in strings(name):
            first, dot, rest = text.partition(".")
            names_a_part = first in FLOORS and dot and rest.replace(".", "").replace("_", "").isalnum()
            if names_a_part and height(first) > height(floor) and text not in settings_of_the_project:
                up.append(f"{name}:{line} names {text}")
    assert up == []


def rank(name):
    """Give the place of a file in its app's order, or None for a file of another name."""
    _, _, rest = name.partition(".")
    part = rest.partition(".")[0]
    return next((place for place, names in enumerate(ORDER) if part in names), None)


def reached(name):
    """Give the ordered files of its app a file uses, itself or through files of other names."""
    seen, waiting, found = {name}, [name], set()
    while waiting:
        for other in own_imports(waiting.pop()):
            if other in seen:
                continue
            seen.add(other)
            if rank(other) is None:
                waiting.append(other)
            else:
                found.add(other)
    return found


@pytest.mark.parametrize("app", [app for app in APPS if app not in ("govuk", "portal")])
def test_the_files_of_an_app_use_only_those_below_them(app):
    up = []
    for name in sources():
        if name.partition(".")[0] != app or rank(name) is None:
            continue
        for other in reached(name):
            asks_tables = name.endswith(MAY_ASK_TABLES) and rank(other) == 1
            if rank(other) > rank(name) and not asks_tables:
                up.append(f"{name} uses {other}")
    assert up == []


def test_no_table_asks_a_rule():
    asking = [
        f"{name} uses {other}"
        for name in sources()
        if rank(name) == 1
        for other in reached(name)
        if other.endswith(".rules")
    ]
    assert asking == []


def test_there_is_no_room_for_odds_and_ends():
    forbidden = {"core", "common", "utils", "util", "helpers", "misc", "lib"}
    names = {part for name in sources() for part in name.split(".")} | {path.name for path in ROOT.iterdir()}
    assert names & forbidden == set()


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named_by_hand():
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
    assert len(names) >= 10
    assert [name for name in names if "auto_" in name or name.endswith("_and_more")] == []


@pytest.mark.django_db
def test_migrations_run_while_the_old_code_serves(capsys):
    """Lint every migration but the first of each app: nothing was serving before those."""
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(
        str(ROOT),
        include_apps=list(APPS),
        exclude_migration_tests=["RUNPYTHON_REVERSIBLE", "RUNPYTHON_ARGS_NAMING_CONVENTION"],
        no_cache=True,
    )
    linter.lint_all_migrations()
    assert linter.nb_total >= 10
    assert not linter.has_errors, capsys.readouterr().out
