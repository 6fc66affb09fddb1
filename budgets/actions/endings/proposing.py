"""Proposing that an agreement ends, and what the Board's acts do to the proposal (R14, b8)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.actions.agreements.periods import meet_period_review
from budgets.models import Agreement, Ending
from clocks import actions as clocks
from policy import Refused
from policy.plain import long_date
from policy.stopping import BY_CODE, FEWEST_ATTEMPTS

NOTICE = "budget_end_notice"
LABEL = "Notice that the budget ends"


@transaction.atomic
def propose_ending(
    agreement, *, ground, reasons, evidence, provision_after, meeting=None, payment_review=None, attempts=(),
    on, by,
):  # fmt: skip
    """Propose that an active agreement ends, on a ground the law knows (R14.1-R14.9).

    `attempts` are pairs of a day and a way in which the young person was asked (R14.7). From an annual review
    meeting the clock on the notice counts from the day of the meeting.
    """
    agreement = hold(agreement)
    authorise("budgets.propose_ending", agreement, by=by)
    asked = [[day.isoformat(), how.strip()] for day, how in attempts]
    _refuse_wrong_time(agreement)
    _refuse_ground(agreement, ground, payment_review, asked)
    _refuse_meeting(agreement, meeting)
    words = _reasoned(reasons=reasons, evidence=evidence, provision_after=provision_after)
    ending = Ending.objects.create(
        agreement=agreement, ground=ground, meeting=meeting, payment_review=payment_review, attempts=asked,
        proposed_on=on, proposed_by=by, **words,
    )  # fmt: skip
    meet_period_review(agreement, on=on)
    if meeting:
        clocks.start(NOTICE, child=agreement.child, about=ending, label=LABEL, started_on=meeting.held_on)
    record("budgets.ending_proposed", by=by, about=ending, on=on, ground=ground, **words)
    return ending


@transaction.atomic
def put_ending_on_agenda(ending, *, by, on=None):
    """Take a proposal to a meeting of the Board."""
    ending = hold(ending)
    authorise("budgets.put_on_agenda", ending, by=by)
    ending.put_on_agenda()
    ending.save()
    record("budgets.ending_put_on_agenda", by=by, about=ending, on=on)
    return ending


@transaction.atomic
def take_ending_off_agenda(ending, *, by, on=None):
    """Take a proposal off a meeting: it waits for another one."""
    ending = hold(ending)
    authorise("budgets.take_off_agenda", ending, by=by)
    ending.take_off_agenda()
    ending.save()
    record("budgets.ending_taken_off_agenda", by=by, about=ending, on=on)
    return ending


@transaction.atomic
def decide_ending(ending, *, decided_on, reasons, by, on=None):
    """Record that the Board decided, with its reasons; nobody outside is told yet (R7.8)."""
    ending = hold(ending)
    authorise("budgets.decide", ending, by=by)
    if not ending.proposed_on <= decided_on <= timezone.localdate():
        proposed = long_date(ending.proposed_on)
        raise Refused("R7.8", f"Give a day from {proposed}, when it was proposed, to today.")
    if not reasons.strip():
        raise Refused("R7.8", "A decision has its reasons.")
    ending.board_decided_on, ending.board_reasons = decided_on, reasons.strip()
    ending.decide()
    ending.save()
    record(
        "budgets.ending_decided", by=by, about=ending, on=on, decided_on=decided_on, reasons=reasons.strip()
    )
    return ending


@transaction.atomic
def send_back_ending(ending, *, by, on=None):
    """Give a proposal back to the Board: the second checker found something wrong."""
    ending = hold(ending)
    authorise("budgets.send_back", ending, by=by)
    ending.board_decided_on, ending.board_reasons = None, ""
    ending.send_back()
    ending.save()
    record("budgets.ending_sent_back", by=by, about=ending, on=on)
    return ending


def _reasoned(**given):
    words = {name: each.strip() for name, each in given.items()}
    if not all(words.values()):
        raise Refused("R14.8", "Say the reasons, the evidence, and who secures the provision afterwards.")
    return words


def _refuse_wrong_time(agreement):
    if agreement.state != Agreement.State.ACTIVE:
        state = agreement.get_state_display().lower()
        raise Refused("R14", f"Only an active agreement is proposed to end: this one is “{state}”.")
    if agreement.endings.exclude(state__in=("ended", "not_ended")).exists():
        raise Refused("R14", "An ending of this agreement is proposed already.")


def _refuse_ground(agreement, code, payment_review, asked):
    ground = BY_CODE.get(code)
    if ground is None:
        raise Refused("R14", "Choose the ground from the list.")
    if code == "G1":
        raise Refused("R14.1", "Consent taken back in writing ends payments at once: record the withdrawal.")
    if code == "G8":
        raise Refused("R14.12", "No letter and no notice follow a death: record it on the agreement.")
    if payment_review is not None and payment_review.agreement_id != agreement.pk:
        raise Refused(ground.rule, "That review was of other payments.")
    if ground.needs_review and payment_review is None:
        raise Refused(ground.rule, "This ground needs a review of the payments first.")
    if code == "G7":
        _refuse_few(asked)
    if code == "G9" and agreement.plan.ceased_on is None:
        raise Refused("R14.12", "The plan has not ceased.")


def _refuse_few(asked):
    ways = {how.lower() for _, how in asked if how}
    if min(len(asked), len(ways)) < FEWEST_ATTEMPTS:
        raise Refused(
            "R14.7", "Ask the young person at least twice, in at least two ways, and record the days."
        )
    if any(date.fromisoformat(day) > timezone.localdate() for day, _ in asked):
        raise Refused("R14.7", "The days on which they were asked cannot be in the future.")


def _refuse_meeting(agreement, meeting):
    if meeting is None:
        return
    if meeting.review.plan_id != agreement.plan_id:
        raise Refused("R14.9", "That meeting was about another plan.")
    if not meeting.budget_discussed:
        raise Refused(
            "R14.9", "A budget can end at an annual review only if it was discussed at the meeting."
        )
