"""What a personal budget could pay for, in all three streams, as dated advice (R4A.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from policy.bars import Bar
from policy.council_file import council_file, read_council_file
from policy.errors import InputError
from policy.numbers import EVIDENCE
from policy.payment_tests import Stream
from policy.toml import Table, read

CATALOGUE_FILE = Path(__file__).parent / "data" / "catalogue.toml"
ANSWERS = ("yes", "no", "conditional")
COUNCIL_KEYS = (
    "key",
    "stream",
    "title",
    "in_budget",
    "as_direct_payment",
    "condition",
    "examples",
    "non_plan",
    "authority",
    "since",
    "until",
)
SCOPE_NOTE = (
    "How much can be in a budget depends on the school or college you prefer: a special school may already "
    "include what a mainstream school would have to buy in."
)
MERITS_NOTE = (
    "This is a guide. Every request is considered on its own merits, also where the answer here is no."
)


@dataclass(frozen=True)
class CatalogueLine:
    """A kind of provision, and whether it may be in a budget and paid as a direct payment (R4A.4)."""

    key: str
    stream: Stream
    title: str
    in_budget: str
    as_direct_payment: str
    condition: str
    examples: tuple[str, ...]
    non_plan: bool
    is_law: bool
    rule: str
    authority: str
    evidence: str
    since: date
    until: date | None

    def is_in_force(self, on: date) -> bool:
        """Tell whether the line applies on a day; edge: its first and its last day are inside."""
        return self.since <= on and (self.until is None or on <= self.until)


def catalogue(on: date, stream: Stream | None = None) -> tuple[CatalogueLine, ...]:
    """List what applies on a day, of one stream or of all, in the order of the file (R4A.4).

    Edge: where the council has its own version of a line in force, ours is left out.
    """
    lines = {line.key: line for line in _lines("") if line.is_in_force(on)}
    lines |= {line.key: line for line in _lines(council_file()) if line.is_in_force(on)}
    return tuple(line for line in lines.values() if stream in (None, line.stream))


def catalogue_line(key: str, on: date) -> CatalogueLine:
    """Give one line as it applies on a day; error: InputError when there is none."""
    for line in catalogue(on):
        if line.key == key:
            return line
    raise InputError(f"there is no catalogue line called {key!r} on {on.isoformat()}")


def bars_to_direct_payment(key: str, on: date) -> tuple[Bar, ...]:
    """List why the law forbids a direct payment for a line: only a place at a school or college (R4A.3).

    Edge: a "no" of the council's own policy is advice, never a bar (R4A.4).
    Error: InputError for an unknown line.
    """
    line = catalogue_line(key, on)
    return (Bar(line.rule, f"{line.title} cannot be paid for with a direct payment."),) if line.is_law else ()


@lru_cache(maxsize=8)
def _lines(path: str) -> tuple[CatalogueLine, ...]:
    file = read_council_file(path) if path else Table(CATALOGUE_FILE, "", read(CATALOGUE_FILE))
    lines = tuple(_line(table, bool(path)) for table in file.tables("catalogue"))
    _apart(file, lines)
    return lines


def _line(table: Table, is_council: bool) -> CatalogueLine:
    # A council advises; it cannot add to what the law itself forbids, nor take from it.
    table.only(*COUNCIL_KEYS, *(() if is_council else ("law", "rule", "evidence")))
    in_budget, as_direct_payment = (table.one_of(key, ANSWERS) for key in ("in_budget", "as_direct_payment"))
    condition = table.text("condition", "")
    if "conditional" in (in_budget, as_direct_payment) and not condition:
        raise table.wrong("condition", "the condition in words, because an answer is conditional")
    key = table.text("key")
    if is_council and key in {line.key for line in _lines("") if line.is_law}:
        raise table.wrong("key", "a line that the law leaves to the council", key)
    return CatalogueLine(
        key=key,
        stream=Stream(table.one_of("stream", tuple(stream.value for stream in Stream))),
        title=table.text("title"),
        in_budget=in_budget,
        as_direct_payment=as_direct_payment,
        condition=condition,
        examples=table.lines("examples"),
        non_plan=table.yes("non_plan", False),
        is_law=table.yes("law", False),
        rule=table.text("rule", "R4A.4"),
        authority=table.text("authority"),
        evidence=table.one_of("evidence", tuple(EVIDENCE), "POL"),
        since=table.day("since"),
        until=_until(table),
    )


def _until(table: Table) -> date | None:
    """Give the last day of a line, or None; error: PolicyError when it ends before it begins."""
    if "until" not in table.content:
        return None
    until = table.day("until")
    if until < table.day("since"):
        raise table.wrong("until", "a day on or after since", until)
    return until


def _apart(file: Table, lines: Iterable[CatalogueLine]) -> None:
    """Refuse two versions of a line that overlap in time; error: PolicyError naming the line."""
    last: dict[str, CatalogueLine] = {}
    for line in sorted(lines, key=lambda one: one.since):
        before = last.get(line.key)
        if before and (before.until is None or before.until >= line.since):
            expected = f"versions of {line.key} that do not overlap: end the earlier one with until"
            raise file.wrong("catalogue", expected, line.since)
        last[line.key] = line
