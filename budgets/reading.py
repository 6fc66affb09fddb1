"""Reading what was typed into a form that is kept as plain values: whatever is in it, it is read or refused."""

import json
import re
import uuid
from datetime import date
from decimal import Decimal

from django.utils import timezone

from policy import InputError, Refused
from policy.money import read_pounds

RULE = "d1"
MOST_SIGNS = 200_000
DEEPEST = 8
MOST_NUMBER = 2**31
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
UNREADABLE = "Something here cannot be read. Enter it again."


def refuse(words):
    """Refuse what was typed, in words a person can act on."""
    raise Refused(RULE, words)


def check_storable(value, depth=0):
    """Refuse what a database cannot keep as it is: signs that are none, endless nesting, numbers of no size."""
    if depth > DEEPEST:
        refuse(UNREADABLE)
    if isinstance(value, str):
        check_signs(value)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_storable(name if isinstance(name, str) else refuse(UNREADABLE), depth + 1)
            check_storable(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            check_storable(each, depth + 1)
    elif isinstance(value, int):
        if abs(value) > MOST_NUMBER:
            refuse(UNREADABLE)
    elif value is not None:
        refuse(UNREADABLE)
    if depth == 0 and len(json.dumps(value)) > MOST_SIGNS:
        refuse("This is too long to keep. Say it in fewer words.")


def check_signs(words):
    """Refuse words with signs that no text can hold."""
    if "\x00" in words or any("\ud800" <= sign <= "\udfff" for sign in words):
        refuse("The words hold a character that cannot be stored. Enter them again.")


class Answers:
    """A part of the answers, read field by field; `called` names what a field is in a refusal."""

    def __init__(self, given, called):
        if not isinstance(given, dict):
            refuse(f"Fill in {called}.")
        self.given = given

    def text(self, name, called, *, most, required=False):
        """Give words without the blanks around them."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, str):
            refuse(f"Enter {called} in words.")
        value = (value or "").replace("\r\n", "\n").strip()
        check_signs(value)
        if required and not value:
            refuse(f"Enter {called}.")
        if len(value) > most:
            refuse(f"Enter {called} in at most {most:,} characters.")
        return value

    def choice(self, name, called, choices, *, required=True):
        """Give one of the values of a list to choose from."""
        value = self.given.get(name)
        if not required and (value is None or value == ""):
            return ""
        if not isinstance(value, str) or value not in choices.values:
            refuse(f"Choose {called} from the list.")
        return value

    def yes(self, name, called):
        """Give whether a box is ticked; one that is left alone is not."""
        value = self.given.get(name)
        return value if isinstance(value, bool) else refuse(f"Say {called}.") if value is not None else False

    def yes_or_unknown(self, name, called):
        """Give yes, no, or None for not known."""
        value = self.given.get(name)
        return None if value is None or value == "" else self.yes(name, called)

    def day(self, name, called, *, required=False):
        """Give a day up to today."""
        value = self.given.get(name)
        if value is None or value == "":
            return refuse(f"Enter {called}.") if required else None
        try:
            day = (
                date.fromisoformat(value) if isinstance(value, str) else refuse(f"Enter {called} as a date.")
            )
        except ValueError:
            refuse(f"Enter {called} as a date.")
        if not date(1900, 1, 1) <= day <= timezone.localdate():
            refuse(f"Enter {called} as a day that has been.")
        return day

    def number(self, name):
        """Give the number of a record, or None."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < MOST_NUMBER:
            refuse(UNREADABLE)
        return value

    def pounds(self, name, called):
        """Give a sum, nothing when it is left out."""
        value = self.given.get(name)
        if value is None or value == "":
            return Decimal("0.00")
        try:
            return read_pounds(value, called) if isinstance(value, str) else refuse(f"Enter {called}.")
        except InputError:
            refuse(f"Enter {called} in pounds and pence, like 65.00.")

    def units(self, name, called):
        """Give how many in a week, with at most two decimals; nothing when it is left out."""
        value = self.given.get(name)
        if value is None or value == "":
            return Decimal(0)
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(value, str) or not NUMBER.fullmatch(value.strip()):
            refuse(f"Enter {called} as a number, like 1.5.")
        return Decimal(value.strip())

    def weeks(self, name, called):
        """Give a number of weeks of a year."""
        value = self.given.get(name)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value.strip()[:4])
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 53:
            refuse(f"Enter {called} as a number of weeks from 1 to 53.")
        return value

    def key(self, name):
        """Give the key a line is known by."""
        try:
            return uuid.UUID(self.given.get(name))
        except (AttributeError, TypeError, ValueError):
            refuse(UNREADABLE)
