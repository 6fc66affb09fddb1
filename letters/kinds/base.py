"""What every kind of letter has: contents that cannot be left out, and the way they are stored and read again."""

import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import ClassVar, Union, get_args, get_origin

from policy import Refused

KINDS: dict[str, type["Kind"]] = {}
FAMILY, STAFF, SIGN_IN = "family", "staff", "sign-in"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A part of a letter that is said of several things, such as of each decision on what was asked for.

    Its fields are mandatory like a letter's own, except those in `optional_fields`.
    """

    source: ClassVar[str]
    optional_fields: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self):
        _check(self, re.split("[,:]", type(self).__doc__)[0])


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of letter: what it is called, what its e-mail says, and, as fields, what it must contain.

    `title`, `email_subject` and `email_words` are read by anyone who opens the mailbox: they name nobody.
    A field in `optional_fields` has a default that says nothing, and may be left at it.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    email_subject: ClassVar[str]
    email_words: ClassVar[str]
    source: ClassVar[str]
    version: ClassVar[str] = "1"
    audience: ClassVar[str] = FAMILY
    legal_notice: ClassVar[bool] = False
    duty: ClassVar[str | None] = None
    secret_fields: ClassVar[tuple[str, ...]] = ()
    optional_fields: ClassVar[tuple[str, ...]] = ()
    # A template reads the class; Django would call it first.
    do_not_call_in_templates: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if KINDS.setdefault(cls.code, cls) is not cls:
            raise TypeError(f"There are two kinds of letter called {cls.code}")

    def __post_init__(self):
        _check(self, f"A letter called “{self.title}”")

    @classmethod
    def is_secret(cls):
        """Tell whether some of its words are never kept once it has been sent."""
        return bool(cls.secret_fields)

    def parts(self):
        """Give what may be stored of its contents, as plain JSON."""
        return {name: value for name, value in self._plain() if name not in self.secret_fields}

    def secrets(self):
        """Give the contents that are sealed until it has been sent."""
        return {name: value for name, value in self._plain() if name in self.secret_fields}

    def _plain(self):
        return [(each.name, _as_plain(getattr(self, each.name))) for each in fields(self)]

    @classmethod
    def contents(cls, parts):
        """Give stored contents as a template reads them: dates as dates, and a missing secret as None."""
        return _fields_read(cls, parts) | {"kind": cls}


def _check(given, called):
    """Refuse contents that leave something out, naming it."""
    for each in fields(given):
        value = getattr(given, each.name)
        if each.name in given.optional_fields and not value:
            continue
        if _is_missing(value):
            words = each.name.replace("_", " ")
            raise Refused(given.source, f"{called} must say: {words}.")


def _is_missing(value):
    if isinstance(value, str):
        if "\x00" in value:
            raise Refused("letters", "The words hold a character that cannot be stored.")
        return not value.strip()
    if isinstance(value, Line):
        return False
    if is_dataclass(value):
        return _is_missing(value.name)
    if isinstance(value, tuple):
        return not value or any(map(_is_missing, value))
    # An empty list would pass for contents, and a number that is not whole has no words of its own.
    if value is not None and not isinstance(value, int | date):
        raise TypeError(
            f"a letter holds words, whole numbers, dates, lines and tuples of these, not {value!r}"
        )
    return value is None


def _as_plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {each.name: _as_plain(getattr(value, each.name)) for each in fields(value)}
    return [_as_plain(one) for one in value] if isinstance(value, tuple) else value


def _fields_read(of_type, plain):
    return {each.name: _as_read(each.type, plain.get(each.name)) for each in fields(of_type)}


def _as_read(of_type, value):
    """Give a stored value as the type that was declared for it, so that a date within a pair is a date again."""
    if value is None:
        return None
    if get_origin(of_type) in (Union, UnionType):
        return _as_read(next(one for one in get_args(of_type) if one is not type(None)), value)
    if get_origin(of_type) is tuple:
        inside = get_args(of_type)
        each = inside[:1] * len(value) if inside[-1] is Ellipsis else inside
        return tuple(map(_as_read, each, value))
    if is_dataclass(of_type):
        return _fields_read(of_type, value)
    return date.fromisoformat(value) if of_type is date else value
