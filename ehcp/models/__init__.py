"""Plans, their outcomes and provision, their reviews, and what families were told."""

from ehcp.models.information import InformationGiven
from ehcp.models.meeting import AnnualReviewMeeting, Attendee
from ehcp.models.plan import Plan, PlanOutcome, Provision
from ehcp.models.review import AnnualReview

__all__ = [
    "AnnualReview",
    "AnnualReviewMeeting",
    "Attendee",
    "InformationGiven",
    "Plan",
    "PlanOutcome",
    "Provision",
]
