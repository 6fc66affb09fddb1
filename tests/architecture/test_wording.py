"""Every kind of event that is recorded has words for the history of a case."""

import re
from pathlib import Path

from portal.wording import EVENTS

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("audit", "people", "documents", "letters", "clocks", "ehcp", "portal")


def recorded_kinds():
    """Give every kind written in a call of record()."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            yield from re.findall(r"\brecord\(\s*\"([a-z_]+\.[a-z_]+)\"", path.read_text())


def test_every_recorded_kind_has_words():
    kinds = set(recorded_kinds())
    assert len(kinds) > 20
    assert kinds - set(EVENTS) == set()
