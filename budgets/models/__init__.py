"""Requests and their lines, the consent of settings, agreements, reviews of payments, and endings."""

from budgets.models.agreement import AgreedProvision, Agreement, AgreementVersion
from budgets.models.consent import SettingConsent
from budgets.models.draft import RequestDraft
from budgets.models.ending import BudgetOutcome, Ending
from budgets.models.line import RequestedProvision
from budgets.models.payment_review import PaymentReview
from budgets.models.request import InformationNeeded, PersonalBudgetRequest, RequestVersion
from budgets.models.signing import Consent

__all__ = [
    "AgreedProvision",
    "Agreement",
    "AgreementVersion",
    "BudgetOutcome",
    "Consent",
    "Ending",
    "InformationNeeded",
    "PaymentReview",
    "PersonalBudgetRequest",
    "RequestDraft",
    "RequestVersion",
    "RequestedProvision",
    "SettingConsent",
]
