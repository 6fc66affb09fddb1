"""When the Board can answer a review in time, and whether those who would decide it decided before (R7.7, R7.9)."""

from dataclasses import dataclass
from datetime import date

from clocks.models import Clock
from decisions.models import AgendaItem, BoardMeeting
from policy import review_decisions
from policy.deadlines import due
from policy.sittings import sittings

DUTY = "review_outcome"


@dataclass(frozen=True)
class BoardDay:
    """A day on which the Board could decide a review before its answer is due (R7.7).

    It is possible while its papers are open; otherwise it takes a waiver. Without a meeting it is only usual:
    nobody has set it yet.
    """

    meets_on: date
    papers_on: date
    is_possible: bool
    meeting: BoardMeeting | None = None


def answer_due(review):
    """Give the last day to answer a review in writing (R7.6)."""
    clock = Clock.objects.of(review, DUTY).order_by("-started_on").first()
    return clock.due_on if clock else due(DUTY, review.received_on).due_on


def boards_inside(review, *, on):
    """Give the days from a date on when the Board could still decide a review in time, soonest first (R7.7)."""
    return boards_between(review.received_on, answer_due(review), on=on)


def boards_between(received_on, limit, *, on):
    """Give the days from a date on when the Board could still decide something in time, soonest first (R7.7, R14.9).

    Meetings that are set, and after the last of the series the usual days nobody has set yet.
    """
    meetings = BoardMeeting.objects.exclude(state="cancelled").filter(
        meets_on__gt=received_on, meets_on__gte=on, meets_on__lte=limit
    )
    days = [BoardDay(each.meets_on, each.papers_on, each.papers_on >= on, each) for each in meetings]
    last = BoardMeeting.objects.filter(is_extra=False).order_by("-meets_on").first()
    begin = max(received_on, last.meets_on) if last else received_on
    set_already = BoardMeeting.objects.filter(meets_on__gt=begin, meets_on__lte=limit)
    usual = sittings(begin, limit, without=list(set_already.values_list("meets_on", flat=True)))
    days += [
        BoardDay(each.board_on, each.papers_on, each.papers_on >= on) for each in usual if each.board_on >= on
    ]
    return tuple(sorted(days, key=lambda day: day.meets_on))


def first_possible(review, *, on):
    """Give the first day the Board could decide a review in time without a waiver; None calls for an extra sitting."""
    return next((day for day in boards_inside(review, on=on) if day.is_possible), None)


def same_deciders(review, meeting):
    """Tell whether everyone at a meeting took the decision under review, so that nobody is new (R7.9)."""
    earlier = AgendaItem.objects.filter(state="released").exclude(review=review)
    earlier = (
        earlier.filter(request=review.request) if review.request_id else earlier.filter(ending=review.ending)
    )
    decided = earlier.order_by("-released_on", "-id").first()
    if decided is None:
        return False
    original = set(decided.voters.values_list("pk", flat=True))
    return review_decisions.same_deciders(
        original, set(meeting.attendances.values_list("member_id", flat=True))
    )
