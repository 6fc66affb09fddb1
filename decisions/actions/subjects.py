"""What the Board decides about: a request, a review or an ending, each moved by the acts of its own floor."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from budgets.actions import endings
from budgets.actions import moves as requests
from budgets.models import Ending, PersonalBudgetRequest
from clocks import actions as clocks
from decisions.actions import reviewing
from decisions.models import DecisionReview

# What each of them is while the Board may decide it, and once it has.
ON_AGENDA, DECIDED = "on_agenda", "decided"


@dataclass(frozen=True)
class Moves:
    """The acts that move what is on the agenda, and the name an item knows it by."""

    name: str
    put_on: Callable
    take_from: Callable
    send_back: Callable


MOVES = {
    PersonalBudgetRequest: Moves(
        "request", requests.put_on_agenda, requests.take_off_agenda, requests.send_back
    ),
    DecisionReview: Moves(
        "review", reviewing.put_review_on_agenda, reviewing.take_review_off, reviewing.send_back_review
    ),
    Ending: Moves(
        "ending", endings.put_ending_on_agenda, endings.take_ending_off_agenda, endings.send_back_ending
    ),
}


def moves_of(subject):
    """Give the acts that move a request, a review or an ending."""
    return MOVES[type(subject)]


def child_of(subject):
    """Give the child a request, a review or an ending is about."""
    return attrgetter(subject.CHILD.replace("__", "."))(subject)


def asked_on(subject):
    """Give the day it was asked for or proposed: nothing is decided before it (R25.5)."""
    return subject.proposed_on if isinstance(subject, Ending) else subject.received_on


def request_of(subject):
    """Give the request a subject goes back to."""
    if isinstance(subject, PersonalBudgetRequest):
        return subject
    if isinstance(subject, Ending):
        return subject.agreement.request
    return subject.request or subject.ending.agreement.request


def drop_letter_clock(item, *, on, because):
    """Drop the clock on telling the family, when what was decided is to be decided again."""
    clocks.drop("decision_letter", about=item, on=on, because=because)
