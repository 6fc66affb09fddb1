"""Pounds as exact decimals: read as people write them, rounded only at the last step."""

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from policy.errors import InputError

MOST_POUNDS = Decimal("99999999.99")
WRITTEN = re.compile(r"(-?)£?(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?")


def read_pounds(text: str, name: str, *, negative: bool = False) -> Decimal:
    """Read a sum as people write it: 1350, 1,350.00 or £1,350.00.

    Unit: pounds, at most two decimals; rounding: none. Error: InputError naming the sum, for anything else, a
    sum too large to store, and a negative sum unless it may be one.
    """
    match = WRITTEN.fullmatch(text.strip())
    if not match or (match[1] and match[2]):
        raise InputError(f"{name}: expected a sum in pounds such as 1350.00, not {text[:40]!r}")
    minus = bool(match[1] or match[2])
    return check_pounds(
        Decimal(match[3].replace(",", "") + (match[4] or "")) * (-1 if minus else 1), name, negative
    )


def check_pounds(amount: Decimal | int, name: str, negative: bool = False) -> Decimal:
    """Give an amount as pounds with two decimals; error: InputError when it is none or out of range."""
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise InputError(f"{name}: expected a Decimal number of pounds, not {amount!r}")
    exact = Decimal(amount)
    if not exact.is_finite() or abs(exact) > MOST_POUNDS:
        raise InputError(f"{name}: expected a sum of at most £{MOST_POUNDS:,}, not {str(amount)[:40]}")
    if exact != exact.quantize(Decimal("0.01")):
        raise InputError(f"{name}: expected whole pennies, not {str(amount)[:40]}")
    if exact < 0 and not negative:
        raise InputError(f"{name}: expected £0 or more, not {exact}")
    return exact.quantize(Decimal("0.01"))


def up_to_the_penny(exact: Fraction) -> Decimal:
    """Round an exact amount up to the next whole penny (R15.4)."""
    return Decimal(ceil(exact * 100)).scaleb(-2)


def to_the_penny(exact: Fraction) -> Decimal:
    """Round an exact amount to the nearest penny, half a penny away from nought."""
    pennies = floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(pennies if exact >= 0 else -pennies).scaleb(-2)


def down_to_the_penny(exact: Fraction) -> Decimal:
    """Round an exact amount down to the whole penny below it."""
    return Decimal(floor(exact * 100)).scaleb(-2)
