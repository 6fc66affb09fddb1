"""The grounds on which a line of a request may be refused, and no others (R6.6)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RefusalGround:
    """A ground for refusing, in the words a family reads."""

    code: str
    rule: str
    authority: str
    words: str
    leaves_budget: bool


GROUNDS = (
    RefusalGround(
        "not_in_plan",
        "R1.2",
        "Children and Families Act 2014, s.49(2)",
        "What was asked for is not provision in the plan, or in the draft plan.",
        leaves_budget=False,
    ),
    RefusalGround(
        "aggregate_sum",
        "R4A.1",
        "Personal Budgets Regulations 2014, reg 4A",
        "The provision is bought with others in one sum, and its part cannot be taken out.",
        leaves_budget=False,
    ),
    RefusalGround(
        "school_place",
        "R4A.3",
        "Code of Practice 9.119",
        "A direct payment cannot pay for a place at a school or college.",
        leaves_budget=True,
    ),
    RefusalGround(
        "recipient",
        "R5.1",
        "Personal Budgets Regulations 2014, reg 5",
        "The person named cannot be paid by law. Someone else may be, or another way may be found.",
        leaves_budget=True,
    ),
    RefusalGround(
        "tests",
        "R6.6",
        "Personal Budgets Regulations 2014, reg 6(1)",
        "One or more of the tests for a direct payment is not met.",
        leaves_budget=True,
    ),
    RefusalGround(
        "no_setting_consent",
        "R9.1",
        "Personal Budgets Regulations 2014, reg 9",
        "The head or principal has not agreed in writing to provision on the premises.",
        leaves_budget=True,
    ),
)
BY_CODE = {ground.code: ground for ground in GROUNDS}
