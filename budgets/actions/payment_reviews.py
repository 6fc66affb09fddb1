"""Reviews of the making and use of direct payments (reg 11, R11, b7)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.actions.agreements.periods import meet_period_review
from budgets.actions.agreements.running import REVIEWS, is_running
from budgets.models import PaymentReview
from clocks import actions as clocks
from policy import Refused
from policy.plain import long_date

FIRST, SECOND, YEARLY = REVIEWS
Occasion = PaymentReview.Occasion
# Any review counts as the one within the first months; one with the plan, or of an agreed period, is the year's
# too (R11.2, R11.3, R25.3).
MEETS = {
    Occasion.SECOND: (FIRST, SECOND),
    Occasion.YEARLY: (FIRST, YEARLY),
    Occasion.ANNUAL_REVIEW: (FIRST, YEARLY),
    Occasion.PERIOD: (FIRST, YEARLY),
}
QUESTIONS = {
    "progress": "what progress there is towards each outcome",
    "child_views": "what the child or young person says",
    "appropriate": "whether direct payments are still right and used well",
    "sufficient": "whether the amount is still enough",
    "obligations": "whether the conditions are kept",
}


@transaction.atomic
def record_payment_review(
    agreement, *, occasion, held_on, progress, child_views, appropriate, sufficient, obligations, result, reasons,
    on, by,
):  # fmt: skip
    """Record a review of the payments with its five answers, and meet what was owed of it (R11.2, R11.5).

    The same review sent twice is one.
    """
    agreement = hold(agreement)
    authorise("budgets.record_payment_review", agreement, by=by)
    given = (progress, child_views, appropriate, sufficient, obligations)
    answers = {name: words.strip() for name, words in zip(QUESTIONS, given, strict=True)}
    _refuse_unlikely(agreement, occasion, held_on, result)
    if unanswered := [QUESTIONS[name] for name, words in answers.items() if not words]:
        raise Refused("R11.5", f"Say {unanswered[0]}.")
    if not reasons.strip():
        raise Refused("R11.5", "Give the reasons for what the review comes to.")
    said = {"occasion": occasion, "held_on": held_on, "result": result, "reasons": reasons.strip(), **answers}
    review, is_new = PaymentReview.objects.get_or_create(
        agreement=agreement, recorded_by=by, **said, defaults={"recorded_on": on}
    )
    if not is_new:
        return review
    agreement.payment_review_held_on = max(filter(None, (agreement.payment_review_held_on, held_on)))
    agreement.save()
    _meet(agreement, occasion, held_on)
    if occasion == Occasion.PERIOD and result != PaymentReview.Result.STOP:
        # An end is proposed next, and until then what follows is still to be said.
        meet_period_review(agreement, on=held_on)
    words = {"occasion": review.get_occasion_display(), "result": review.get_result_display()}
    record("budgets.payment_review_recorded", by=by, about=review, on=on, held_on=held_on, **words)
    return review


def _meet(agreement, occasion, held_on):
    duties = MEETS.get(occasion, (FIRST,))
    for duty in duties:
        clocks.meet(duty, about=agreement, on=held_on)
    if YEARLY in duties and agreement.is_paid_over:
        clocks.start(
            YEARLY, child=agreement.child, about=agreement, label=REVIEWS[YEARLY], started_on=held_on
        )


def _refuse_unlikely(agreement, occasion, held_on, result):
    if not is_running(agreement):
        raise Refused("R11.1", "Payments are reviewed while an agreement is active.")
    if occasion not in Occasion.values or result not in PaymentReview.Result.values:
        raise Refused("R11.5", "Choose why it was held, and what it comes to, from the lists.")
    if occasion == Occasion.PERIOD and agreement.current_version.to_on is None:
        raise Refused("R25.3", "This agreement has no last day.")
    if not agreement.active_on <= held_on <= timezone.localdate():
        raise Refused("R11.2", f"Give a day from {long_date(agreement.active_on)}, when it began, to today.")
