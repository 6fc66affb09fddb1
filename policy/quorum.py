"""Who must sit before the Board may decide (R25.1)."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from enum import Enum

from policy.bars import Bar
from policy.numbers import number
from policy.plain import count_words, list_words


class Body(Enum):
    """A service that must be represented when the Board decides (R25.1)."""

    EDUCATION = "education"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"

    @property
    def words(self) -> str:
        """Name the service in plain words."""
        return {Body.EDUCATION: "education", Body.HEALTH: "health", Body.SOCIAL_CARE: "social care"}[self]


def bars_to_sitting(representing: Collection[Body], *, on: date) -> tuple[Bar, ...]:
    """List the services without enough members present on a day; none when the Board may decide (R25.1).

    `representing` has one entry for each member who sits, so those who step aside are left out. Unit: members
    of each service, by the policy in force on the day. Edge: just enough is enough; a policy of none needs
    nobody. Error: none.
    """
    needed = number("board_quorum", on=on).amount
    present = Counter(representing)
    every = list_words([body.words for body in Body])
    return tuple(
        Bar(
            "R25.1",
            f"The Board needs {count_words(needed, 'member')} for each of {every}: "
            f"{present[body] or 'nobody'} here is for {body.words}.",
        )
        for body in Body
        if present[body] < needed
    )
