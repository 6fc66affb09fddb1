"""Read a policy file and check it: every complaint is one line naming the key and what was expected."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from policy.errors import PolicyError

FIRST_YEAR = 2005
LAST_YEAR = 2100


def read(path: Path) -> dict[str, Any]:
    """Read a TOML file; error: PolicyError when it is missing, not text or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(f"{path}: expected a policy file that can be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: expected a TOML file ({str(error).splitlines()[0]})") from None


class Table:
    """A checked view of one table of a policy file, which knows its own name for the error line."""

    def __init__(self, path: Path, name: str, content: Any) -> None:
        self.path = path
        self.name = name
        if not isinstance(content, dict):
            raise self.wrong("", "a table", content)
        self.content: dict[str, Any] = content

    def wrong(self, key: str, expected: str, found: Any = None) -> PolicyError:
        """Make the one-line complaint about a key."""
        where = ".".join(part for part in (self.name, key) if part) or "file"
        seen = "" if found is None else f", found {_shown(found)}"
        return PolicyError(f"{self.path}: {where}: expected {expected}{seen}")

    def only(self, *allowed: str) -> None:
        """Refuse a key that is not one of those allowed."""
        for key in self.content:
            if key not in allowed:
                raise self.wrong(key, f"one of {', '.join(sorted(allowed))}, not an unknown key")

    def inside(self, key: str, content: Any) -> "Table":
        """Give a table within this one."""
        return Table(self.path, f"{self.name}.{key}" if self.name else key, content)

    def tables(self, key: str) -> list["Table"]:
        """Give the tables of an array such as [[catalogue]]; none when the key is absent."""
        content = self.content.get(key, [])
        if not isinstance(content, list):
            raise self.wrong(key, f"one or more [[{key}]] tables", content)
        return [self.inside(f"{key}[{index}]", one) for index, one in enumerate(content, start=1)]

    def text(self, key: str, default: str | None = None) -> str:
        """Give a line of text; without a default it must be there and not empty."""
        value = self._get(key, default, "a line of text")
        if not isinstance(value, str) or "\n" in value or (default is None and not value.strip()):
            raise self.wrong(key, "a line of text", value)
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Give a text that must be one of those allowed."""
        value = self._get(key, default, f"one of {', '.join(allowed)}")
        if not isinstance(value, str) or (value not in allowed and value != default):
            raise self.wrong(key, f"one of {', '.join(allowed)}", value)
        return value

    def yes(self, key: str, default: bool | None = None) -> bool:
        """Give true or false."""
        value = self._get(key, default, "true or false")
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false", value)
        return value

    def day(self, key: str, default: date | None = None) -> date:
        """Give a date, written 2027-03-03 without quotes."""
        return self._day(key, self._get(key, default, "a date such as 2027-03-03"))

    def days(self, key: str) -> frozenset[date]:
        """Give a set of dates; empty when the key is absent; a date twice is an error."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "a list of dates such as [2027-12-29, 2027-12-30]", value)
        found = [self._day(key, one) for one in value]
        for one in found:
            if found.count(one) > 1:
                raise self.wrong(key, "each date once", one)
        return frozenset(found)

    def lines(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Give a list of lines of text."""
        value = self.content.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and "\n" not in one for one in value):
            raise self.wrong(key, 'a list of texts such as ["First line", "Second line"]', value)
        return tuple(value)

    def _get(self, key: str, default: Any, expected: str) -> Any:
        if key not in self.content and default is None:
            raise self.wrong(key, f"{expected}, which is missing")
        return self.content.get(key, default)

    def _day(self, key: str, value: Any) -> date:
        expected = f"a date between {FIRST_YEAR} and {LAST_YEAR} such as 2027-03-03, without quotes"
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, expected, value)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise self.wrong(key, expected, value)
        return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."
