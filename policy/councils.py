"""The council that runs the service: its name, its contacts, its closure days and who gives advice."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from policy.council_file import council_file, read_council_file
from policy.toml import Table, read

OUR_COUNCIL_FILE = Path(__file__).parent / "data" / "council.toml"
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
WEBSITE = re.compile(r"https?://[^\s<>\"]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PHONE = re.compile(r"[0-9 +()]{5,30}")


@dataclass(frozen=True)
class Organisation:
    """A body a family can turn to: what it does and how to reach it (R3.1)."""

    name: str
    what: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class Council:
    """A council as families see it, and the days on which its offices are closed (T7)."""

    name: str
    service_name: str
    colour: str
    phone: str
    email: str
    address: tuple[str, ...]
    website: str
    privacy_url: str
    policy_name: str
    policy_url: str
    ias: Organisation
    complaints: Organisation
    advice: tuple[Organisation, ...]
    closure_days: frozenset[date]
    extra_bank_holidays: frozenset[date]
    is_default: bool


def council(on: date | None = None) -> Council:
    """Give the council as it is on a day (default today), so that a change of name can be dated."""
    day = on or datetime.now(ZoneInfo("Europe/London")).date()
    versions = _versions(council_file())
    return next((one for since, one in reversed(versions) if since <= day), versions[0][1])


@lru_cache(maxsize=8)
def _versions(path: str) -> tuple[tuple[date, Council], ...]:
    ours = Table(OUR_COUNCIL_FILE, "", read(OUR_COUNCIL_FILE))
    theirs = read_council_file(path)
    base = ours.inside("council", ours.content["council"]).content
    own = theirs.inside("council", theirs.content.get("council", {}))
    changes = own.tables("changes")
    # Part by part, so that a council that names its own information service keeps none of our generic words.
    first = own.inside("", {**base, **own.content}) if path else ours.inside("council", base)
    advice = tuple(_organisation(table) for table in (theirs.tables("advice") or ours.tables("advice")))
    versions = [(date.min, replace(_council(_named(first, own)), advice=advice, is_default=not path))]
    content: dict[str, Any] = {key: value for key, value in first.content.items() if key != "changes"}
    for change in changes:
        since = change.day("since")
        if since <= versions[-1][0]:
            raise change.wrong("since", "a later date than the change before it", since)
        changed = {key: value for key, value in change.content.items() if key != "since"}
        if "closure_days" in changed or "extra_bank_holidays" in changed:
            raise change.wrong(
                "closure_days", "no days here: they are dated already, so list them under [council]"
            )
        content = {**content, **changed}
        table = Table(change.path, change.name, content)
        versions.append((since, replace(_council(table), advice=advice, is_default=False)))
    return tuple(versions)


def _named(table: Table, own: Table) -> Table:
    return Table(own.path if own.content else table.path, "council", table.content)


def _council(table: Table) -> Council:
    table.only("name", "service_name", "colour", "phone", "email", "address", "website", "privacy_url",
               "policy_name", "policy_url", "ias", "complaints", "closure_days", "extra_bank_holidays",
               "changes")  # fmt: skip
    return Council(
        name=table.text("name"),
        service_name=table.text("service_name"),
        colour=_matching(table, "colour", COLOUR, "a colour such as #1d70b8"),
        phone=_matching(table, "phone", PHONE, "a telephone number", ""),
        email=_matching(table, "email", EMAIL, "an e-mail address"),
        address=table.lines("address"),
        website=_matching(table, "website", WEBSITE, "an address that begins with https://"),
        privacy_url=_matching(table, "privacy_url", WEBSITE, "an address that begins with https://", ""),
        policy_name=table.text("policy_name"),
        policy_url=_matching(table, "policy_url", WEBSITE, "an address that begins with https://", ""),
        ias=_organisation(table.inside("ias", table.content.get("ias"))),
        complaints=_organisation(table.inside("complaints", table.content.get("complaints"))),
        advice=(),
        closure_days=table.days("closure_days"),
        extra_bank_holidays=table.days("extra_bank_holidays"),
        is_default=False,
    )


def _organisation(table: Table) -> Organisation:
    table.only("name", "what", "phone", "email", "website")
    return Organisation(
        name=table.text("name"),
        what=table.text("what", ""),
        phone=_matching(table, "phone", PHONE, "a telephone number", ""),
        email=_matching(table, "email", EMAIL, "an e-mail address", ""),
        website=_matching(table, "website", WEBSITE, "an address that begins with https://", ""),
    )


def _matching(
    table: Table, key: str, pattern: re.Pattern[str], expected: str, default: str | None = None
) -> str:
    value = table.text(key, default)
    if value != default and not pattern.fullmatch(value):
        raise table.wrong(key, expected, value)
    return value
