"""The project's own modules and what each imports, read from the source."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the ground up; govuk and policy side by side at the bottom (house plan).
FLOORS = (
    *("policy", "govuk", "audit", "people", "documents", "letters", "clocks"),
    *("ehcp", "budgets", "decisions", "payments", "portal"),
)
APPS = tuple(floor for floor in FLOORS if floor != "policy")


@cache
def sources():
    """Give every module of the floors, by its dotted name, as (path, tree); migrations apart."""
    found = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts).removesuffix(".__init__")
                found[name] = (path, ast.parse(path.read_text()))
    return found


def imports(name):
    """Give the dotted names a module imports from the project, wherever in the file, with their lines."""
    path, tree = sources()[name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [base])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if whole in sources() else base), node.lineno


def own_imports(name):
    """Give the modules of the same floor a module imports."""
    floor = name.partition(".")[0]
    return {other for other, _ in imports(name) if other.partition(".")[0] == floor and other in sources()}
