"""What is typed on a return, made plain values that can be stored, or refused in words (R13.1, R15.1)."""

from datetime import date
from decimal import Decimal

from payments.models import Liability, QuarterlyReturn, SpendLine
from policy import InputError, Refused
from policy.money import check_pounds
from policy.plain import long_date, pounds

# Each sum with its name, and whether it may be below nothing.
SUMS = {
    "opening": ("opening balance", True),
    "other_in": ("other money paid in", False),
    "closing": ("closing balance", True),
    "statement": ("balance on the statement", True),
    "reconciliation": ("difference from the statement", True),
}
NEVER_EMPTY = ("other_in", "reconciliation")
WORDS = ("opening_words", "reconciliation_words", "under_use_words", "help_wanted")
# No return comes near it, and sums of sums below it can always be stored.
LESS_THAN = Decimal("1000000.00")


def answers_of(given):
    """Read the answers of a return: the fields of SUMS and WORDS, `nothing_spent` and `under_use`."""
    read = {}
    for name, value in given.items():
        if name in SUMS:
            called, may_be_negative = SUMS[name]
            value = 0 if value is None and name in NEVER_EMPTY else value
            read[name] = None if value is None else _sum(value, called, negative=may_be_negative)
        elif name in WORDS:
            read[name] = value.replace("\0", "").strip()
        elif name == "nothing_spent":
            read[name] = bool(value)
        elif name == "under_use":
            if value not in QuarterlyReturn.UnderUse.values:
                raise Refused("R15.10", "Choose from the list why money was left.")
            read[name] = value
        else:
            raise TypeError(f"a return has no answer called {name}")
    return read


def spent_on_return(quarterly_return, *, spent_on, payee, amount, provision=None, words=""):
    """Read one thing money was spent on, within the return's days and for support of its agreement (R13.1)."""
    read = {
        "payee": _text(payee, SpendLine, "payee", "who was paid"),
        "words": _text(words, SpendLine, "words", ""),
        "spent_on": _day(spent_on, "Enter the day the money was spent."),
    }
    if not quarterly_return.from_on <= spent_on <= quarterly_return.to_on:
        period = f"{long_date(quarterly_return.from_on)} to {long_date(quarterly_return.to_on)}"
        raise Refused("R13.1", f"This return is for {period}: {long_date(spent_on)} is outside it.")
    if provision is None and not read["words"]:
        raise Refused("R13.1", "Choose what the money was for, or say it in words.")
    if provision is not None and not quarterly_return.version.provision.filter(pk=provision).exists():
        raise Refused("R13.1", "Choose the support from those the agreement names.")
    return read | {"provision_id": provision, "amount": _sum(amount, "amount spent", least=0)}


def owed_on_return(*, kind, amount, words, due_on=None):
    """Read one thing that is owed and not yet paid (R15.5)."""
    if kind not in Liability.Kind.values:
        raise Refused("R15.5", "Choose what kind of bill is still to be paid.")
    return {
        "kind": kind,
        "amount": _sum(amount, "amount owed", least=0),
        "due_on": None if due_on is None else _day(due_on, "Enter the day it has to be paid."),
        "words": _text(words, Liability, "words", "what it is for"),
    }


def refuse_too_much(total):
    """Refuse a list whose sum could not be worked with."""
    if total >= LESS_THAN:
        raise Refused("R15.1", f"Together that is {pounds(total)}: enter less than {pounds(LESS_THAN)}.")


def _sum(value, called, *, negative=False, least=None):
    name = f"{called[:1].upper()}{called[1:]}"
    try:
        amount = check_pounds(value, called, negative)
    except InputError as problem:
        least_words = "" if negative else ", £0 or more"
        words = f"{name}: enter a sum in pounds and pence{least_words}, of less than {pounds(LESS_THAN)}."
        raise Refused("R15.1", words) from problem
    if abs(amount) >= LESS_THAN:
        raise Refused("R15.1", f"{name}: enter less than {pounds(LESS_THAN)}.")
    if least is not None and amount <= least:
        raise Refused("R15.1", f"{name}: enter more than £0.")
    return amount


def _text(value, model, field, called):
    """Give words that fit their field; they may be left out when they are not `called` anything."""
    text, most = (value or "").replace("\0", "").strip(), model._meta.get_field(field).max_length
    if len(text) > most:
        raise Refused("R13.1", f"Use at most {most} characters for {called or 'these words'}.")
    if called and not text:
        raise Refused("R13.1", f"Say {called}.")
    return text


def _day(value, words):
    if not isinstance(value, date):
        raise Refused("R13.1", words)
    return value
