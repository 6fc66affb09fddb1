"""Acts that tell a family what the Board decided: made from the locked record, and put into effect (R7.1, C16)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions import endings
from budgets.actions.agreements import open_agreements
from budgets.actions.moves import meet_decision, settle_line
from budgets.actions.moves import release as release_request
from budgets.ending_notices import stop_notice
from budgets.telling import family_of
from clocks import actions as clocks
from decisions.actions.checking import refuse_who_took_part
from decisions.actions.reviewing import outcome_letter, release_review
from decisions.models import AgendaItem, Decision
from decisions.states import decisions_are_as_checked, decisions_of
from decisions.telling import board_decision
from letters import actions as letters
from letters.kinds import EndingNotGoingAhead
from policy import Refused
from policy.plain import long_date

REVIEW = "Asking us to review the decision of {day}"
GOES_ON = ("The agreement and its conditions stay as they are.", "We look at it again at the next review.")
State = AgendaItem.State


def preview(item, *, people, covering_note="", on):
    """Give the letters an item would be released with on a day, from its decisions alone, for the checker to read."""
    if item.request_id:
        return (board_decision(item, people, covering_note=covering_note, on=on),)
    if item.review_id:
        return (outcome_letter(item, on=on),)
    if _outcome_of(item) == Decision.Outcome.DO_NOT_END:
        return (_goes_on(item),)
    days = endings.notice_days(item.ending, on=on)
    return (stop_notice(item.ending, ends_on=days.earliest_end, review_by=days.review_by, on=on),)


@transaction.atomic
def release(item, *, covering_note="", ends_on=None, on, by):
    """Tell the family by letter, and put into effect what was decided; each line as the record has it (R7.1).

    Only what a second person checked goes out, and only a covering note is the releaser's own. `ends_on` is the
    last day of a budget that ends, when it is later than the notice requires.
    """
    item = hold(item)
    authorise("decisions.release", item, by=by)
    _refuse_unready(item, on)
    refuse_who_took_part(item, by)
    note = covering_note.strip()
    if note and item.request_id is None:
        raise Refused("R7.8", "This letter has no place for a covering note.")
    if item.request_id:
        letter = _release_request(item, note, on=on, by=by)
    elif item.review_id:
        letter = release_review(item, on=on, by=by)
        item.review.refresh_from_db()
    else:
        letter = _release_ending(item, ends_on, on=on, by=by)
    item.letter, item.covering_note = letter, note
    item.released_on, item.released_by = on, by
    item.release()
    item.save()
    clocks.meet("decision_letter", about=item, on=on)
    record("decisions.released", by=by, about=item, on=on, letter=letter.reference, note=note)
    return item


def _refuse_unready(item, on):
    if item.state != State.CHECKED:
        words = f"the item is “{item.get_state_display()}”"
        raise Refused("R25.1", f"Only what a second person has checked is released: {words}.")
    if not decisions_are_as_checked(item):
        raise Refused(decisions_are_as_checked.rule, decisions_are_as_checked.words)
    if on < item.checked_on:
        raise Refused(
            "R25.5", f"It was checked on {long_date(item.checked_on)}: the letter cannot be earlier."
        )


def _release_request(item, note, *, on, by):
    request, people = item.request, family_of(item.child, on=on)
    kind = board_decision(item, people, covering_note=note, on=on)
    written = letters.write(kind, child=item.child, to=people, about=request, by=by, on=on)
    for each in decisions_of(item):
        settle_line(
            each.line,
            outcome=each.outcome,
            amount=each.amount,
            weeks=each.weeks,
            mechanism=each.mechanism,
            from_on=each.from_on,
            to_on=each.to_on,
            conditions=each.conditions,
            secured_by=each.secured_by,
            by=by,
            on=on,
        )
    meet_decision(request, on=item.decided_on)
    item.request = release_request(request, letter=written[0], on=on, by=by)
    clocks.start(
        "review_request",
        child=item.child,
        about=request,
        label=REVIEW.format(day=long_date(item.decided_on)),
        started_on=clocks.expected_for(people, on=on),
        notice=written[0],
    )
    open_agreements(request, on=on, by=by)
    return written[0]


def _release_ending(item, ends_on, *, on, by):
    """Give notice of the end, or tell the family that the budget goes on (R14.8, R14.9)."""
    ending, people = item.ending, family_of(item.child, on=on)
    if _outcome_of(item) == Decision.Outcome.DO_NOT_END:
        letter = letters.write(_goes_on(item), child=item.child, to=people, about=ending, by=by, on=on)[0]
        item.ending = endings.let_go_on(ending, because=decisions_of(item)[0].reasons, on=on, by=by)
        return letter
    item.ending = endings.give_notice(ending, ends_on=ends_on, on=on, by=by)
    return item.ending.letter


def _outcome_of(item):
    return next((each.outcome for each in decisions_of(item)), "")


def _goes_on(item):
    (decision,) = decisions_of(item)
    agreement = item.ending.agreement
    return EndingNotGoingAhead(
        board_on=item.decided_on,
        payments=(f"{agreement.get_mechanism_display()}: agreement {agreement.reference}.",),
        reasons=tuple(words.strip() for words in decision.reasons.splitlines() if words.strip()),
        what_next=GOES_ON,
    )
