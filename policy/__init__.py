"""What the law and the council say: numbers, deadlines and tests, as plain Python without Django."""

from policy.councils import Council, Organisation, council
from policy.errors import InputError, PolicyError, Refused
from policy.everything import check
from policy.numbers import Policy, Setting, in_force, number, settings

__all__ = [
    "Council",
    "InputError",
    "Organisation",
    "Policy",
    "PolicyError",
    "Refused",
    "Setting",
    "check",
    "council",
    "in_force",
    "number",
    "settings",
]
