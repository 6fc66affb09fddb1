"""Every number of the law and of the policy, dated: `in_force(on)` gives those that apply on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from policy.council_file import council_file, read_council_file
from policy.councils import Council, council
from policy.errors import InputError
from policy.toml import Table, read

NUMBERS_FILE = Path(__file__).parent / "data" / "numbers.toml"
UNITS = ("days", "weeks", "months", "years", "count", "days from due", "yes or no", "weekday", "choice")
COUNTINGS = ("calendar", "working", "UK working")
ROUNDINGS = (
    "none",
    "family forward",
    "council back",
    "month end, then next working day",
    "threshold up to the penny",
)
EVIDENCE = {
    "V": "the statutory or official words were read",
    "V-note": "only the official explanatory note was read",
    "S": "confirmed by a secondary source",
    "P": "from the 2012 pilot Order, which the 2014 Regulations hardly change",
    "K": "from knowledge of the made text; check before relying on it",
    "POL": "the published policy says so; the law is silent",
    "PRAC": "another council's practice",
    "DESIGN": "a product choice; every source is silent",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MOST = {"days": 3660, "weeks": 520, "months": 1200, "years": 100, "count": 1_000_000}
LONGEST_LADDER = 400

Value = int | bool | str | tuple[int, ...]


@dataclass(frozen=True)
class Setting:
    """A number or choice with its unit, how it is counted and rounded, and who says so."""

    key: str
    title: str
    value: Value
    unit: str
    counting: str
    rounding: str
    rule: str
    authority: str
    evidence: str
    since: date
    set_by: str = "default"
    at_least: int | None = None
    at_most: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        """Give the value as a whole number, in the setting's unit; error: InputError when it is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise InputError(f"{self.key} is not one whole number")
        return self.value

    @property
    def amounts(self) -> tuple[int, ...]:
        """Give the value as whole numbers, in the setting's unit; error: InputError when it is none."""
        return self.value if isinstance(self.value, tuple) else (self.amount,)

    @property
    def is_on(self) -> bool:
        """Give the value as yes or no; error: InputError when it is neither."""
        if not isinstance(self.value, bool):
            raise InputError(f"{self.key} is not yes or no")
        return self.value

    @property
    def word(self) -> str:
        """Give the value as a word; error: InputError when it is none."""
        if not isinstance(self.value, str):
            raise InputError(f"{self.key} is not a word")
        return self.value

    @property
    def shown(self) -> str:
        """Give the value with its unit in plain words, such as "15 calendar days"."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, str):
            return self.value
        if self.unit == "days from due":
            return ", ".join(f"{day:+d}" for day in self.amounts) + " days from the day it is due"
        unit = " ".join(part for part in (self.counting, self.unit) if part and part != "count")
        if self.amounts == (1,) and unit.endswith("s"):
            unit = unit[:-1]
        return f"{', '.join(str(one) for one in self.amounts)} {unit}".strip()


@dataclass(frozen=True)
class Policy:
    """An edition of the numbers: those in force from one day until the next change, under one version."""

    since: date
    version: str
    by_key: Mapping[str, Setting] = field(repr=False, hash=False)

    def __getitem__(self, key: str) -> Setting:
        try:
            return self.by_key[key]
        except KeyError:
            raise InputError(f"there is no setting called {key!r}") from None

    def __iter__(self) -> Iterator[Setting]:
        return iter(self.by_key.values())


def in_force(on: date) -> Policy:
    """Give the numbers in force on a day; edge: a day before the first edition is given the first."""
    editions = _editions(council_file())
    return next((edition for edition in reversed(editions) if edition.since <= on), editions[0])


def number(key: str, *, on: date) -> Setting:
    """Give one setting as it stands on a day; error: InputError when no setting has that key."""
    return in_force(on)[key]


def settings(on: date) -> list[Setting]:
    """List every setting as it stands on a day, in the order of the data file."""
    return list(in_force(on))


def every_version() -> dict[str, list[Setting]]:
    """Give every dated version of every setting, the council's after ours, oldest first."""
    return {key: [*ours, *_council_versions(council_file()).get(key, [])] for key, ours in _ours().items()}


@lru_cache(maxsize=8)
def _editions(path: str) -> tuple[Policy, ...]:
    ours, theirs = _ours(), _council_versions(path)
    starts = sorted({one.since for versions in (*ours.values(), *theirs.values()) for one in versions})
    return tuple(_edition(start, ours, theirs, council(start)) for start in starts)


def _edition(
    start: date, ours: dict[str, list[Setting]], theirs: dict[str, list[Setting]], body: Council
) -> Policy:
    chosen = {}
    for key, versions in ours.items():
        # A council's own number, once begun, stands whatever later becomes our default.
        begun = [one for one in versions if one.since <= start] or versions[:1]
        begun += [one for one in theirs.get(key, []) if one.since <= start]
        chosen[key] = begun[-1]
    # The closed days move dates as the numbers do, so they are part of what the version vouches for.
    days = sorted(body.closure_days | body.extra_bank_holidays)
    digest = sha256(repr((sorted(chosen.items()), days)).encode()).hexdigest()[:8]
    return Policy(since=start, version=f"{start.isoformat()}.{digest}", by_key=MappingProxyType(chosen))


