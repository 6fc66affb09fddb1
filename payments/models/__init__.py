"""Accounts, schedules and instalments, quarterly returns and what is asked about them."""

from payments.models.account import Account
from payments.models.quarterly_return import Liability, QuarterlyReturn, ReturnQuestion, SpendLine
from payments.models.schedule import Instalment, Schedule

__all__ = [
    "Account",
    "Instalment",
    "Liability",
    "QuarterlyReturn",
    "ReturnQuestion",
    "Schedule",
    "SpendLine",
]
