"""The notice of an ending, and a review that holds the last day (L10, R14.8, R14.10)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.endings.proposing import NOTICE
from budgets.addressees import people_of
from budgets.ending_notices import stop_notice
from budgets.models import Ending
from clocks import actions as clocks
from letters import actions as letters
from policy import Refused, number
from policy.bars import refuse_if_barred
from policy.deadlines import due
from policy.plain import long_date
from policy.stopping import ProposedStop, bars_to_stopping, earliest_end

REVIEW = "review_request"
State = Ending.State


@dataclass(frozen=True)
class NoticeDays:
    """The days a notice written today would give: notified, the earliest last day, the last day to ask again."""

    notified_on: date
    earliest_end: date
    review_by: date


def notice_days(ending, *, on):
    """Give the days of a notice written on a day, by the slowest way it goes to anybody (T9, R14.8, R7.5)."""
    notified_on = clocks.expected_for(people_of(ending.agreement, on=on), on=on)
    return NoticeDays(notified_on, earliest_end(ending.ground, notified_on), due(REVIEW, notified_on).due_on)


@transaction.atomic
def give_notice(ending, *, ends_on=None, review_by=None, plan_maintained_until=None, on, by):
    """Write the notice and count down to the last day, the earliest unless a later one is given (R14.8).

    `review_by` is given by whoever showed it to a person before; it must still be the last day to ask.
    """
    ending = hold(ending)
    authorise("budgets.give_notice", ending, by=by)
    agreement = hold(ending.agreement)
    authorise("budgets.give_stop_notice", agreement, by=by)
    days = notice_days(ending, on=on)
    ends_on = ends_on or days.earliest_end
    _refuse_unlawful(ending, ends_on, days, plan_maintained_until)
    if review_by not in (None, days.review_by):
        raise Refused("R7.5", f"The last day to ask for a review is now {long_date(days.review_by)}.")
    kind = stop_notice(ending, ends_on=ends_on, review_by=days.review_by, on=on)
    people = people_of(agreement, on=on)
    written = letters.write(kind, child=agreement.child, to=people, by=by, on=on, about=ending)
    ending.letter, ending.released_on = written[0], on
    ending.notified_on, ending.ends_on = days.notified_on, ends_on
    ending.give_notice()
    ending.save()
    agreement.give_stop_notice()
    agreement.save()
    _start_review_clock(ending, agreement.child)
    clocks.meet(NOTICE, about=ending, on=on)
    # What a review changed is told with it.
    clocks.meet("agreement_notice", about=agreement, on=on)
    words = {"ground": ending.ground, "ends_on": ends_on, "letter": written[0].reference}
    record("budgets.stop_notice_given", by=by, about=ending, on=on, **words)
    return ending


@transaction.atomic
def hold_for_review(ending, *, on, by):
    """Let the payments run on while a review of their ending is open, where the council's policy says so (R14.10)."""
    ending = hold(ending)
    authorise("budgets.hold_for_review", ending, by=by)
    if ending.state != State.NOTICE_GIVEN:
        raise Refused("R14.10", "There is no notice to look at again.")
    if ending.held_for_review_on is None and number("pay_pending_review", on=on).is_on:
        ending.held_for_review_on = on
        ending.save()
        record("budgets.ending_held", by=by, about=ending, on=on)
    return ending


@transaction.atomic
def release_hold(ending, *, not_before, on, by):
    """Let an ending go on after its review, no sooner than a day; its last day only moves later (R14.10)."""
    ending = hold(ending)
    authorise("budgets.release_hold", ending, by=by)
    if ending.state != State.NOTICE_GIVEN:
        raise Refused("R14.10", "There is no notice to look at again.")
    before = ending.ends_on
    held, ending.held_for_review_on = ending.held_for_review_on, None
    # Without the hold the last day stood, whatever the review took.
    ending.ends_on = max(before, not_before) if held else before
    ending.save()
    record("budgets.ending_released", by=by, about=ending, on=on, before=before, ends_on=ending.ends_on)
    return ending


def _start_review_clock(ending, child):
    label = "Asking for a review of the ending"
    clocks.start(
        REVIEW, child=child, about=ending, label=label, started_on=ending.notified_on, notice=ending.letter
    )


def _refuse_unlawful(ending, ends_on, days, plan_maintained_until):
    review = ending.payment_review
    proposed = ProposedStop(
        ground=ending.ground,
        ends_on=ends_on,
        notified_on=days.notified_on,
        review_held_on=review and review.held_on,
        board_decided_on=ending.board_decided_on,
        reasons=ending.reasons,
        provision_after=ending.provision_after,
        attempts=[(date.fromisoformat(day), how) for day, how in ending.attempts],
        plan_maintained_until=plan_maintained_until,
    )
    refuse_if_barred(bars_to_stopping(proposed))
    if ends_on < days.notified_on:
        raise Refused("R14.8", f"The letter arrives on {long_date(days.notified_on)}: it ends then or later.")
