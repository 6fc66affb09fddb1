"""The four rights that come with a request for a direct payment (R1.4)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """A right in plain words, with where it comes from."""

    title: str
    words: str
    rule: str
    authority: str


RIGHTS = (
    Right(
        "To information and advice",
        "We must tell you what a personal budget could pay for, and who can give you independent advice.",
        "R3.1",
        "Personal Budgets Regulations 2014, reg 3",
    ),
    Right(
        "To have your request considered",
        "If you ask for a direct payment while a plan is being drafted, reviewed or re-assessed, "
        "we must consider it.",
        "R4.2",
        "Personal Budgets Regulations 2014, reg 4",
    ),
    Right(
        "To reasons",
        "If we say no to any part, we must tell you why, in writing.",
        "R7.1",
        "Personal Budgets Regulations 2014, reg 7",
    ),
    Right(
        "To a review",
        "If we say no, you can ask us to look again, and we must answer in writing with reasons.",
        "R7.3",
        "Personal Budgets Regulations 2014, reg 7",
    ),
)
NO_RIGHT_TO_PAYMENT = (
    "There is no automatic right to a direct payment, and you do not have to have one. "
    "Whatever is decided, the support in the plan must still be provided."
)
