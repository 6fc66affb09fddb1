"""Readers of one cell: each gives a value, or raises ValueError saying what is wrong and what was expected."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ehcp.roster.problems import shown

FIRST_YEAR, LAST_YEAR = 1980, 2100
HOURS_IN_A_WEEK = 168
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
# The letter and figures of a unique pupil number; the letters I, O and S are never used in one.
UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


def text(longest, *, lines=False):
    """Make a reader of text of at most so many characters; formulas stay the text they are."""

    def read(cell):
        if len(cell) > longest:
            raise ValueError(f"has {len(cell):,} characters, and at most {longest:,} fit")
        if cell.isascii() and cell.isprintable():
            return cell
        bad = CONTROL.search(cell)
        if bad:
            raise ValueError(_why_bad(bad.group()))
        cell = unicodedata.normalize("NFC", cell)
        return (
            "\n".join(" ".join(line.split()) for line in cell.splitlines())
            if lines
            else " ".join(cell.split())
        )

    return read


def _why_bad(sign):
    if sign == "\ufffd":
        return "has the sign \ufffd where a letter was lost: export the file again as “CSV UTF-8”"
    name = "a NUL byte" if sign == "\0" else f"a control character (number {ord(sign)})"
    return f"has {name}, which is not text"


@lru_cache(maxsize=20_000)
def day(cell):
    """Read a date written 2026-09-02 or 02/09/2026."""
    iso, british = ISO.fullmatch(cell), BRITISH.fullmatch(cell)
    if not iso and not british:
        raise ValueError(f"{shown(cell)} is not a date: write it as 2026-09-02 or 02/09/2026")
    year, month, number = iso.groups() if iso else reversed(british.groups())
    try:
        value = date(int(year), int(month), int(number))
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a day of the calendar") from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{shown(cell)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return value


def one_of(choices):
    """Make a reader of one of the values or labels of a list of choices."""
    known = {str(word).casefold(): value for value, label in choices.choices for word in (value, label)}
    expected = ", ".join(choices.values)

    def read(cell):
        value = known.get(cell.casefold())
        if value is None:
            raise ValueError(f"{shown(cell)} is not one of {expected}")
        return value

    return read


def yes_or_no(cell):
    """Read yes or no."""
    word = cell.casefold()
    if word not in YES | NO:
        raise ValueError(f"{shown(cell)} is neither yes nor no")
    return word in YES


def hours(cell):
    """Read hours a week, with at most two places."""
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"{shown(cell)} is not a number of hours, such as 1.5") from None
    if not value.is_finite() or not 0 < value <= HOURS_IN_A_WEEK:
        raise ValueError(f"{shown(cell)} is not between 0 and {HOURS_IN_A_WEEK} hours a week")
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(f"{shown(cell)} has more than two places after the point")
    return value.quantize(Decimal("0.01"))


def email(cell):
    """Read an e-mail address; kept in lower case."""
    address = cell.lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"{shown(cell)} is not an email address") from None
    if len(address) > 254:
        raise ValueError("is longer than an email address can be")
    return address


def postcode(cell):
    """Read a postcode; kept in capitals with its space."""
    found = POSTCODE.fullmatch(" ".join(cell.upper().split()))
    if not found:
        raise ValueError(f"{shown(cell)} is not a postcode")
    return " ".join(found.groups())


def pupil_number(cell):
    """Read a unique pupil number."""
    number = cell.upper()
    if not UPN.fullmatch(number):
        raise ValueError(f"{shown(cell)} is not a unique pupil number: a letter and 12 more signs")
    return number


def address(cell):
    """Read an address: its lines on lines of their own, or with commas between them."""
    lines = text(500, lines=True)(cell)
    parts = lines.splitlines() if "\n" in lines else lines.split(",")
    return "\n".join(part.strip() for part in parts if part.strip())
