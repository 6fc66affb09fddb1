"""Acts of asking for a personal budget: drafts, sending once, logging for a family, changing and taking back."""

from budgets.actions.requests.closing import close_no_longer_needed, withdraw
from budgets.actions.requests.drafts import discard_draft, missing, save_section, start_draft
from budgets.actions.requests.sending import amend, log, submit

__all__ = [
    "amend",
    "close_no_longer_needed",
    "discard_draft",
    "log",
    "missing",
    "save_section",
    "start_draft",
    "submit",
    "withdraw",
]
