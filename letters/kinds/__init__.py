"""The kinds of letters: one frozen dataclass a kind, whose fields are the contents it must have.

Values are plain (words, numbers, dates, organisations, lines, tuples of these), so a letter's parts can be
stored and rendered later without asking anything again. docs/how-to/add-a-letter.md says how to add one.
"""

from letters.kinds.agreements import (
    AgreedLine,
    AgreementActive,
    ArrangementAgreement,
    IncreaseNotice,
    PaymentNotice,
)
from letters.kinds.base import FAMILY, KINDS, SIGN_IN, STAFF, Kind, Line
from letters.kinds.days import DayMoved
from letters.kinds.decisions import AggregateSumReason, BoardDecision, DecidedLine
from letters.kinds.endings import (
    AgreementNotBegun,
    AgreementReplaced,
    ConsentWithdrawal,
    EndingNotGoingAhead,
    StopNotice,
)
from letters.kinds.payments import LatePayments, Remittance
from letters.kinds.requests import (
    AskedLine,
    DecisionDeferred,
    InformationNeeded,
    OutsideWindow,
    RequestClosed,
    RequestReceipt,
)
from letters.kinds.returns import ReturnAccepted, ReturnQuery, ReturnReminder
from letters.kinds.reviews import ReviewedLine, ReviewNotTaken, ReviewOutcome, ReviewReceived
from letters.kinds.standing import (
    AccountMail,
    ChangeOfOfficer,
    InformationAboutPersonalBudgets,
    InvitationToJoin,
    MessageAlert,
    WorkReminder,
)

__all__ = [
    "FAMILY",
    "KINDS",
    "SIGN_IN",
    "STAFF",
    "AccountMail",
    "AggregateSumReason",
    "AgreedLine",
    "AgreementActive",
    "AgreementNotBegun",
    "AgreementReplaced",
    "ArrangementAgreement",
    "AskedLine",
    "BoardDecision",
    "ChangeOfOfficer",
    "ConsentWithdrawal",
    "DayMoved",
    "DecidedLine",
    "DecisionDeferred",
    "EndingNotGoingAhead",
    "IncreaseNotice",
    "InformationAboutPersonalBudgets",
    "InformationNeeded",
    "InvitationToJoin",
    "Kind",
    "LatePayments",
    "Line",
    "MessageAlert",
    "OutsideWindow",
    "PaymentNotice",
    "Remittance",
    "RequestClosed",
    "RequestReceipt",
    "ReturnAccepted",
    "ReturnQuery",
    "ReturnReminder",
    "ReviewNotTaken",
    "ReviewOutcome",
    "ReviewReceived",
    "ReviewedLine",
    "StopNotice",
    "WorkReminder",
]
