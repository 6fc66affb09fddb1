"""Requests and their lines, the consent of settings, agreements, reviews of payments, and endings."""

from budgets.models.agreement import AgreedProvision, Agreement, AgreementVersion, Consent
from budgets.models.consent import SettingConsent
from budgets.models.ending import BudgetOutcome, Ending
from budgets.models.line import RequestedProvision
from budgets.models.payment_review import PaymentReview
from budgets.models.request import InformationNeeded, PersonalBudgetRequest, RequestDraft, RequestVersion

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
