"""How a request is decided, step by step, as the public pages show it (R6, R7, R25)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step on the way from a request to its letter: who acts, what happens, and where a no leads."""

    title: str
    who: str
    words: str
    rule: str
    if_not: str = ""


STEPS = (
    Step("You ask", "You", "You tell us what you would like a budget for, in your own words.", "R4.4"),
    Step(
        "We check the time",
        "Case officer",
        "Is the plan being drafted, reviewed or re-assessed?",
        "R4.1",
        "We record it all the same, and offer to take it now, at the next review, or at an early one.",
    ),
    Step(
        "We check the plan",
        "Case officer",
        "Is each thing you ask for provision in the plan, or in its draft?",
        "R1.2",
        "That part may be refused, with reasons. Transport and short breaks are decided by local policy.",
    ),
    Step(
        "We ask the school or college",
        "Head or principal",
        "If it would happen on their premises, does the head or principal agree in writing?",
        "R9.1",
        "We look for another place or another way. The provision must still be secured.",
    ),
    Step(
        "We see whether the cost can be taken apart",
        "Board",
        "Can the cost be separated from a larger contract without harm or waste?",
        "R4A.1",
        "That part may be left out, with reasons, and we look for other ways to make it personal.",
    ),
    Step(
        "We check who would be paid",
        "Case officer",
        "May this person receive direct payments, with help if they need it?",
        "R5.1",
        "Someone you nominate may receive them instead, or we hold the budget for you.",
    ),
    Step(
        "The Board answers the four tests",
        "Board",
        "Would the payments be used properly, in the child's best interests, without harm to other services, "
        "and as an efficient use of money?",
        "R6.6",
        "The direct payment is refused, with reasons for each test. The budget may be held in another way.",
    ),
    Step(
        "We write to you",
        "Case officer",
        "We tell you what was decided, the reasons, and how to ask for a review.",
        "R7.1",
    ),
    Step(
        "You may ask for a review",
        "You",
        "We look at it again, meet you if you wish, and answer in writing with reasons.",
        "R7.3",
    ),
)
