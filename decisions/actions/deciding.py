"""Acts of the Board at its meeting: each line decided on its own, then the whole recorded (R6, R7.2, R25)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.actions import endings
from budgets.actions.moves import decide as decide_request
from clocks import actions as clocks
from decisions import proposals
from decisions.actions.reviewing import decide_review
from decisions.actions.subjects import ON_AGENDA, asked_on
from decisions.boards import same_deciders
from decisions.earlier import earlier_decisions
from decisions.models import AgendaItem, BoardMeeting, Decision
from decisions.states import decisions_of, lines_to_decide, present_at
from policy import Refused, in_force
from policy.bars import Bar, refuse_if_barred
from policy.decisions import ReviewOutcome, bars_to_deciding_review, warnings_about
from policy.outcomes import EndingOutcome
from policy.plain import long_date
from policy.quorum import Body, bars_to_sitting

LETTER = "The letter with the Board's decision"
SAME_PEOPLE = (
    "Everyone at this meeting also took the decision that is reviewed: bring somebody new if you can."
)
State = AgendaItem.State
REVIEWED_AS = {EndingOutcome.END: ReviewOutcome.UPHELD, EndingOutcome.DO_NOT_END: ReviewOutcome.OVERTURNED}


@transaction.atomic
def decide_line(item, line, *, on, by, decided_on=None, **answers):
    """Decide one line as a member of the Board, with its tests, reasons and what follows (R6, R7.2).

    `answers` are those of `decisions.proposals.LineDecision`. It is written once and never changed; all that
    stands in the way is said at once.
    """
    item = _held(item)
    authorise("decisions.decide_line", item, by=by)
    line = _line_of(item, line)
    _refuse_second(item, line)
    said, day = proposals.read(**answers), decided_on or item.meeting.meets_on
    said, more = _as_reviewed(said, line, item, day)
    refuse_if_barred(
        (*_bars_of_meeting(item, day, on), *proposals.bars_to(said, line, decided_on=day), *more)
    )
    decision = _write(item, line=line, decided_on=day, by=by, **proposals.record_of(said, line))
    record("decisions.line_decided", by=by, about=decision, on=on, outcome=said.outcome, reasons=said.reasons)
    return decision


@transaction.atomic
def decide_ending(item, *, outcome, reasons, on, by, decided_on=None, backdated_words=""):
    """Decide whether payments end, or on review whether they end as the notice said (R14.9, R7.4)."""
    item = _held(item)
    authorise("decisions.decide_ending", item, by=by)
    if lines_to_decide(item):
        raise Refused("R7.2", "Decide each line of this item.")
    _refuse_second(item, None)
    outcome, reasons, day = _ending_outcome(outcome), reasons.strip(), decided_on or item.meeting.meets_on
    refuse_if_barred((*_bars_of_meeting(item, day, on), *_bars_of_ending(item, outcome, reasons, day)))
    decision = _write(
        item,
        decided_on=day,
        by=by,
        outcome=outcome.value,
        reasons=reasons,
        review_outcome=REVIEWED_AS[outcome].value if item.review_id else "",
        backdated_words=backdated_words.strip(),
    )
    record("decisions.ending_decided", by=by, about=decision, on=on, outcome=outcome.value, reasons=reasons)
    return decision


@transaction.atomic
def record_decision(item, *, on, by):
    """Record that the Board has decided the whole item; from here a second person checks it (R7.8, R25.1)."""
    item = _held(item)
    authorise("decisions.record_decision", item, by=by)
    _refuse_unready(item)
    decisions = decisions_of(item)
    item.decided_on = max((each.decided_on for each in decisions), default=None)
    item.recorded_on, item.recorded_by = on, by
    item.record_decision()
    item.save()
    item.voters.set([each.member for each in present_at(item)])
    _tell_subject(item, decisions, by)
    clocks.start("decision_letter", child=item.child, about=item, label=LETTER, started_on=item.decided_on)
    said = {str(each.line or "the ending"): each.outcome for each in decisions}
    voters = [str(each) for each in item.voters.all()]
    record("decisions.recorded", by=by, about=item, on=on, round=item.round, outcomes=said, voters=voters)
    return item


def warnings_for(item, line, reasons):
    """Give what a member is warned of before deciding; it refuses nothing (R6.8, R7.9).

    Reasons in the words of an earlier decision about the same provision, reasons that only name a policy, and
    a review by the same people.
    """
    earlier = [each.reasons for each in earlier_decisions(line, before=item)] if line else []
    same = (SAME_PEOPLE,) if item.review_id and same_deciders(item.review, item.meeting) else ()
    return (*warnings_about(reasons, earlier), *same)


def _held(item):
    """Lock the child, the item and its meeting, so that who is there stays who is there while one decides."""
    item = hold(item)
    item.meeting = hold(item.meeting)
    return item


def _refuse_unready(item):
    subject = item.subject
    if item.state != State.LISTED or subject.state != ON_AGENDA:
        name, stands = subject._meta.verbose_name, subject.get_state_display()
        words = f"the item is “{item.get_state_display()}”, and the {name} is “{stands}”"
        raise Refused("R25.2", f"There is nothing to decide here now: {words}.")


def _line_of(item, line):
    _refuse_unready(item)
    for each in lines_to_decide(item):
        if each.pk == line.pk:
            return each
    raise Refused("R7.2", "This line is not before the Board in this item.")


def _refuse_second(item, line):
    """Refuse a second decision on one line, saying who decided and what."""
    _refuse_unready(item)
    for each in decisions_of(item):
        if each.line_id == (line and line.pk):
            said = f"{each.recorded_by} has recorded it already: {each.get_outcome_display().lower()}."
            raise Refused("R7.8", f"{said} What is recorded stays, unless the second checker sends it back.")


def _as_reviewed(said, line, item, day):
    """Give what is decided on review: upheld is the earlier decision again; with what stands in its way."""
    if item.review_id is None:
        return proposals.without_review(said), ()
    earlier = proposals.standing(line)
    if said.review_outcome == ReviewOutcome.UPHELD.value and earlier:
        said = proposals.upheld(said, earlier)
    return said, proposals.bars_on_review(said, line, item.review, decided_on=day)


def _ending_outcome(given):
    try:
        return EndingOutcome(given)
    except ValueError:
        raise Refused("R14.9", "Say whether the payments end or go on.") from None


def _bars_of_ending(item, outcome, reasons, day):
    """List what is missing of a decision about an ending; on review it is also all that was sent (R7.8, R7.3)."""
    if item.review_id is None:
        return () if reasons else (Bar("R7.8", "Give the reasons."),)
    return bars_to_deciding_review(
        REVIEWED_AS[outcome],
        reasons=reasons,
        all_considered=not item.review.representations.filter(considered_on=None).exists(),
        # Payments run on until the last day, so there is no time gone to pay for.
        backdated_answered=True,
        decided_on=day,
        received_on=item.review.received_on,
    )


def _bars_of_meeting(item, day, on):
    """List why this meeting may not decide this item: not yet, no longer, not enough bodies, another day (R25)."""
    meeting = item.meeting
    checks = (
        (
            meeting.state == BoardMeeting.State.PLANNED,
            "R25.2",
            "The meeting is closed: move this to another one.",
        ),
        (
            on >= meeting.meets_on,
            "R25.5",
            f"The Board has not met yet: it meets on {long_date(meeting.meets_on)}.",
        ),
        (
            day == meeting.meets_on,
            "R25.5",
            f"The Board met on {long_date(meeting.meets_on)}: what it decided there has that day.",
        ),
        (
            day >= asked_on(item.subject),
            "R25.5",
            f"It was asked for on {long_date(asked_on(item.subject))}, after the day of the decision.",
        ),
    )
    late = tuple(Bar(rule, words) for met, rule, words in checks if not met)
    return (*late, *bars_to_sitting([Body(each.body) for each in present_at(item)], on=meeting.meets_on))


def _write(item, *, by, decided_on, **values):
    return Decision.objects.create(
        item=item,
        round=item.round,
        decided_on=decided_on,
        recorded_by=by,
        recorded_at=timezone.now(),
        policy_version=in_force(decided_on).version,
        **values,
    )


def _tell_subject(item, decisions, by):
    if item.request_id:
        item.request = decide_request(item.request, decided_on=item.decided_on, by=by)
    elif item.review_id:
        item.review = decide_review(item.review, decided_on=item.decided_on, by=by)
    else:
        reasons = decisions[0].reasons
        item.ending = endings.decide_ending(item.ending, decided_on=item.decided_on, reasons=reasons, by=by)
