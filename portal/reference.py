"""Documents made from the code, each by a function that gives its text."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from ehcp.roster.page import roster_page
from policy.reference import law_page, numbers_page
from portal.reference_pages import letters_page, states_page

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


ROLE_TABLE = Path("tests/architecture/role_urls.txt")
ANSWERS = {"ok": "yes", "go": "sent on", "in": "sign in", "post": "by a form", "-": ""}


def _permissions() -> str:
    """Write who reaches which address, from the table the tests hold the service to."""
    lines = (Path(settings.BASE_DIR) / ROLE_TABLE).read_text(encoding="utf-8").splitlines()
    notes = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    head, *rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    table = ["| " + " | ".join(["Address", *head[1:]]) + " |", "|---" * len(head) + "|"]
    for name, *answers in rows:
        table.append(f"| `{name}` | " + " | ".join(ANSWERS[answer] for answer in answers) + " |")
    words = "An empty field means that the address is answered as if it did not exist."
    return "\n".join(["# Who reaches which address", "", *notes[2:], "", words, "", *table, ""])


# A new document is one line here: where it lies, and the function that gives its text.
DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/reference/law.md": _law,
    "docs/reference/numbers.md": numbers_page,
    "docs/reference/permissions.md": _permissions,
    "docs/reference/roster.md": roster_page,
    "docs/reference/letters.md": letters_page,
    "docs/reference/states.md": states_page,
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
