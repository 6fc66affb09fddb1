"""Documents made from the code, each by a function that gives its text."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from policy.reference import law_page, numbers_page

FLOORS = (
    "policy",
    "govuk",
    "audit",
    "people",
    "documents",
    "letters",
    "clocks",
    "ehcp",
    "budgets",
    "decisions",
    "payments",
    "reports",
    "portal",
)


def _law() -> str:
    """Write which rule of the law is where, over every floor."""
    return law_page(Path(settings.BASE_DIR), FLOORS)


# A new document is one line here: where it lies, and the function that gives its text.
DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/reference/law.md": _law,
    "docs/reference/numbers.md": numbers_page,
}


def stale(root: Path) -> list[str]:
    """Name the documents that are missing or differ from what the code says."""
    return [name for name, make in DOCUMENTS.items() if not _is_fresh(root / name, make())]


def write(root: Path) -> list[str]:
    """Write the documents that are stale, and name them."""
    written = stale(root)
    for name in written:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(DOCUMENTS[name](), encoding="utf-8")
    return written


def _is_fresh(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
