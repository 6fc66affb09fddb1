"""Guards of the moves in decisions: each names its rule and says what to do."""

import hashlib
import json

from django.forms.models import model_to_dict

from audit.states import guard
from policy.quorum import Body, bars_to_sitting


def decisions_of(item):
    """Give the decisions of the item's present round, by line."""
    return sorted(
        (each for each in item.decisions.all() if each.round == item.round),
        key=lambda each: each.line_id or 0,
    )


def digest_of(item):
    """Give a digest of all that the Board decided in the present round."""
    said = [model_to_dict(each) for each in decisions_of(item)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def lines_asked(item):
    """Give the lines an item asks about, to be read with whatever else is wanted of them; None for an ending."""
    if item.request_id:
        return item.request.lines.exclude(state="withdrawn").order_by("position")
    if item.review_id and item.review.request_id:
        return item.review.lines.order_by("position")
    return None


def lines_to_decide(item):
    """Give the lines an item asks about; none for an ending."""
    asked = lines_asked(item)
    return [] if asked is None else list(asked)


def present_at(item):
    """Give the attendances of those who take part in an item: who came and is not recused (R25.4).

    Nobody sits on a case of their own: the child's case officer takes no part, whatever was declared.
    """
    recused = {each.member_id for each in item.recusals.all()} | {item.child.case_officer_id}
    return [each for each in item.meeting.attendances.all() if each.member_id not in recused]


@guard("R7.2", "Decide every line first: agreed, agreed in part, or refused.")
def every_line_is_decided(item):
    """Hold when each line of the item, or the ending itself, has a decision of this round."""
    decided = {each.line_id for each in decisions_of(item)}
    return decided == ({line.pk for line in lines_to_decide(item)} or {None})


@guard(
    "R25.1",
    "The meeting is not quorate for this item: education, health and social care must each take part.",
)
def was_quorate(item):
    """Hold when those who took part make a quorum."""
    return not bars_to_sitting([Body(each.body) for each in present_at(item)], on=item.meeting.meets_on)


@guard("R25.5", "The decision cannot be dated before the request was received.")
def not_decided_before_asked(item):
    """Hold when it is decided on or after the day it was asked or proposed."""
    subject = item.subject
    asked_on = getattr(subject, "received_on", None) or subject.proposed_on
    return item.decided_on is not None and item.decided_on >= asked_on


def cannot_check(item):
    """Give the ids of those who recorded an item, took part in it or stepped aside from its case (R25.1, R25.4)."""
    took_part = {each.pk for each in item.voters.all()} | {each.recorded_by_id for each in decisions_of(item)}
    return took_part | {item.recorded_by_id} | set(item.recusals_of_case().values_list("member", flat=True))


@guard(
    "R25.1",
    "Somebody who recorded the decision, took part in it or stepped aside from it cannot be its second checker.",
)
def checker_is_a_second_person(item):
    """Hold when the checker neither recorded nor voted, and did not step aside."""
    return item.checked_by_id is not None and item.checked_by_id not in cannot_check(item)


@guard("R7.1", "The decisions are not those that were checked: have them checked again.")
def decisions_are_as_checked(item):
    """Hold when the decisions are word for word those the checker saw."""
    return bool(item.checked_digest) and item.checked_digest == digest_of(item)


@guard("R7.1", "There is no letter that tells the family.")
def has_its_letter(item):
    """Hold when the letter is written."""
    return item.letter_id is not None and item.released_on is not None


@guard("R7.8", "Say why it is put off, in words.")
def says_why_deferred(item):
    """Hold when the reason is given."""
    return bool(item.deferred_because.strip())


@guard("R25.2", "An item is still undecided: decide it, put it off, or take it off first.")
def nothing_is_left_undecided(meeting):
    """Hold when no item is left."""
    return not meeting.items.filter(state="listed").exists()


@guard("R25.2", "There are items on its agenda: move them to another meeting first.")
def agenda_is_empty(meeting):
    """Hold when nothing is, or was, decided there."""
    return not meeting.items.exclude(state__in=["taken_off", "deferred"]).exists()


@guard("R7.5", "It came in time, so it is taken at once.")
def came_late(review):
    """Hold when it was asked after the last day."""
    return review.is_late


@guard("R7.5", "Say why, in words.")
def says_why_late_settled(review):
    """Hold when somebody said why it is taken or not."""
    return bool(review.late_words.strip() and review.late_settled_by_id and review.late_settled_on)


@guard(
    "R7.7",
    "First offer the family a meeting with a decision-maker, and record whether it was held or declined.",
)
def meeting_was_offered(review):
    """Hold when the meeting was held, declined, or offered without a reply."""
    return review.meeting_state in ("held", "declined", "no_reply")


@guard("R7.3", "First mark each thing the family sent as considered, and say how.")
def representations_are_considered(review):
    """Hold when nothing was left unread."""
    return all(each.considered_on for each in review.representations.all())


@guard("R7.4", "There is no letter with the outcome and its reasons.")
def has_outcome_letter(review):
    """Hold when the outcome is in writing."""
    return review.outcome_letter_id is not None and review.released_on is not None
