"""When the Board can answer a review in time, and whether those who would decide it decided before (R7.7, R7.9)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

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


def answer_clock(review):
    """Give the clock on the answer to a review; None before it runs."""
    return Clock.objects.of(review, DUTY).order_by("-started_on", "-id").first()


def answer_due(review, clock=None):
    """Give the last day to answer a review in writing (R7.6), by its clock when that is at hand."""
    clock = clock or answer_clock(review)
    return clock.due_on if clock else due(DUTY, review.received_on).due_on


def boards_inside(review, *, on, clock=None):
    """Give the days from a date on when the Board could still decide a review in time, soonest first (R7.7)."""
    return boards_between(review.received_on, answer_due(review, clock), on=on)


def boards_between(received_on, limit, *, on):
    """Give the days from a date on when the Board could still decide something in time, soonest first (R7.7, R14.9).

    Meetings that are set, and after the last of the series the usual days nobody has set yet.
    """
    last = BoardMeeting.objects.filter(is_extra=False).order_by("-meets_on")
    inside = Q(meets_on__gt=received_on, meets_on__lte=limit)
    known = list(BoardMeeting.objects.filter(inside | Q(pk=Subquery(last.values("pk")[:1]))))
    meetings = [each for each in known if received_on < each.meets_on <= limit]
    days = [
        BoardDay(each.meets_on, each.papers_on, each.papers_on >= on, each)
        for each in meetings
        if each.state != BoardMeeting.State.CANCELLED and each.meets_on >= on
    ]
    begin = max([received_on, *(each.meets_on for each in known if not each.is_extra)])
    set_already = [each.meets_on for each in meetings if each.meets_on > begin]
    usual = sittings(begin, limit, without=set_already)
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
