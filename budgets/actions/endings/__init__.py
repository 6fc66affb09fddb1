"""Acts about endings: proposing, the Board's moves, the notice, a review that holds it, the last day (R14, b8)."""

from budgets.actions.endings.at_once import end_after_death
from budgets.actions.endings.completing import complete_ending, end_agreements
from budgets.actions.endings.giving import give_notice, hold_for_review, notice_days, release_hold
from budgets.actions.endings.meetings import close_meeting, lines_in_force, record_outcomes
from budgets.actions.endings.proposing import (
    decide_ending,
    propose_ending,
    put_ending_on_agenda,
    send_back_ending,
    take_ending_off_agenda,
)
from budgets.actions.endings.setting_aside import drop_ending, let_go_on

__all__ = [
    "close_meeting",
    "complete_ending",
    "decide_ending",
    "drop_ending",
    "end_after_death",
    "end_agreements",
    "give_notice",
    "hold_for_review",
    "let_go_on",
    "lines_in_force",
    "notice_days",
    "propose_ending",
    "put_ending_on_agenda",
    "record_outcomes",
    "release_hold",
    "send_back_ending",
    "take_ending_off_agenda",
]
