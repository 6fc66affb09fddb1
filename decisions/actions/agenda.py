"""Acts about the Board's agenda: what is put on it, moved, put off or taken off, and who steps aside (R25)."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from audit.acts import authorise, hold, record
from budgets.actions.requests import withdraw
from budgets.models import Ending
from budgets.telling import family_of
from clocks import actions as clocks
from decisions.actions.subjects import ON_AGENDA, child_of, drop_letter_clock, moves_of, request_of
from decisions.models import AgendaItem, BoardMeeting, Recusal
from decisions.rules import is_manager_of_its_child
from decisions.states import decisions_of
from letters import actions as letters
from letters.kinds import DecisionDeferred
from people.roles import Role
from policy import Refused
from policy.plain import long_date
from policy.sittings import sittings

DEFERRED = "Telling the family that the Board put off its decision"
AGAIN = "The Board decides again at another meeting."
MEANWHILE = (
    "Nothing changes while you wait: the support in the plan must still be provided, and we make sure that "
    "it is."
)
# Far enough to find a usual day of the Board beyond any run of bank holidays.
LOOK_AHEAD = timedelta(days=60)
State = AgendaItem.State


@transaction.atomic
def put_on_agenda(subject, meeting, *, waiver="", on, by):
    """Put a request, a review or an ending on the agenda of a meeting to come (R25.2, R7.7)."""
    subject = hold(subject)
    authorise("decisions.put_on_agenda", subject, by=by)
    meeting = _open_meeting(meeting, waiver, on)
    moves = moves_of(subject)
    subject = moves.put_on(subject, by=by)
    item = _list(moves.name, subject, meeting, waiver, on=on, by=by)
    record(
        "decisions.put_on_agenda",
        by=by,
        about=item,
        on=on,
        meets_on=str(meeting.meets_on),
        waiver=item.waiver,
        aside=_aside(item),
    )
    return item


@transaction.atomic
def move(item, meeting, *, waiver="", on, by):
    """Move an undecided item to another meeting; what was decided of it so far is decided again there."""
    item = hold(item)
    authorise("decisions.take_off", item, by=by)
    _refuse_overtaken(item)
    meeting = _another_meeting(item, meeting, waiver, on)
    item.take_off()
    item.save()
    drop_letter_clock(item, on=on, because=AGAIN)
    moved = _list(moves_of(item.subject).name, item.subject, meeting, waiver, on=on, by=by)
    words = {"to": str(meeting.meets_on), "waiver": moved.waiver, "aside": _aside(moved)}
    record("decisions.item_moved", by=by, about=moved, on=on, **words)
    return moved


@transaction.atomic
def take_off(item, *, because, on, by):
    """Take an undecided item off the agenda, saying why; it waits for another meeting."""
    item = hold(item)
    authorise("decisions.take_off", item, by=by)
    if not because.strip():
        raise Refused("R25.2", "Say why it is taken off the agenda.")
    item.take_off()
    item.save()
    drop_letter_clock(item, on=on, because=AGAIN)
    # An ending may have been overtaken, by consent taken back: then only its item is left to clear.
    if item.subject.state == ON_AGENDA:
        moves_of(item.subject).take_from(item.subject, by=by)
    record("decisions.taken_off", by=by, about=item, on=on, because=because.strip())
    return item


@transaction.atomic
def defer(item, *, because, next_meeting=None, waiver="", on, by):
    """Put an item off at its meeting: the family is told why, and when the Board looks again (R7.8)."""
    item = hold(item)
    authorise("decisions.defer", item, by=by)
    _refuse_overtaken(item)
    if on < item.meeting.meets_on:
        raise Refused("R7.8", "The Board has not met yet: move the item to another meeting instead.")
    item.deferred_because = because.strip()
    item.defer()
    item.save()
    drop_letter_clock(item, on=on, because=AGAIN)
    subject, again = item.subject, None
    if next_meeting is None:
        moves_of(subject).take_from(subject, by=by)
    else:
        meeting = _another_meeting(item, next_meeting, waiver, on)
        again = _list(moves_of(subject).name, subject, meeting, waiver, on=on, by=by)
    next_on = again.meeting.meets_on if again else _next_sitting(item, on)
    if not isinstance(subject, Ending):
        _tell_of_deferral(item, next_on, on=on, by=by)
    words = {"because": item.deferred_because, "next_on": str(next_on), "aside": _aside(again or item)}
    record("decisions.deferred", by=by, about=item, on=on, **words)
    return again or item


def _tell_of_deferral(item, next_on, *, on, by):
    letter = DecisionDeferred(
        request_reference=request_of(item.subject).reference,
        board_on=item.meeting.meets_on,
        reasons=(item.deferred_because,),
        next_on=next_on,
        meanwhile=MEANWHILE,
    )
    clocks.start(
        "deferral_told", child=item.child, about=item, label=DEFERRED, started_on=item.meeting.meets_on
    )
    letters.write(letter, child=item.child, to=family_of(item.child, on=on), about=item, by=by, on=on)
    clocks.meet("deferral_told", about=item, on=on)


@transaction.atomic
def recuse(item, *, reasons, member, on, by):
    """Record that a member takes no part in an item, and why; they or a case manager may say so (R25.4)."""
    item = hold(item)
    authorise("decisions.recuse", item, by=by)
    if by.pk != member.pk and not is_manager_of_its_child(by, item):
        raise Refused(
            "R25.4", "A member steps aside for themselves; for somebody else a case manager records it."
        )
    if not member.has_role(Role.BOARD_MEMBER):
        raise Refused("R25.4", f"{member} is not a member of the Board.")
    if not reasons.strip():
        raise Refused("R25.4", "Say why they take no part.")
    if item.state != State.LISTED or any(each.recorded_by_id == member.pk for each in decisions_of(item)):
        raise Refused(
            "R25.4", f"{member} can no longer step aside: the record shows what was decided, and by whom."
        )
    if item.recusals.filter(member=member).exists():
        raise Refused("R25.4", f"It is recorded already that {member} takes no part.")
    recusal = Recusal.objects.create(item=item, member=member, reasons=reasons.strip(), declared_on=on)
    record("decisions.recused", by=by, about=recusal, on=on, member=str(member), reasons=recusal.reasons)
    return recusal


@transaction.atomic
def withdraw_request(request, *, because, on, by):
    """End a request as the family wishes, before the Board has decided it; its item is taken off (b1, R4.3)."""
    request = hold(request)
    item = AgendaItem.objects.filter(request=request, state__in=["listed", "recorded", "checked"]).first()
    if item:
        item = hold(item)
        authorise("decisions.take_off_agendaitem", item, by=by)
        if item.state != State.LISTED:
            raise Refused("R7.8", "The Board has looked at this request: wait for its letter.")
        item.take_off()
        item.save()
        drop_letter_clock(item, on=on, because="The request was withdrawn.")
        moves_of(request).take_from(request, by=by)
        record("decisions.taken_off", by=by, about=item, on=on, because=because.strip())
    return withdraw(request, because=because, on=on, by=by)


def _refuse_overtaken(item):
    if item.state == State.LISTED and item.subject.state != ON_AGENDA:
        stands = item.subject.get_state_display().lower()
        raise Refused("R25.2", f"There is nothing left to decide, it is “{stands}”: take it off the agenda.")


def _another_meeting(item, meeting, waiver, on):
    if meeting.pk == item.meeting_id:
        raise Refused("R25.2", "It is on the agenda of that meeting already: choose another one.")
    return _open_meeting(meeting, waiver, on)


def _open_meeting(meeting, waiver, on):
    """Lock a meeting that can still take an item; after its papers are locked that takes a reason (R25.2)."""
    meeting = hold(meeting)
    if meeting.state != BoardMeeting.State.PLANNED or meeting.meets_on < on:
        raise Refused("R25.2", "Choose a meeting that is still to come.")
    if on > meeting.papers_on and not waiver.strip():
        locked = long_date(meeting.papers_on)
        raise Refused(
            "R25.2", f"The papers of this meeting were locked on {locked}: say why it is still listed."
        )
    return meeting


def _list(name, subject, meeting, waiver, *, on, by):
    # A waiver is for papers that are locked: words about papers that are open say nothing.
    said = waiver.strip() if on > meeting.papers_on else ""
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                **{name: subject},
                meeting=meeting,
                child=child_of(subject),
                waiver=said,
                listed_on=on,
                listed_by=by,
            )
    except IntegrityError:
        raise Refused("R25.2", "It is on the agenda of a meeting already.") from None
    _carry_recusals(item)
    return item


def _carry_recusals(item):
    """Keep aside whoever stepped aside from the case before: another day does not make it less theirs (R25.4)."""
    earlier = item.recusals_of_case().order_by("member_id", "pk").distinct("member_id")
    Recusal.objects.bulk_create(
        Recusal(item=item, member_id=each.member_id, reasons=each.reasons, declared_on=each.declared_on)
        for each in earlier
    )


def _aside(item):
    return [str(each.member) for each in item.recusals.select_related("member__person").order_by("pk")]


def _next_sitting(item, on):
    """Give the day on which the Board looks again when no meeting is chosen: the next whose papers are open."""
    after = max(on, item.meeting.meets_on)
    planned = BoardMeeting.objects.filter(
        state=BoardMeeting.State.PLANNED, meets_on__gt=after, papers_on__gte=on
    )
    days = planned.order_by("meets_on").values_list("meets_on", flat=True)
    if days:
        return days[0]
    return next(each.board_on for each in sittings(after, after + LOOK_AHEAD) if each.is_possible)
