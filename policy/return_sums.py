"""Whether a return adds up, to the penny, before it is sent (R15.1, R15.12)."""

from decimal import Decimal

from policy.bars import Bar
from policy.money import check_pounds
from policy.plain import pounds


def bars_to_sending(
    opening: Decimal | None,
    receipts: Decimal,
    spent: Decimal,
    closing: Decimal | None,
    statement: Decimal | None,
    reconciliation: Decimal,
    *,
    last_closing: Decimal | None = None,
    explained: bool = False,
) -> tuple[Bar, ...]:
    """List where the sums of a return differ; none when it may be sent (R15.1, R15.12).

    Each is a total. `reconciliation` is what the statement shows beyond the closing balance: a payment not yet
    taken adds, a receipt not yet in takes off. Unit: pounds; rounding: none, a penny out is a difference. Edge:
    a first return has no earlier closing balance; an opening balance that differs from it may be explained; an
    overdrawn balance is negative; a balance that is missing (None) bars, and the sums wait for it. Error:
    InputError for a sum that is none, or receipts or spending below £0.
    """
    if opening is None or closing is None or statement is None:
        return _missing(opening, closing, statement)
    begins = check_pounds(opening, "opening balance", negative=True)
    received, paid = check_pounds(receipts, "money received"), check_pounds(spent, "money spent")
    ends = check_pounds(closing, "closing balance", negative=True)
    shown = check_pounds(statement, "statement balance", negative=True)
    lines = check_pounds(reconciliation, "difference from the statement", negative=True)
    before = begins if last_closing is None else check_pounds(last_closing, "last closing balance", True)
    return (
        *(() if explained else _opens_otherwise(before, begins)),
        *_closes_otherwise(begins, received, paid, ends),
        *_shows_otherwise(ends, shown, lines),
    )


def _missing(opening: Decimal | None, closing: Decimal | None, statement: Decimal | None) -> tuple[Bar, ...]:
    balances = {"opening balance": opening, "closing balance": closing, "balance on the statement": statement}
    return tuple(Bar("R15.1", f"Enter the {name}.") for name, one in balances.items() if one is None)


def _opens_otherwise(before: Decimal, begins: Decimal) -> tuple[Bar, ...]:
    words = (
        f"The last return closed with {pounds(before)} and this one opens with {pounds(begins)}: "
        f"say why they differ by {pounds(abs(begins - before))}."
    )
    return (Bar("R15.1", words),) if begins != before else ()


def _closes_otherwise(begins: Decimal, received: Decimal, paid: Decimal, ends: Decimal) -> tuple[Bar, ...]:
    expected = begins + received - paid
    words = (
        f"{pounds(begins)} to begin with, and {pounds(received)} received, less {pounds(paid)} spent, leaves "
        f"{pounds(expected)}. The closing balance is {pounds(ends)}: {pounds(abs(ends - expected))} "
        f"{_which(ends, expected)}."
    )
    return (Bar("R15.1", words),) if ends != expected else ()


def _shows_otherwise(ends: Decimal, shown: Decimal, lines: Decimal) -> tuple[Bar, ...]:
    left = shown - ends - lines
    words = (
        f"The statement shows {pounds(shown)} and the closing balance is {pounds(ends)}{_explained(lines)}: "
        f"explain the other {pounds(abs(left))}."
    )
    return (Bar("R15.12", words),) if left else ()


def _which(found: Decimal, expected: Decimal) -> str:
    return "too much" if found > expected else "too little"


def _explained(lines: Decimal) -> str:
    return f", with {pounds(lines)} explained" if lines else ""
