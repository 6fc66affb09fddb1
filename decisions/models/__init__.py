"""Meetings of the Governance Board, what they decide, and reviews of it."""

from decisions.models.agenda import AgendaItem, Recusal
from decisions.models.decision import Decision
from decisions.models.meeting import Attendance, BoardMeeting
from decisions.models.review import DecisionReview, Representation

__all__ = [
    "AgendaItem",
    "Attendance",
    "BoardMeeting",
    "Decision",
    "DecisionReview",
    "Recusal",
    "Representation",
]
