"""Reference pages made from the code itself: which rule is where, and every number with its authority."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policy.deadlines import DUTIES
from policy.explain import OWED_BY
from policy.numbers import EVIDENCE, NUMBERS_FILE, Setting, read_numbers
from policy.plain import list_words, long_date

MADE = "This page is made from the code by `make docs`; `make check` fails when it is stale.\n"
RULE = re.compile(r"\b([RT]\d+[A-Z]?(?:\.\d+)?)(?:-([RT]?\d+[A-Z]?(?:\.\d+)?))?(?![\w.]*\w)")
PROVISION = re.compile(
    r"\b(?P<act>SEND Regulations|Children and Families Act|Education Act|Freedom of Information Act|UK GDPR)?"
    r"(?: \d{4},)? ?\b(?P<kind>regs?|s\.|art) ?(?P<number>\d+[A-Z]?)"
)
OURS = {"reg": "Personal Budgets Regulations", "s.": "Children and Families Act", "art": "UK GDPR"}
LEFT_OUT = ("migrations", "tests", "__pycache__")
Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """A place in the code that carries out a rule, with what it says of itself."""

    rule: str
    name: str
    says: str


def law_page(root: Path, floors: Iterable[str]) -> str:
    """Write which rule of the law is where, from the docstrings and rule ids of every floor that exists.

    Edge: a range such as R5.1-R5.6 names each rule in it; error: SyntaxError for a module that is not Python.
    """
    places = {place for floor in floors for place in _places(root, floor)}
    lines = ["# Which rule of the law is where", "", MADE]
    group = ""
    for place in sorted(places, key=lambda one: (*_order(one.rule), one.name)):
        if place.rule.partition(".")[0] != group:
            group = place.rule.partition(".")[0]
            lines += ["", f"## {group}", "", "| Rule | Where | What it does |", "|---|---|---|"]
        lines.append(_row(place.rule, f"`{place.name}`", place.says))
    lines += ["", "## By provision", "", "| Provision | Where | What it does |", "|---|---|---|"]
    named = {(one, place.name, place.says) for place in places for one in provisions_in(place.says)}
    lines += [_row(one, f"`{name}`", says) for one, name, says in sorted(named, key=_natural)]
    return "\n".join(lines) + "\n"


def numbers_page() -> str:
    """Write every number we ship with, its unit, its authority and its evidence, and every duty it serves.

    Edge: a council's own file is left out, so that the page is the same wherever it is made.
    """
    lines = ["# Every number, and who says so", "", MADE]
    lines += [
        "A council changes a number in its own file (`docs/examples/council.toml`), never in the code.",
        "",
    ]
    lines += ["## What the evidence means", ""] + [f"- **{tag}**: {words}" for tag, words in EVIDENCE.items()]
    lines += ["", "## Numbers", ""]
    lines += [_row("Key", "What it is", "Number", "Rounded", "Rule", "Authority", "Evidence", "From")]
    lines += [_row(*["---"] * 8)]
    versions = read_numbers(NUMBERS_FILE)
    lines += [_number(setting) for key in versions for setting in versions[key]]
    lines += ["", "## Duties", "", "Each is reckoned by `manage.py due DUTY DATE`.", ""]
    lines += [_row("Duty", "What it is", "DATE means", "Owed by", "Number", "Rule"), _row(*["---"] * 6)]
    for duty in sorted(DUTIES.values(), key=lambda one: one.name):
        owed = OWED_BY[duty.owed_by]
        name, number = f"`{duty.name}`", f"`{duty.number}`"
        lines.append(_row(name, duty.title, duty.date_means, owed, number, duty.rule))
    return "\n".join(lines) + "\n"


def _number(setting: Setting) -> str:
    bounds = [f"at least {setting.at_least}"] if setting.at_least else []
    bounds += [f"at most {setting.at_most}"] if setting.at_most else []
    shown = setting.shown + (f" (by law {list_words(bounds)})" if bounds else "")
    since = long_date(setting.since)
    rounding = "" if setting.rounding == "none" else setting.rounding
    return _row(
        f"`{setting.key}`",
        setting.title,
        shown,
        rounding,
        setting.rule,
        setting.authority,
        setting.evidence,
        since,
    )


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _places(root: Path, floor: str) -> Iterator[Place]:
    for path in sorted((root / floor).rglob("*.py")):
        if set(LEFT_OUT) & set(path.relative_to(root).parts):
            continue
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        yield from _in_scope(tree, module, _first_line(tree))


def _in_scope(scope: ast.Module | Definition, name: str, says: str) -> Iterator[Place]:
    """Find the rules of a module, class or function, and those of the definitions inside it."""
    for rule in rules_in(ast.get_docstring(scope) or ""):
        yield Place(rule, name, says)
    waiting: list[ast.AST] = [*getattr(scope, "decorator_list", []), *scope.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Definition):
            yield from _in_scope(node, f"{name}.{node.name}", _first_line(node) or says)
            continue
        # A rule id by itself is one that a guard or a refusal names; longer texts only mention rules.
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE.fullmatch(node.value):
            for rule in rules_in(node.value):
                yield Place(rule, name, says)
        waiting += ast.iter_child_nodes(node)


def rules_in(text: str) -> list[str]:
    """Find the rule ids in a text, a range such as R5.1-R5.6 as each of its rules."""
    found = []
    for first, last in RULE.findall(text):
        head, _, number = first.rpartition(".")
        end = last.rpartition(".")[2].lstrip("RT")
        if number.isdigit() and end.isdigit() and head and int(number) <= int(end):
            found += [f"{head}.{one}" for one in range(int(number), int(end) + 1)]
        else:
            found += [one for one in (first, last) if one]
    return found


def provisions_in(text: str) -> list[str]:
    """Find the provisions a text names, such as "SEND Regulations reg 13"; a bare reg is of our own."""
    found = []
    for match in PROVISION.finditer(text):
        kind = match["kind"].removesuffix("s") if match["kind"] == "regs" else match["kind"]
        act = match["act"] or OURS[kind]
        found.append(f"{act} {kind}{'' if kind == 's.' else ' '}{match['number']}")
    return found


def _natural(row: tuple[str, str, str]) -> tuple[list[str | int], str]:
    parts: list[str | int] = [int(one) if one.isdigit() else one for one in re.split(r"(\d+)", row[0])]
    return parts, row[1]


def _first_line(scope: ast.Module | Definition) -> str:
    return (ast.get_docstring(scope) or "").partition("\n")[0]


def _order(rule: str) -> tuple[str, int, str, int]:
    kind, number, letter, part = re.findall(r"([RT])(\d+)([A-Z]?)\.?(\d*)", rule)[0]
    return kind, int(number), letter, int(part or 0)
