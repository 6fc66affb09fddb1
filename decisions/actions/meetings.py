"""Acts about meetings of the Governance Board: set, attended, closed, cancelled (R25.1, R25.2)."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from audit.acts import authorise, hold, record
from decisions.models import Attendance, BoardMeeting, Decision
from decisions.models.meeting import Body
from people.models import User
from people.roles import Role
from policy import InputError, Refused
from policy.deadlines import due
from policy.deadlines.making import check_date
from policy.plain import list_words, long_date
from policy.sittings import sittings

ONE_DAY = timedelta(days=1)
LONGEST_SERIES = timedelta(days=2 * 366)
State = BoardMeeting.State


@transaction.atomic
def set_series(*, from_on, until_on, on, by):
    """Set the Board's usual meetings from a day until another, both included; give the new ones (R25.2).

    A day that has a meeting keeps it, and a day whose meeting was cancelled stays free.
    """
    authorise("decisions.set_meetings", by=by)
    _refuse_unlikely(from_on, until_on)
    if not on <= from_on <= until_on <= from_on + LONGEST_SERIES:
        raise Refused("R25.2", "Give days from today on, the first before the last, at most two years apart.")
    known = set(
        BoardMeeting.objects.filter(meets_on__range=(from_on, until_on)).values_list("meets_on", flat=True)
    )
    days = [each.board_on for each in sittings(from_on - ONE_DAY, until_on, without=known)]
    made = [_set(day, on=on, by=by) for day in days]
    return [meeting for meeting in made if meeting]


@transaction.atomic
def set_extra(*, meets_on, place, on, by):
    """Set an extra sitting of the Board on a day (R7.7, R25.2)."""
    authorise("decisions.set_meetings", by=by)
    _refuse_unlikely(meets_on)
    if meets_on < on:
        raise Refused("R25.2", "Give today or a later day.")
    meeting = _set(meets_on, is_extra=True, place=place.strip(), on=on, by=by)
    if meeting is None:
        raise Refused("R25.2", f"The Board meets on {long_date(meets_on)} already.")
    return meeting


def _refuse_unlikely(*days):
    """Refuse days nothing can be reckoned with, such as one of the year 9999."""
    try:
        for day in days:
            check_date(day)
    except InputError:
        raise Refused("R25.2", "Give a day that can be planned for.") from None


def _set(day, *, on, by, **fields):
    """Set one meeting and give it; None when somebody has just set one for the same day."""
    try:
        with transaction.atomic():
            papers_on = due("board_papers", day).target_on
            meeting = BoardMeeting.objects.create(meets_on=day, papers_on=papers_on, set_by=by, **fields)
    except IntegrityError:
        return None
    record("decisions.meeting_set", by=by, about=meeting, on=on, meets_on=str(day), extra=meeting.is_extra)
    return meeting


@transaction.atomic
def cancel(meeting, *, because, on, by):
    """Cancel a meeting that has not been held; what was on its agenda was moved first (R25.2)."""
    meeting = hold(meeting)
    authorise("decisions.cancel", meeting, by=by)
    if not because.strip():
        raise Refused("R25.2", "Say why the meeting is cancelled.")
    meeting.cancelled_because = because.strip()
    meeting.cancel()
    meeting.save()
    record("decisions.meeting_cancelled", by=by, about=meeting, on=on, because=meeting.cancelled_because)
    return meeting


@transaction.atomic
def record_attendance(meeting, *, members, on, by):
    """Record who came and for whom they speak: (user, body, is in the chair) of each (R25.1).

    It may be put right until the meeting is closed, but whoever has taken part in a decision stays.
    """
    meeting = hold(meeting)
    authorise("decisions.record_attendance", meeting, by=by)
    if meeting.state != State.PLANNED:
        raise Refused("R25.1", f"The meeting is {meeting.get_state_display().lower()}: its record stays.")
    if on < meeting.meets_on:
        raise Refused("R25.1", f"The Board meets on {long_date(meeting.meets_on)}: record then who came.")
    members = [(User.objects.get(pk=member.pk), body, bool(is_chair)) for member, body, is_chair in members]
    _refuse_unfit(members)
    _refuse_leaving(meeting, members)
    meeting.attendances.all().delete()
    came = [
        Attendance(meeting=meeting, member=member, body=body, is_chair=is_chair)
        for member, body, is_chair in members
    ]
    Attendance.objects.bulk_create(came)
    said = [f"{each.member} for {each.get_body_display()}{', chair' * each.is_chair}" for each in came]
    record("decisions.attendance_recorded", by=by, about=meeting, on=on, came=said)
    return came


def _refuse_unfit(members):
    strangers = [str(member) for member, _, _ in members if not member.has_role(Role.BOARD_MEMBER)]
    if strangers:
        raise Refused("R25.1", f"Only members of the Board sit on it: {list_words(strangers)} may not.")
    if len({member.pk for member, _, _ in members}) < len(members):
        raise Refused("R25.1", "Each member is there once, for one body.")
    if any(body not in Body.values for _, body, _ in members):
        raise Refused("R25.1", "Say for each member whether they speak for education, health or social care.")
    if sum(is_chair for _, _, is_chair in members) > 1:
        raise Refused("R25.2", "One member is in the chair.")


def _refuse_leaving(meeting, members):
    """Refuse to take out, or to give another body, a member whose part in a decision is on record."""
    stay = {(member.pk, str(body)) for member, body, _ in members}
    decided = Decision.objects.filter(item__meeting=meeting).values_list("recorded_by")
    voted = meeting.items.exclude(voters=None).values_list("voters")
    took_part = meeting.attendances.filter(member__in=decided.union(voted)).select_related("member__person")
    lost = [str(each.member) for each in took_part if (each.member_id, each.body) not in stay]
    if lost:
        raise Refused(
            "R25.1", f"The record shows what {list_words(lost)} took part in: leave them as they are."
        )


@transaction.atomic
def close_meeting(meeting, *, on, by):
    """Close a meeting that was held: every item is decided, put off or taken off (R25.2)."""
    meeting = hold(meeting)
    authorise("decisions.close", meeting, by=by)
    if on < meeting.meets_on:
        raise Refused("R25.2", f"The Board has not met yet: it meets on {long_date(meeting.meets_on)}.")
    meeting.close()
    meeting.save()
    record("decisions.meeting_closed", by=by, about=meeting, on=on)
    return meeting
