"""A plan's facts as policy's windows take them: when a family may ask, and since when it should be told."""

from policy import windows
from policy.deadlines import due

INVITATION = "annual_review_invitation"


def window(plan, on):
    """Give the window a plan is in on a day, with words for a page (R4.1)."""
    return windows.window(on, **_dates(plan, on, _invited(plan)))


def told_since(plan, on):
    """Give the day since which a family should be told about personal budgets; None outside a window (R3.2).

    A review's last day to invite counts as its invitation when that comes first: a late one excuses nobody.
    """
    return windows.opened_on(on, **_dates(plan, on, _should_be_invited(plan)))


def began_on(plan):
    """Give the first day a plan's record knows of, or None."""
    return min(filter(None, (plan.requested_on, plan.to_prepare_on, plan.final_on)), default=None)


def _dates(plan, on, invitations):
    if plan.ceased_on and plan.ceased_on <= on:
        return {}
    # A review that was never concluded on paper is over once people are invited to the next.
    came = [(invited_on, review.pk, review) for review, invited_on in invitations.items() if invited_on <= on]
    invited_on, _, review = max(came, default=(None, None, None))
    return {
        "to_prepare_on": plan.to_prepare_on,
        "final_on": plan.final_on,
        "review_invited_on": invited_on,
        "review_concluded_on": review and review.concluded_on,
        "reassess_on": plan.reassess_on,
        "reassess_final_on": plan.final_on,
    }


def _invited(plan):
    return {review: review.invited_on for review in plan.annual_reviews.all() if review.invited_on}


def _should_be_invited(plan):
    days = {}
    for review in plan.annual_reviews.all():
        last_day = due(INVITATION, review.meeting_on).due_on if review.meeting_on else None
        if known := [day for day in (review.invited_on, last_day) if day]:
            days[review] = min(known)
    return days
