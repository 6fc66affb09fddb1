"""Where a review stands on its way through the Board; called by the acts on the agenda, which record them."""

from django.db import transaction

from audit.acts import authorise, hold


@transaction.atomic
def put_review_on_agenda(review, *, by):
    """Take a review to a meeting of the Board for a final decision (R7.7)."""
    review = hold(review)
    authorise("decisions.put_on_agenda_decisionreview", review, by=by)
    review.put_on_agenda()
    review.save()
    return review


@transaction.atomic
def take_review_off(review, *, by):
    """Take a review off a meeting: it is put off to another one."""
    review = hold(review)
    authorise("decisions.take_off_agenda_decisionreview", review, by=by)
    review.take_off_agenda()
    review.save()
    return review


@transaction.atomic
def decide_review(review, *, decided_on, by):
    """Note that the Board has decided a review; nobody outside is told yet (R7.7)."""
    review = hold(review)
    authorise("decisions.decide_decisionreview", review, by=by)
    review.decided_on = decided_on
    review.decide()
    review.save()
    return review


@transaction.atomic
def send_back_review(review, *, by):
    """Give a review back to the Board: the second checker found something wrong."""
    review = hold(review)
    authorise("decisions.send_back", review, by=by)
    review.decided_on = None
    review.send_back()
    review.save()
    return review
