"""When a school or college must agree in writing, and to what (reg 9, R9.1, R9.5)."""

from enum import Enum


class ConsentKind(Enum):
    """A kind of consent that a head, a principal or a centre manager gives (R9.1, R9.5)."""

    PREMISES = "premises"
    SCHOOL_FUNDS = "school_funds"

    @property
    def rule(self) -> str:
        """Give the rule that asks for the consent."""
        return {ConsentKind.PREMISES: "R9.1", ConsentKind.SCHOOL_FUNDS: "R9.5"}[self]

    @property
    def authority(self) -> str:
        """Say who asks for the consent: the law, or the council's policy."""
        return {
            ConsentKind.PREMISES: "Personal Budgets Regulations 2014, reg 9",
            ConsentKind.SCHOOL_FUNDS: "Surrey SEND personal budgets policy, service table",
        }[self]

    @property
    def words(self) -> str:
        """Say in plain words what is agreed to."""
        return {
            ConsentKind.PREMISES: "the provision being used on the premises",
            ConsentKind.SCHOOL_FUNDS: "money of the school or college being used",
        }[self]


def consents_needed(*, at_setting: bool, school_funded: bool, paid_over: bool) -> tuple[ConsentKind, ...]:
    """List the consents a line needs (reg 9, R9.1, R9.5).

    Edge: the consent to use the premises concerns money that is paid over; the consent to use the school's own
    money is needed wherever the provision is and however the budget is held. Unit, rounding, error: none.
    """
    needed = (
        (ConsentKind.PREMISES, at_setting and paid_over),
        (ConsentKind.SCHOOL_FUNDS, school_funded),
    )
    return tuple(kind for kind, is_needed in needed if is_needed)