@lru_cache(maxsize=1)
def _ours() -> dict[str, list[Setting]]:
    return read_numbers(NUMBERS_FILE)


def read_numbers(path: Path) -> dict[str, list[Setting]]:
    """Read our own numbers file, every version of every key; error: PolicyError."""
    file = Table(path, "", read(path))
    versions = {}
    for key in file.content:
        found = [_setting(key, table) for table in file.tables(key)]
        _in_order(file, key, found)
        versions[key] = found
    return versions


def _setting(key: str, table: Table) -> Setting:
    table.only("title", "value", "unit", "counting", "rounding", "rule", "authority", "evidence", "since",
               "at_least", "at_most", "choices")  # fmt: skip
    unit = table.one_of("unit", UNITS)
    at_least, at_most = (_bound(table, name) for name in ("at_least", "at_most"))
    choices = WEEKDAYS if unit == "weekday" else table.lines("choices")
    counted = unit in ("days", "days from due")
    return Setting(
        key=key,
        title=table.text("title"),
        value=_value(table, unit, choices, at_least, at_most),
        unit=unit,
        counting=table.one_of("counting", COUNTINGS) if counted else table.one_of("counting", (), ""),
        rounding=table.one_of("rounding", ROUNDINGS, "none"),
        rule=table.text("rule"),
        authority=table.text("authority"),
        evidence=table.one_of("evidence", tuple(EVIDENCE)),
        since=table.day("since"),
        at_least=at_least,
        at_most=at_most,
        choices=choices,
    )


def _bound(table: Table, key: str) -> int | None:
    value = table.content.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise table.wrong(key, "a whole number", value)


def _value(
    table: Table, unit: str, choices: tuple[str, ...], at_least: int | None, at_most: int | None
) -> Value:
    value = table.content.get("value")
    if value is None:
        raise table.wrong("value", "a value, which is missing")
    if unit == "yes or no":
        return table.yes("value")
    if choices:
        return table.one_of("value", choices)
    if unit == "days from due":
        return _whole_numbers(table, value, -LONGEST_LADDER, LONGEST_LADDER)
    least, most = max(at_least or 0, 0 if unit == "count" else 1), min(at_most or MOST[unit], MOST[unit])
    if isinstance(value, list) and unit == "months":
        return _whole_numbers(table, value, least, most)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        why = " (the law sets this bound)" if at_least or at_most else ""
        raise table.wrong("value", f"a whole number of {unit} from {least} to {most}{why}", value)
    return value


def _whole_numbers(table: Table, value: object, least: int, most: int) -> tuple[int, ...]:
    whole = (
        isinstance(value, list) and value and all(type(one) is int and least <= one <= most for one in value)
    )
    if not isinstance(value, list) or not whole or value != sorted(set(value)):
        raise table.wrong(
            "value", f"whole numbers from {least} to {most}, smallest first, such as [-3, 1]", value
        )
    return tuple(value)


def _in_order(file: Table, key: str, found: list[Setting]) -> None:
    starts = [one.since for one in found]
    if not starts or starts != sorted(set(starts)):
        raise file.wrong(key, "its versions oldest first, each with a later since", None)


@lru_cache(maxsize=8)
def _council_versions(path: str) -> dict[str, list[Setting]]:
    file = read_council_file(path)
    numbers = file.inside("numbers", file.content.get("numbers", {}))
    ours, versions = _ours(), {}
    for key in numbers.content:
        if key not in ours:
            raise numbers.wrong(key, "the key of a setting (docs/reference/numbers.md lists them)", key)
        found = [_override(ours[key][-1], table) for table in numbers.tables(key)]
        _in_order(numbers, key, found)
        versions[key] = found
    return versions


def _override(ours: Setting, table: Table) -> Setting:
    table.only("value", "unit", "counting", "authority", "since")
    table.one_of("unit", (ours.unit,), ours.unit)
    if isinstance(ours.value, tuple) != isinstance(table.content.get("value"), list):
        kind = "a list of whole numbers" if isinstance(ours.value, tuple) else "one value, not a list"
        raise table.wrong("value", kind, table.content.get("value"))
    # The law fixes how its own days are counted; only the policy's days are the council's to choose.
    fixed = not ours.counting or ours.at_least is not None or ours.at_most is not None
    countings = (ours.counting,) if fixed else ("calendar", "working")
    return Setting(
        key=ours.key,
        title=ours.title,
        value=_value(table, ours.unit, ours.choices, ours.at_least, ours.at_most),
        unit=ours.unit,
        counting=table.one_of("counting", countings, ours.counting),
        rounding=ours.rounding,
        rule=ours.rule,
        authority=table.text("authority"),
        evidence="POL",
        since=table.day("since"),
        set_by="council",
        at_least=ours.at_least,
        at_most=ours.at_most,
        choices=ours.choices,
    )
