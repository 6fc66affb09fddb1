"""Preparing a review for the Board: what the family sends is considered, and a meeting is offered (R7.3, R7.7)."""

import uuid

from django.db import transaction

from audit.acts import authorise, hold, record
from decisions.models import DecisionReview, Representation
from documents import actions as documents
from letters import actions as letters
from people.roles import Role
from policy import Refused
from policy.plain import date_with_weekday, long_date

State, Meeting = DecisionReview.State, DecisionReview.Meeting
# Once the Board has decided, what comes in is for another review.
TAKES_MORE = (State.LATE, State.ACCEPTED, State.ON_AGENDA)
SETTLED = (Meeting.HELD, Meeting.DECLINED, Meeting.NO_REPLY)


@transaction.atomic
def add_representation(review, *, words, on, by, given_on=None, file=None):
    """Add what the family says or sends; it must be considered before the Board decides (R7.3).

    `file` is what `documents.actions.receive` gave. The same from the same person on one day is one.
    """
    review = hold(review)
    authorise("decisions.add_representation", review, by=by)
    if review.state not in TAKES_MORE:
        raise Refused("R7.3", "The Board has decided this review, so nothing can be added to it.")
    words = words.strip() or (file.file.name if file else "")
    if not words:
        raise Refused("R7.3", "Write what you want to add, or choose a file.")
    given_on = given_on or on
    if not review.received_on <= given_on <= on:
        raise Refused("R7.3", f"Give a day from {long_date(review.received_on)} to today.")
    same_file = {"document__sha256": file.file.sha256} if file else {"document": None}
    same = review.representations.filter(words=words, given_on=given_on, given_by=by, **same_file)
    if earlier := same.first():
        return earlier
    document = file and documents.file_received(file, child=review.child, about=review, on=on, by=by)
    added = Representation.objects.create(
        review=review, words=words, document=document, given_on=given_on, given_by=by
    )
    record("decisions.representation_added", by=by, about=added, on=on, words=words)
    return added


@transaction.atomic
def consider(representation, *, words, on, by):
    """Mark what the family sent as considered, and say how (R7.3)."""
    representation = hold(representation)
    authorise("decisions.consider", representation, by=by)
    if representation.review.state not in TAKES_MORE:
        shown = representation.review.get_state_display().lower()
        raise Refused("R7.3", f"There is nothing left to consider: the review is “{shown}”.")
    if representation.considered_on:
        raise Refused("R7.3", f"It was considered on {long_date(representation.considered_on)}.")
    if not words.strip():
        raise Refused("R7.3", "Say how it was considered: the family is told.")
    representation.considered_on, representation.considered_by = on, by
    representation.considered_words = words.strip()
    representation.save()
    record("decisions.representation_considered", by=by, about=representation, on=on, words=words.strip())
    return representation


@transaction.atomic
def offer_meeting(review, *, with_whom, words, on, by, meeting_on=None):
    """Offer the family a meeting with a decision-maker of the Board, by a message in this service (R7.7)."""
    review = hold(review)
    authorise("decisions.offer_meeting", review, by=by)
    _refuse_decided(review)
    _refuse_no_member(with_whom)
    if meeting_on and meeting_on < on:
        raise Refused("R7.7", "Give today or a later day.")
    review.meeting_state, review.meeting_with = Meeting.OFFERED, with_whom
    review.meeting_offered_on, review.meeting_on, review.meeting_words = on, meeting_on, words.strip()
    review.save()
    _send_offer(review, on=on, by=by)
    record(
        "decisions.meeting_offered", by=by, about=review, on=on, words=words, meeting_on=str(meeting_on or "")
    )
    return review


def _send_offer(review, *, on, by):
    """Write the offer to whoever asked; the same offer made twice is one message."""
    when = f" on {date_with_weekday(review.meeting_on)}" if review.meeting_on else ""
    words = (
        f"We offer you a meeting with {review.meeting_with.person.name} of the Governance Board{when}, before the "
        f"Board decides your review. Please tell us whether that suits you.\n\n{review.meeting_words}"
    )
    token = uuid.uuid5(review.key, f"{review.meeting_with_id} {review.meeting_on} {words}")
    letters.write_message(
        review.child, review.asked_by, from_family=False, words=words, on=on, by=by, token=token
    )


@transaction.atomic
def settle_meeting(review, *, state, words, on, by, with_whom=None, held_on=None):
    """Record that the meeting was held, that the family declined it, or that they did not reply (R7.7)."""
    review = hold(review)
    authorise("decisions.settle_meeting", review, by=by)
    _refuse_decided(review)
    if state not in SETTLED:
        raise Refused("R7.7", "Say whether it was held, declined or not answered.")
    if not words.strip():
        raise Refused("R7.7", "Say what was discussed, or how you know.")
    if state == Meeting.HELD:
        _note_held(review, with_whom or review.meeting_with, held_on or review.meeting_on or on, on)
    review.meeting_state, review.meeting_words = state, words.strip()
    review.save()
    record("decisions.meeting_settled", by=by, about=review, on=on, outcome=state, words=words.strip())
    return review


def _note_held(review, with_whom, held_on, on):
    _refuse_no_member(with_whom)
    if not review.received_on <= held_on <= on:
        raise Refused("R7.7", f"Give a day from {long_date(review.received_on)} to today.")
    review.meeting_with, review.meeting_on = with_whom, held_on


def _refuse_no_member(user):
    if user is None or not (user.is_active and user.has_role(Role.BOARD_MEMBER)):
        raise Refused("R7.7", "Choose the member of the Governance Board whom the family meets.")


def _refuse_decided(review):
    if review.state not in (State.ACCEPTED, State.ON_AGENDA):
        shown = review.get_state_display().lower()
        raise Refused("R7.7", f"A meeting cannot be arranged now: the review is “{shown}”.")
