"""Acts of triage: preparing a request for the Board. None of them refuses a request; only the Board does (b1)."""

from budgets.actions.triage.checking import what_is_missing
from budgets.actions.triage.consents import ask_setting, record_consent
from budgets.actions.triage.findings import (
    assess_care,
    check_cost,
    check_recipient,
    record_views,
    set_on_site,
)
from budgets.actions.triage.questions import ask_for_more, dispose, settle_question
from budgets.actions.triage.readiness import earlier_of, earlier_of_lines, make_ready

__all__ = [
    "ask_for_more",
    "ask_setting",
    "assess_care",
    "check_cost",
    "check_recipient",
    "dispose",
    "earlier_of",
    "earlier_of_lines",
    "make_ready",
    "record_consent",
    "record_views",
    "set_on_site",
    "settle_question",
    "what_is_missing",
]
