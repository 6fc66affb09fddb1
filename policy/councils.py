"""The council that runs the service: its name, its contacts, its closure days and who gives advice."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
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
    ours, theirs = Table(OUR_COUNCIL_FILE, "", read(OUR_COUNCIL_FILE)), read_council_file(path)
    own = theirs.inside("council", theirs.content.get("council", {}))
    table = Table(theirs.path if path else ours.path, "council", {**ours.content["council"], **own.content})
    advice = tuple(_organisation(one) for one in (theirs.tables("advice") or ours.tables("advice")))
    versions = [(date.min, _council(table, advice, is_default=not path))]
    for change in own.tables("changes"):
        since = change.day("since")
        if since <= versions[-1][0]:
            raise change.wrong("since", "a later date than the change before it", since)
        table = _changed(table, change)
        versions.append((since, _council(table, advice, is_default=False)))
    return tuple(versions)


def _changed(table: Table, change: Table) -> Table:
    """Give the council's table with a dated change in it; error: PolicyError for a change of days."""
    for key in ("closure_days", "extra_bank_holidays"):
        if key in change.content:
            raise change.wrong(key, "no days here: they are dated already, so list them under [council]")
    changed = {key: value for key, value in change.content.items() if key != "since"}
    kept = {key: value for key, value in table.content.items() if key != "changes"}
    return Table(change.path, change.name, {**kept, **changed})


def _council(table: Table, advice: tuple[Organisation, ...], *, is_default: bool) -> Council:
    """Check a council's table part by part."""
    table.only(*(one.name for one in fields(Council) if one.name not in ("advice", "is_default")), "changes")
    url = "an address that begins with https://"
    return Council(
        name=table.text("name"),
        service_name=table.text("service_name"),
        colour=_matching(table, "colour", COLOUR, "a colour such as #1d70b8"),
        phone=_matching(table, "phone", PHONE, "a telephone number", ""),
        email=_matching(table, "email", EMAIL, "an email address"),
        address=table.lines("address"),
        website=_matching(table, "website", WEBSITE, url),
        privacy_url=_matching(table, "privacy_url", WEBSITE, url, ""),
        policy_name=table.text("policy_name"),
        policy_url=_matching(table, "policy_url", WEBSITE, url, ""),
        ias=_organisation(table.inside("ias", table.content.get("ias"))),
        complaints=_organisation(table.inside("complaints", table.content.get("complaints"))),
        advice=advice,
        closure_days=table.days("closure_days"),
        extra_bank_holidays=table.days("extra_bank_holidays"),
        is_default=is_default,
    )


def _organisation(table: Table) -> Organisation:
    table.only("name", "what", "phone", "email", "website")
    return Organisation(
        name=table.text("name"),
        what=table.text("what", ""),
        phone=_matching(table, "phone", PHONE, "a telephone number", ""),
        email=_matching(table, "email", EMAIL, "an email address", ""),
        website=_matching(table, "website", WEBSITE, "an address that begins with https://", ""),
    )


def _matching(
    table: Table, key: str, pattern: re.Pattern[str], expected: str, default: str | None = None
) -> str:
    value = table.text(key, default)
    if value != default and not pattern.fullmatch(value):
        raise table.wrong(key, expected, value)
    return value
