"""Answering a review: the letter made from what the Board decided, and what follows from it (R7.4, L7)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions import agreements, endings, moves
from budgets.models import Ending
from clocks import actions as clocks
from decisions.actions.reviewing.writing import readers, reviewed_words
from decisions.models import Decision, DecisionReview
from decisions.states import decisions_of
from letters import actions as letters
from letters.kinds import ReviewedLine, ReviewOutcome
from policy.plain import long_date, pounds

DUTY = "review_outcome"
UPHELD = Decision.ReviewOutcome.UPHELD
AGREED = (Decision.Outcome.AGREED, Decision.Outcome.AGREED_IN_PART)
ENDING = "Whether the budget ends"
THE_COUNCIL = "The council"
NO_BACKDATING = "The decision stays as it was, so there is no time already gone to pay for."
PAID_ALL_ALONG = "The payments went on while we looked again, so there is no time already gone to pay for."
STAYS = "Nothing changes: the decision stays as it was."
NOTICE_FOLLOWS = "We prepare a written notice of what is agreed and send it to you, for you to agree to."
FIRST_MONEY = "Nothing is paid before you have agreed to the notice in writing."
RAISE_FOLLOWS = (
    "For what is paid for now we send you a notice of the higher amount, with the day it begins. You do not have to "
    "agree again: what you agreed to in writing stands."
)
CHANGE_FOLLOWS = (
    "What is paid for now goes on as it is. We prepare a written notice of the change, and nothing changes before you "
    "have it."
)
ENDING_FOLLOWS = (
    "What is paid for now ends on the day we gave you notice of. Your case officer talks with you about what "
    "follows."
)
MOVED_FOLLOWS = "What is arranged now goes on until an agreement about the new way takes its place."
ASK_AGAIN = (
    "You can make a new request for a personal budget when something has changed, or at the next review of "
    "the plan."
)
TALK = "Your case officer can talk this letter through with you."
RUNNING_STEPS = {
    agreements.RAISED: RAISE_FOLLOWS,
    agreements.CHANGED: CHANGE_FOLLOWS,
    agreements.MOVED: MOVED_FOLLOWS,
    agreements.ENDING: ENDING_FOLLOWS,
}
Meeting = DecisionReview.Meeting


@transaction.atomic
def release_review(item, *, on, by):
    """Answer a review in writing, with reasons, and put into effect what the Board decided (R7.4).

    Called by the release of its item, which has the second check behind it; gives the letter.
    """
    review = hold(item.review)
    authorise("decisions.release", item, by=by)
    to, kind = readers(review, on=on), outcome_letter(item, on=on)
    review.outcome_letter = letters.write(kind, child=review.child, to=to, by=by, on=on, about=review)[0]
    review.released_on = on
    review.release()
    review.save()
    clocks.meet(DUTY, about=review, on=on)
    if review.ending_id:
        _settle_ending(item, review, not_before=_notified_on(review, on), on=on, by=by)
    else:
        _settle_lines(item, review, on=on, by=by)
    record("decisions.review_answered", by=by, about=review, on=on, letter=review.outcome_letter.reference)
    return review.outcome_letter


def outcome_letter(item, *, on):
    """Fill in the outcome letter from the decisions alone (L7, R7.4)."""
    review, decided = item.review, decisions_of(item)
    return ReviewOutcome(
        reviewed=reviewed_words(review),
        received_on=review.received_on,
        board_on=item.decided_on,
        meeting=_meeting_words(review),
        representations=_representations(review),
        lines=tuple(_line(review, each, on) for each in decided),
        reasons=_grounds(review),
        effect=_effect(review, decided, on),
        effective_on=_effective_on(item, decided, on),
        backdating=_backdating(review, decided),
        next_steps=_next_steps(decided),
    )


def _settle_lines(item, review, *, on, by):
    changed = _changed(decisions_of(item))
    for each in changed:
        moves.settle_line(
            each.line,
            outcome=each.outcome,
            amount=each.amount,
            weeks=each.weeks,
            mechanism=each.mechanism,
            from_on=each.from_on,
            to_on=each.to_on,
            conditions=each.conditions,
            secured_by=each.secured_by,
            on=on,
            by=by,
        )
    moves.answer_review(review.request, on=on, by=by)
    if changed:
        settled = {each.line_id for each in changed}
        agreements.open_agreements(review.request, settled=settled, on=on, by=by)


def _settle_ending(item, review, *, not_before, on, by):
    """Let the budget go on, or let the notice run on from when the family was told (R14.10)."""
    if not _changed(decisions_of(item)):
        if review.ending.state == Ending.State.NOTICE_GIVEN:
            endings.release_hold(review.ending, not_before=not_before, on=on, by=by)
    elif review.ending.state == Ending.State.NOTICE_GIVEN:
        endings.let_go_on(review.ending, because="The review decided that it goes on.", on=on, by=by)
    elif review.ending.state == Ending.State.ENDED:
        # It had ended when the family asked, late: what was agreed is agreed anew.
        ended = review.ending.agreement
        agreements.open_agreements(ended.request, again=ended, on=on, by=by)


def _notified_on(review, on):
    return clocks.expected_for(readers(review, on=on), on=on)


def _changed(decided):
    """Give the decisions that do not leave it as it was."""
    return [each for each in decided if _review_outcome(each) != UPHELD]


def _review_outcome(decision):
    if decision.line_id is None:
        goes_on = decision.outcome == Decision.Outcome.DO_NOT_END
        return Decision.ReviewOutcome.OVERTURNED if goes_on else UPHELD
    return decision.review_outcome


def _line(review, decision, on):
    line = decision.line
    return ReviewedLine(
        title=line.title if line else ENDING,
        earlier=_earlier(review, line),
        outcome=Decision.ReviewOutcome(_review_outcome(decision)).label,
        now=_now(review, decision, on),
        amount=f"{pounds(decision.amount)} a year" if decision.amount else "",
        conditions=tuple(decision.conditions),
        reasons=_paragraphs(decision.reasons),
        secured_by=decision.secured_by or (line and line.secured_by) or _provision_after(review),
    )


def _earlier(review, line):
    if line is None:
        return f"Notice that it ends, of {long_date(review.of_notice.written_on)}"
    sum_of = f", {pounds(line.agreed_yearly)} a year" if line.agreed_yearly else ""
    return f"{line.get_state_display()}{sum_of}"


def _now(review, decision, on):
    if decision.line_id is None and _review_outcome(decision) == UPHELD:
        return f"The budget ends on {long_date(_ends_on(review, on))}"
    how = f": {decision.get_mechanism_display()}" if decision.mechanism else ""
    return f"{decision.get_outcome_display()}{how}"


def _ends_on(review, on):
    ending = review.ending
    return max(ending.ends_on, _notified_on(review, on)) if ending.held_for_review_on else ending.ends_on


def _provision_after(review):
    return review.ending.provision_after if review.ending_id else THE_COUNCIL


def _paragraphs(words):
    return tuple(filter(None, map(str.strip, words.splitlines())))


def _representations(review):
    """Give what was sent and how it was considered; what a parent wrote in confidence is not quoted to the other."""
    sent = review.representations.order_by("given_on", "pk")
    return tuple((_sent(each, number), each.considered_words) for number, each in enumerate(sent, 1))


def _sent(representation, number):
    day, file = long_date(representation.given_on), ", with a file" if representation.document_id else ""
    what = (
        "What we were told when the review was asked for" if number == 1 else f"What was added ({number - 1})"
    )
    return f"{what}, on {day}{file}"


def _meeting_words(review):
    if review.meeting_state == Meeting.HELD:
        who, when = review.meeting_with.person.name, long_date(review.meeting_on)
        return f"You met {who} of the Governance Board on {when}.\n{review.meeting_words}"
    if review.meeting_state == Meeting.DECLINED:
        return "We offered you a meeting with somebody from the Governance Board, and you did not want one."
    return "We offered you a meeting with somebody from the Governance Board, and had no reply."


def _grounds(review):
    many = review.representations.count()
    told = "what you told us" if many == 1 else f"each of the {many} things you told us or sent"
    met = ", what was said at the meeting" if review.meeting_state == Meeting.HELD else ""
    return (
        f"The Board considered {told}{met}, and the papers of the first decision. Its reasons are below.",
    )


def _effect(review, decided, on):
    changed = _changed(decided)
    if review.ending_id:
        return "The budget goes on." if changed else f"The budget ends on {long_date(_ends_on(review, on))}."
    if not changed:
        return STAYS
    return "\n".join(f"{each.line.title}: {_now(review, each, on)}." for each in changed)


def _effective_on(item, decided, on):
    """Give the day from which the outcome holds: the first that is agreed from, or the last of a budget that ends."""
    if item.review.ending_id and not _changed(decided):
        return _ends_on(item.review, on)
    return min((each.from_on for each in _changed(decided) if each.from_on), default=item.decided_on)


def _backdating(review, decided):
    changed = _changed(decided)
    if review.ending_id:
        return PAID_ALL_ALONG
    said = [f"{each.line.title}: {each.backdated_words}" for each in changed if each.backdated_words.strip()]
    return "\n".join(said) or NO_BACKDATING


def _next_steps(decided):
    changed = _changed(decided)
    agreed = [each for each in changed if each.outcome in AGREED]
    follows = {_follows(each) for each in changed if each.line_id}
    said = [words for what, words in RUNNING_STEPS.items() if what in follows]
    if not agreed:
        return (*said, TALK, ASK_AGAIN)
    new = (
        (NOTICE_FOLLOWS, FIRST_MONEY) if {_follows(each) for each in agreed} & {"", agreements.MOVED} else ()
    )
    return (*said, *new, TALK)


def _follows(decision):
    """Say what comes of a line where an agreement pays for it now; nothing where a new one is to be agreed to."""
    return agreements.follows_for(
        decision.line,
        yearly=decision.amount,
        weeks=decision.weeks,
        mechanism=decision.mechanism if decision.outcome in AGREED else "",
        to_on=decision.to_on,
        conditions=decision.conditions,
    )
