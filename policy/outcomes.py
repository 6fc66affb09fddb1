"""How a decision, its review and a proposed ending may come out (R1.3, R7.2, R7.4, R14.9)."""

from enum import Enum


class Outcome(Enum):
    """An outcome of one line of a request (R1.3, R7.2)."""

    AGREED = "agreed"
    AGREED_IN_PART = "agreed_in_part"
    IDENTIFIED_NOT_PAID = "not_paid"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        """Say the outcome in plain words."""
        return {
            Outcome.AGREED: "agreed",
            Outcome.AGREED_IN_PART: "agreed in part",
            Outcome.IDENTIFIED_NOT_PAID: "a budget identified, but not paid as a direct payment",
            Outcome.REFUSED: "refused",
        }[self]

    @property
    def is_agreed(self) -> bool:
        """Tell whether an agreement follows, for all that was asked or for a part."""
        return self in (Outcome.AGREED, Outcome.AGREED_IN_PART)

    @property
    def refuses_something(self) -> bool:
        """Tell whether any of what was asked is refused, so that the letter says so (R7.2)."""
        return self is not Outcome.AGREED


class ReviewOutcome(Enum):
    """An outcome of the review of a decision (reg 7, R7.4)."""

    UPHELD = "upheld"
    VARIED = "varied"
    OVERTURNED = "overturned"

    @property
    def words(self) -> str:
        """Say the outcome in plain words."""
        return {
            ReviewOutcome.UPHELD: "the decision stays as it was",
            ReviewOutcome.VARIED: "the decision is changed in part",
            ReviewOutcome.OVERTURNED: "the decision is replaced by what was asked for",
        }[self]

    @property
    def changes_something(self) -> bool:
        """Tell whether the decision is not left as it was, so that time already gone is to be answered for."""
        return self is not ReviewOutcome.UPHELD


class EndingOutcome(Enum):
    """An outcome of a proposal to end a budget (R14.9)."""

    END = "end"
    DO_NOT_END = "do_not_end"

    @property
    def words(self) -> str:
        """Say the outcome in plain words."""
        return {EndingOutcome.END: "the budget ends", EndingOutcome.DO_NOT_END: "the budget goes on"}[self]
