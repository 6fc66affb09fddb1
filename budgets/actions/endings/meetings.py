"""What an annual review meeting says about each line of a budget in force (R14.9, R11.3)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.models import AgreedProvision, Agreement, BudgetOutcome, PaymentReview
from ehcp.actions import close_meeting as close_record_of
from ehcp.models import AnnualReviewMeeting
from policy import Refused
from policy.plain import list_words

END = BudgetOutcome.Outcome.END


@transaction.atomic
def record_outcomes(meeting, *, outcomes, on, by):
    """Record, for lines of running agreements, whether each continues, changes or ends (R14.9).

    `outcomes` gives, by the id of a line, the outcome and the words for it; given again, it takes the place of
    what was there while the record of the meeting is open.
    """
    meeting = hold(meeting)
    authorise("budgets.record_outcomes", meeting, by=by)
    if meeting.state != AnnualReviewMeeting.State.HELD:
        raise Refused("R14.9", "The record of this meeting is closed.")
    agreements = {row.line_id: row.version.agreement for row in lines_in_force(meeting)}
    for line_id, (outcome, words) in outcomes.items():
        _refuse_unlikely(meeting, line_id, outcome, words, agreements)
        BudgetOutcome.objects.update_or_create(
            meeting=meeting,
            line_id=line_id,
            defaults={"agreement": agreements[line_id], "outcome": outcome, "words": words.strip()},
        )
    said = {str(line): outcome for line, (outcome, _) in outcomes.items()}
    record("budgets.outcomes_recorded", by=by, about=meeting, on=on, outcomes=said)
    return list(meeting.budget_outcomes.order_by("line"))


@transaction.atomic
def close_meeting(meeting, *, on, by):
    """Close the record of a meeting once each line of the budget has its outcome (R14.9, R11.3)."""
    meeting = hold(meeting)
    authorise("budgets.close_meeting", meeting, by=by)
    rows = lines_in_force(meeting)
    outcomes = dict(meeting.budget_outcomes.values_list("line", "outcome"))
    missing = [row.title for row in rows if row.line_id not in outcomes]
    if missing:
        words = f"Say whether each line of the budget continues, changes or ends: {list_words(missing)}."
        raise Refused("R14.9", words)
    for agreement in dict.fromkeys(row.version.agreement for row in rows):
        _refuse_unreviewed(meeting, agreement)
        theirs = [outcomes[row.line_id] for row in rows if row.version.agreement == agreement]
        if set(theirs) == {END} and not agreement.endings.exclude(state="not_ended").exists():
            raise Refused("R14.9", f"Agreement {agreement.reference} should end: propose the ending first.")
    return close_record_of(meeting, on=on, by=by)


def lines_in_force(meeting):
    """Give the rows of every agreement of the child that runs now, in their current versions."""
    running = Agreement.objects.active().filter(plan=meeting.review.plan)
    rows = AgreedProvision.objects.filter(version__agreement__in=running).select_related("version__agreement")
    rows = list(rows.order_by("version__agreement_id", "id"))
    newest = {}
    for row in rows:
        version = row.version
        newest[version.agreement_id] = max(version.number, newest.get(version.agreement_id, 0))
    return [row for row in rows if row.version.number == newest[row.version.agreement_id]]


def _refuse_unlikely(meeting, line_id, outcome, words, agreements):
    if line_id not in agreements:
        raise Refused("R14.9", "That line is not paid for by an agreement that runs now.")
    if outcome not in BudgetOutcome.Outcome.values:
        raise Refused("R14.9", "Choose whether it continues, changes or ends.")
    if not words.strip():
        raise Refused("R14.9", "Say in a few words why.")
    if outcome == END and not meeting.budget_discussed:
        raise Refused(
            "R14.9", "A budget can end at an annual review only if it was discussed at the meeting."
        )


def _refuse_unreviewed(meeting, agreement):
    if not agreement.is_paid_over:
        return
    since = meeting.review.invited_on or meeting.held_on
    with_plan = agreement.payment_reviews.filter(occasion=PaymentReview.Occasion.ANNUAL_REVIEW)
    if not with_plan.filter(held_on__gte=since).exists():
        words = f"Record the review of the payments under agreement {agreement.reference} with this meeting."
        raise Refused("R11.3", words)
