"""When a personal budget may be asked for (R4.1), and what can be done outside those times (R4.3)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Window(Enum):
    """A time in which the law lets a family ask, or none (reg 4, R4.1)."""

    DRAFTING = "drafting"
    ANNUAL_REVIEW = "annual_review"
    REASSESSMENT = "reassessment"
    OUTSIDE = "outside"

    @property
    def words(self) -> str:
        """Say what is happening to the plan in this window."""
        return {
            Window.DRAFTING: "the plan is being drafted",
            Window.ANNUAL_REVIEW: "the plan is being reviewed",
            Window.REASSESSMENT: "the plan is being re-assessed",
            Window.OUTSIDE: "the plan is not being drafted, reviewed or re-assessed",
        }[self]


@dataclass(frozen=True)
class Disposition:
    """A way to deal with a request made outside a window: none of them bins it (R4.3)."""

    code: str
    words: str


DISPOSITIONS = (
    Disposition("accept_early", "Consider the request now, although no window is open."),
    Disposition("next_review", "Carry the request to the next annual review."),
    Disposition("early_review", "Ask for an early review of the plan, and consider the request in it."),
)


def window(
    on: date,
    *,
    to_prepare_on: date | None = None,
    final_on: date | None = None,
    review_invited_on: date | None = None,
    review_concluded_on: date | None = None,
    reassess_on: date | None = None,
    reassess_final_on: date | None = None,
) -> Window:
    """Tell which window a request made on a day falls in (reg 4, R4.1).

    Drafting: from the day the council says it will prepare a plan to the final plan. Annual review: from the
    invitation to the final decision or amended plan. Re-assessment: from its decision to the final plan.
    Unit: days. Edge: the first day and the last are inside; an end before its start belongs to an earlier
    round, so the window is still open; of two that are open, the one that began later is named.
    """
    spans = (
        (Window.DRAFTING, to_prepare_on, final_on),
        (Window.REASSESSMENT, reassess_on, reassess_final_on),
        (Window.ANNUAL_REVIEW, review_invited_on, review_concluded_on),
    )
    opened = [(begins, which) for which, begins, ends in spans if begins and _is_open(on, begins, ends)]
    return max(opened, key=lambda one: one[0])[1] if opened else Window.OUTSIDE


def opened_on(on: date, **dates: date | None) -> date | None:
    """Give the day on which the window open on a day began, or None; it takes what `window` takes (R3.2)."""
    begins = {
        Window.DRAFTING: "to_prepare_on",
        Window.REASSESSMENT: "reassess_on",
        Window.ANNUAL_REVIEW: "review_invited_on",
    }
    which = window(on, **dates)
    return None if which is Window.OUTSIDE else dates[begins[which]]


def _is_open(on: date, begins: date, ends: date | None) -> bool:
    if on < begins:
        return False
    return ends is None or ends < begins or on <= ends
