"""Acts about plans: telling families about personal budgets, and the meetings of annual reviews."""

from ehcp.actions.meetings import circulate, close_meeting, record_meeting
from ehcp.actions.telling import (
    ABOUT,
    DUTY,
    ask_for_information,
    give_information,
    open_information_clocks,
)

__all__ = [
    "ABOUT",
    "DUTY",
    "ask_for_information",
    "circulate",
    "close_meeting",
    "give_information",
    "open_information_clocks",
    "record_meeting",
]
