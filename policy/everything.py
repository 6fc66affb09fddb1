"""Read every policy file once, so that a wrong one stops the start and not a family's request."""

from datetime import date

from policy.catalogue import catalogue
from policy.councils import council
from policy.numbers import in_force


def check(on: date) -> None:
    """Read the numbers, the catalogue and the council; error: PolicyError naming the wrong key."""
    council(on)
    catalogue(on)
    in_force(on)
