"""A decision on one line of a request, as it is proposed to the Board (R6, R7.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from policy.aggregate_sums import AggregateSum
from policy.eligibility import RecipientKind
from policy.mechanisms import Mechanism
from policy.outcomes import Outcome
from policy.payment_tests import Answer, Answered, Stream, Test, rows_for


@dataclass(frozen=True, kw_only=True)
class ProposedDecision:
    """A decision on one line as it is proposed, with everything it stands on (R6, R7.1, R7.2).

    `in_plan`: linked to provision in force in the plan. `is_non_plan`: of a kind decided by local policy alone.
    `consents_given`: each consent of the school or college that is needed, or none is. `to_on` None: open.
    """

    stream: Stream
    mechanism_asked: Mechanism
    mechanism_decided: Mechanism | None
    outcome: Outcome
    amount_asked: Decimal
    amount_decided: Decimal | None
    from_on: date | None = None
    to_on: date | None = None
    recipient: RecipientKind | None = None
    answers: Mapping[str, Answered] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    grounds: Collection[str] = ()
    aggregate: AggregateSum | None = None
    reasons: str = ""
    secured_by: str = ""
    in_plan: bool
    is_non_plan: bool = False
    consents_given: bool
    is_school_place: bool = False
    received_on: date
    decided_on: date

    @property
    def is_asked_as_payment(self) -> bool:
        """Tell whether money paid over was asked for (R1.3)."""
        return self.mechanism_asked.is_paid_over

    @property
    def is_paid_over(self) -> bool:
        """Tell whether money is to be paid over (R1.3)."""
        return self.mechanism_decided is not None and self.mechanism_decided.is_paid_over

    @property
    def rows(self) -> tuple[Test, ...]:
        """Give the tests to answer: none unless money paid over is asked for or decided (R6.6, R21.1)."""
        if self.is_non_plan or not (self.is_asked_as_payment or self.is_paid_over):
            return ()
        return rows_for(self.stream, self.tested_as)

    @property
    def has_test_not_met(self) -> bool:
        """Tell whether a test that applies is answered "not met" (R6.6)."""
        return any(
            row.row in self.answers and self.answers[row.row].answer is Answer.NOT_MET for row in self.rows
        )

    @property
    def has_tests_of_its_own(self) -> bool:
        """Tell whether other rules than ours decide it: local policy, or the health commissioner's (R1.2)."""
        return self.is_non_plan or self.stream is Stream.HEALTH

    @property
    def tested_as(self) -> RecipientKind:
        """Give the recipient the tests are about; edge: until somebody is named, as a parent (R6.3)."""
        return self.recipient or RecipientKind.PARENT
