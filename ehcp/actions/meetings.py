"""The meeting of an annual review: who came, what was said about the budget, who saw the updated plan (R14.9)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import authorise, hold, record
from ehcp.models import AnnualReviewMeeting, Attendee
from policy import Refused
from policy.plain import list_words, long_date

LONGEST = 200


@transaction.atomic
def record_meeting(review, *, held_on, attendees, budget_discussed, child_views, words, on, by):
    """Record a meeting that was held; `attendees` are pairs of a name and on whose behalf they came (R14.9).

    The day of the meeting is the roster's where it has one.
    """
    review = hold(review)
    authorise("ehcp.record_meeting", review, by=by)
    if AnnualReviewMeeting.objects.filter(review=review).exists():
        raise Refused("R14.9", "The meeting of this review is recorded already.")
    _refuse_wrong_day(review, held_on, on)
    _refuse_unsaid(budget_discussed, child_views, words)
    came = _named(attendees)
    if review.meeting_on is None:
        review.meeting_on = held_on
        review.save(update_fields=["meeting_on"])
    meeting = AnnualReviewMeeting.objects.create(
        review=review, held_on=held_on, budget_discussed=budget_discussed, child_views=child_views.strip(),
        words=words.strip(), recorded_by=by, recorded_on=on,
    )  # fmt: skip
    Attendee.objects.bulk_create(Attendee(meeting=meeting, name=name, part=part) for name, part in came)
    said = {"held_on": held_on, "discussed": budget_discussed, "attendees": [name for name, _ in came]}
    record("ehcp.meeting_recorded", by=by, about=meeting, on=on, **said)
    return meeting


@transaction.atomic
def circulate(meeting, *, attendees, on, by):
    """Record that the updated plan was sent to some of those who came, for comment (R14.9)."""
    meeting = hold(meeting)
    authorise("ehcp.circulate", meeting, by=by)
    if meeting.state != AnnualReviewMeeting.State.HELD:
        raise Refused("R14.9", "The record of this meeting is closed.")
    if not meeting.held_on <= on <= timezone.localdate():
        raise Refused("R14.9", f"Give a day from {long_date(meeting.held_on)}, when it was held, to today.")
    ids = [each.pk for each in attendees]
    sent = meeting.attendees.filter(pk__in=ids, circulated_on=None)
    names = list(sent.order_by("id").values_list("name", flat=True))
    if not names:
        raise Refused("R14.9", "Choose somebody who came and has not been sent the plan yet.")
    sent.update(circulated_on=on)
    record("ehcp.plan_circulated", by=by, about=meeting, on=on, to=names)
    return meeting


@transaction.atomic
def close_meeting(meeting, *, on, by):
    """Close the record of a meeting; what it must say about a budget is the floor of budgets' to see to."""
    meeting = hold(meeting)
    authorise("ehcp.close", meeting, by=by)
    meeting.closed_on = on
    meeting.close()
    meeting.save()
    record("ehcp.meeting_closed", by=by, about=meeting, on=on)
    return meeting


def _refuse_wrong_day(review, held_on, on):
    if held_on > min(on, timezone.localdate()):
        raise Refused("R14.9", "A meeting is recorded once it has been held.")
    if review.invited_on and held_on < review.invited_on:
        invited = long_date(review.invited_on)
        raise Refused("R18.6", f"People were invited on {invited}: the meeting cannot have been before that.")
    if review.meeting_on and review.meeting_on != held_on:
        raise Refused(
            "R18.6",
            f"The plan’s record says that the meeting was on {long_date(review.meeting_on)}. If that is wrong, "
            "correct it there first.",
        )


def _refuse_unsaid(budget_discussed, child_views, words):
    if not child_views.strip():
        raise Refused("R1.6", "Record the child’s or young person’s views, or why they could not be given.")
    if budget_discussed and not words.strip():
        raise Refused("R14.9", "Say what was said about the personal budget.")


def _named(attendees):
    came = [(" ".join(name.split()), " ".join(part.split())) for name, part in attendees]
    came = [each for each in came if any(each)]
    if not came or not all(name and part and len(name + part) <= LONGEST for name, part in came):
        raise Refused("R14.9", "Say who came and on whose behalf, one person a line.")
    names = [name for name, _ in came]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Refused("R14.9", f"Named twice: {list_words(sorted(twice))}.")
    return came
