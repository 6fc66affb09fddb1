"""Acts about the review of a decision: asked for, prepared, taken to the Board, answered (reg 7, R7.3-R7.10)."""

from decisions.actions.reviewing.answering import outcome_letter, release_review
from decisions.actions.reviewing.asking import (
    ask_for_review,
    is_too_late,
    last_day_to_ask,
    notice_of,
    settle_late,
)
from decisions.actions.reviewing.moves import (
    decide_review,
    put_review_on_agenda,
    send_back_review,
    take_review_off,
)
from decisions.actions.reviewing.preparing import add_representation, consider, offer_meeting, settle_meeting

__all__ = [
    "add_representation",
    "ask_for_review",
    "consider",
    "decide_review",
    "is_too_late",
    "last_day_to_ask",
    "notice_of",
    "offer_meeting",
    "outcome_letter",
    "put_review_on_agenda",
    "release_review",
    "send_back_review",
    "settle_late",
    "settle_meeting",
    "take_review_off",
]
