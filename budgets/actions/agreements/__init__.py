"""Acts about agreements: opening, its notice, consent, the start, and consent that is taken back (R8, b3)."""

from budgets.actions.agreements.beginning import begin_arrangement, note_first_payment
from budgets.actions.agreements.consenting import (
    consent,
    decline,
    make_ready,
    note_account_verified,
    sign,
)
from budgets.actions.agreements.opening import open_agreements
from budgets.actions.agreements.preparing import issue_notice, prepare, preview_notice, revise
from budgets.actions.agreements.raising import CHANGED, ENDING, MOVED, RAISED, follows_for, raise_amount
from budgets.actions.agreements.recipients import check_another_recipient
from budgets.actions.agreements.running import close_agreement
from budgets.actions.agreements.securing import note_another_way
from budgets.actions.agreements.withdrawing import withdraw_consent
from budgets.notices import STATEMENTS, statements_for

__all__ = [
    "CHANGED",
    "ENDING",
    "MOVED",
    "RAISED",
    "STATEMENTS",
    "begin_arrangement",
    "check_another_recipient",
    "close_agreement",
    "consent",
    "decline",
    "follows_for",
    "issue_notice",
    "make_ready",
    "note_account_verified",
    "note_another_way",
    "note_first_payment",
    "open_agreements",
    "prepare",
    "preview_notice",
    "raise_amount",
    "revise",
    "sign",
    "statements_for",
    "withdraw_consent",
]
