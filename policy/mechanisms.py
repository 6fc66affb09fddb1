"""The four ways to hold a personal budget (R1.7)."""

from dataclasses import dataclass
from enum import Enum


class Mechanism(Enum):
    """A way in which one line of a budget is held (Code of Practice 9.101, R1.7)."""

    DIRECT_PAYMENT = "direct_payment"
    NOTIONAL_COUNCIL = "notional_council"
    NOTIONAL_SETTING = "notional_setting"
    THIRD_PARTY = "third_party"

    @property
    def is_paid_over(self) -> bool:
        """Tell whether money leaves the council, so that regs 5 to 15 apply (s.49(3)(d), R1.3)."""
        return self in (Mechanism.DIRECT_PAYMENT, Mechanism.THIRD_PARTY)


@dataclass(frozen=True)
class Way:
    """A way to hold a budget in plain words, with the mechanisms its lines may have."""

    title: str
    words: str
    mechanisms: frozenset[Mechanism]


WAYS = (
    Way(
        "A direct payment",
        "We pay the money to you. You arrange and pay for the support, and tell us how it was used.",
        frozenset({Mechanism.DIRECT_PAYMENT}),
    ),
    Way(
        "An organised arrangement",
        "The council, the school or the college holds the money and arranges the support with you. "
        "This is sometimes called a notional budget.",
        frozenset({Mechanism.NOTIONAL_COUNCIL, Mechanism.NOTIONAL_SETTING}),
    ),
    Way(
        "A third-party arrangement",
        "We pay the money to a person or an organisation you choose, and they manage it for you.",
        frozenset({Mechanism.THIRD_PARTY}),
    ),
    Way(
        "A combination",
        "Different parts of the budget are held in different ways.",
        frozenset(Mechanism),
    ),
)
