"""Provision that need not be in a personal budget, because its cost cannot be taken apart (reg 4A, R4A)."""

from dataclasses import dataclass
from enum import Enum

from policy.bars import Bar

# Long enough to name a service and an effect on it; "block contract" alone is not a reason.
SHORTEST_EVIDENCE = 30


class Limb(Enum):
    """A reason why the notional amount cannot be disaggregated (reg 4A(3), R4A.1)."""

    ADVERSE_IMPACT = "adverse_impact"
    INEFFICIENT = "inefficient"

    @property
    def words(self) -> str:
        """Say the reason in plain words."""
        return {
            Limb.ADVERSE_IMPACT: "taking the amount out would harm other services for people with EHC plans",
            Limb.INEFFICIENT: "taking the amount out would not be an efficient use of public money",
        }[self]


@dataclass(frozen=True)
class AggregateSum:
    """An arrangement with a third party, paid by one sum for many people (reg 4A(2), R4A.1)."""

    contract: str = ""
    is_paid_by_aggregate_sum: bool | None = None
    limb: Limb | None = None
    evidence: str = ""


def bars_to_leaving_out(arrangement: AggregateSum) -> tuple[Bar, ...]:
    """List why provision may not be left out of a budget under reg 4A; none when it may be (R4A.1).

    Edge: a contract by itself is no reason; the limb and evidence for it are needed. Error: none.
    """
    checks = (
        (arrangement.contract.strip(), "Name the contract or arrangement with the third party."),
        (
            arrangement.is_paid_by_aggregate_sum,
            "It must be paid by an aggregate sum that includes a notional amount for this provision.",
        ),
        (
            arrangement.limb,
            "Say why the amount cannot be taken apart: harm to other services, or inefficiency.",
        ),
        (
            len(arrangement.evidence.strip()) >= SHORTEST_EVIDENCE,
            "Give the evidence for that. A block contract alone is not a reason.",
        ),
    )
    return tuple(Bar("R4A.1", words) for met, words in checks if not met)
