"""The Board's meetings: set, attended, closed or cancelled, and what is on their agenda (R25.1, R25.2)."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render

from budgets.duties import DECIDED_BY
from budgets.models import Ending, PersonalBudgetRequest
from clocks.models import Clock
from decisions.actions import agenda, meetings
from decisions.models import AgendaItem, Attendance, BoardMeeting, DecisionReview
from govuk.pager import paged
from people.models import User
from people.roles import Role
from policy import Refused, in_force
from policy.plain import count_words, long_date
from policy.quorum import Body, bars_to_sitting
from portal import forms_board as forms
from portal.pages.shared import attempt, posted, staff_only, today

PLANNED = BoardMeeting.State.PLANNED
MEMBERS_SHOWN = 100


def meeting_page(perm):
    """Open a meeting's page to those who may; a meeting is about no child, its items are."""

    def guard(view):
        @wraps(view)
        @staff_only(perm)
        def guarded(request, key, **kwargs):
            meeting = BoardMeeting.objects.filter(key=key).first()
            if meeting is None:
                raise Http404
            return view(request, meeting, **kwargs)

        return guarded

    return guard


def members():
    """Give the members of the Board, by name."""
    found = User.objects.filter(roles__contains=[Role.BOARD_MEMBER], is_active=True)
    return found.select_related("person").order_by("person__last_name", "person__first_name", "pk")


def items_of(user):
    """Give the items this user may open, with what their rows show."""
    items = AgendaItem.objects.visible_to(user, on=today())
    return items.select_related("child", "request", "review", "ending__agreement", "meeting")


@staff_only("decisions.see_board")
def board_meetings(request):
    """List the meetings to come and those held, with what is on each and what waits."""
    counts = {name: Count("items", filter=Q(items__state=name)) for name in ("listed", "recorded", "checked")}
    every = BoardMeeting.objects.annotate(**counts)
    return render(
        request,
        "board/meetings.html",
        {
            "coming": paged(every.filter(state=PLANNED), request, by=("meets_on", "id"), size=15),
            "held": paged(every.exclude(state=PLANNED), request, by=("-meets_on", "-id"), size=10),
        },
    )


@meeting_page("decisions.see_board")
def board_meeting(request, meeting):
    """Show a meeting: its agenda, who came and for whom, and whether it is quorate."""
    shown = items_of(request.user).filter(meeting=meeting).exclude(state="taken_off")
    page = paged(shown, request, by=("id",))
    all_items = meeting.items.exclude(state="taken_off").count()
    came = list(meeting.attendances.select_related("member__person").order_by("body", "pk"))
    recused = set(meeting.items.filter(recusals__member=request.user).values_list("pk", flat=True))
    return render(
        request,
        "board/meeting.html",
        {
            "meeting": meeting,
            "page": page,
            "others": _others(all_items - shown.count()),
            "came": came,
            "bars": bars_to_sitting([Body(each.body) for each in came], on=meeting.meets_on) if came else (),
            "recused": recused,
            "is_locked": meeting.papers_on < today(),
            "is_planned": meeting.state == PLANNED,
            "has_come": meeting.meets_on <= today(),
        },
    )


def _others(number):
    return f"{count_words(number, 'more item')} not open to you" if number > 0 else ""


def _act(request, form, act, done, template, *, to, **context):
    """Show a form and do what it asks; then go to an address, with words of what was done."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(*to[:1], **to[1] if len(to) > 1 else {})
    return render(request, template, {"form": form, **context})


@staff_only("decisions.set_meetings")
def board_series(request):
    """Set the Board's usual meetings between two days (R25.2)."""
    form = forms.SeriesForm(posted(request))
    if request.method == "POST":
        made = attempt(form, lambda given: meetings.set_series(**given, on=today(), by=request.user))
        if made is not None and form.is_valid():
            messages.success(request, f"{count_words(len(made), 'meeting')} set.")
            return redirect("board_meetings")
    weekday = in_force(today())["board_weekday"].word.capitalize()
    return render(request, "board/series.html", {"form": form, "weekday": weekday})


@staff_only("decisions.set_meetings")
def board_extra(request):
    """Set an extra sitting of the Board (R7.7)."""
    form = forms.ExtraForm(posted(request))

    def act(given):
        return meetings.set_extra(**given, on=today(), by=request.user)

    done = "The extra sitting is set."
    return _act(request, form, act, done, "board/extra.html", to=("board_meetings",))


@meeting_page("decisions.cancel")
def board_cancel(request, meeting):
    """Cancel a meeting, saying why."""
    form = forms.BecauseForm(posted(request), label="Why it is cancelled", button="Cancel this meeting")

    def act(given):
        return meetings.cancel(meeting, **given, on=today(), by=request.user)

    to = ("board_meeting", {"key": meeting.key})
    return _act(request, form, act, "Cancelled.", "board/cancel.html", to=to, meeting=meeting)


@meeting_page("decisions.close")
def board_close(request, meeting):
    """Close a meeting at which every item was dealt with."""
    form = forms.ConfirmForm(posted(request), button="Close this meeting")

    def act(given):
        return meetings.close_meeting(meeting, on=today(), by=request.user)

    to = ("board_meeting", {"key": meeting.key})
    return _act(request, form, act, "The meeting is closed.", "board/close.html", to=to, meeting=meeting)


@meeting_page("decisions.record_attendance")
def board_attendance(request, meeting):
    """Record who came, for whom each speaks, and who was in the chair (R25.1)."""
    found = list(members()[:MEMBERS_SHOWN])
    came = {each.member_id: each for each in meeting.attendances.all()}
    chair = next((str(pk) for pk, each in came.items() if each.is_chair), "")
    form = forms.AttendanceForm(
        posted(request),
        members=found,
        usual=_usual_bodies() | {pk: each.body for pk, each in came.items()},
        initial={"members": [str(pk) for pk in came], "chair": chair},
    )

    def act(given):
        return meetings.record_attendance(meeting, members=form.came(), on=today(), by=request.user)

    to = ("board_meeting", {"key": meeting.key})
    done = "Recorded who came."
    return _act(request, form, act, done, "board/attendance.html", to=to, meeting=meeting)


def _usual_bodies():
    """Give the body each member spoke for when they last came, by member."""
    last = Attendance.objects.order_by("member_id", "-meeting__meets_on", "-pk").distinct("member_id")
    return dict(last.values_list("member_id", "body"))


@dataclass(frozen=True)
class Ready:
    """Something that can go on an agenda, as a person reads it."""

    subject: object
    title: str
    hint: str


def _ready_request(found):
    return Ready(
        found, f"{found.child.reference}, {found.reference}", f"Received on {long_date(found.received_on)}"
    )


def _ready_review(found):
    return Ready(found, found.child.reference, f"Asked for on {long_date(found.received_on)}")


def _ready_ending(found):
    agreement = found.agreement
    return Ready(found, f"{agreement.child.reference}, {agreement.reference}", found.ground_words)


KINDS = {
    "requests": ("Requests", PersonalBudgetRequest, "ready", ("received_on", "id"), "child", _ready_request),
    "reviews": ("Reviews", DecisionReview, "accepted", ("received_on", "id"), "child", _ready_review),
    "endings": ("Endings", Ending, "proposed", ("proposed_on", "id"), "agreement__child", _ready_ending),
}


@meeting_page("decisions.set_meetings")
def board_add(request, meeting, kind):
    """List what is ready, oldest first, and put what is ticked on the agenda (R25.2)."""
    if kind not in KINDS:
        raise Http404
    title, model, state, order, child, shown = KINDS[kind]
    ready = model.objects.visible_to(request.user, on=today()).filter(state=state).select_related(child)
    page = paged(ready, request, by=order)
    form = forms.AgendaForm(
        posted(request),
        ready=ready,
        listed=[_with_due(each, due) for each, due in _dues([shown(one) for one in page])],
        is_locked=meeting.papers_on < today(),
    )
    if request.method == "POST" and form.is_valid() and _put_on(request, form, meeting):
        return redirect("board_meeting", key=meeting.key)
    tabs = [(words, f"../{name}/", name == kind) for name, (words, *_) in KINDS.items()]
    context = {"meeting": meeting, "kind": title, "page": page, "tabs": tabs, "form": form}
    return render(request, "board/add.html", context)


def _dues(ready):
    """Give each with the clock on its answer, found for the whole page in one query."""
    clocks = Clock.objects.open().filter(
        duty__in=(*DECIDED_BY, "review_outcome", "budget_end_notice"),
        about_id__in=[each.subject.pk for each in ready],
    )
    found = {(clock.about_type, clock.about_id): clock for clock in clocks}
    return [(each, found.get((each.subject._meta.label_lower, each.subject.pk))) for each in ready]


def _with_due(ready, clock):
    if clock is None:
        return ready
    return Ready(ready.subject, ready.title, f"{ready.hint}. To be settled by {long_date(clock.due_on)}")


def _put_on(request, form, meeting):
    """Put each ticked case on the agenda by an act of its own; give whether all are on it."""
    put, waiver = 0, form.cleaned_data.get("waiver", "")
    for subject in form.cleaned_data["subjects"]:
        try:
            agenda.put_on_agenda(subject, meeting, waiver=waiver, on=today(), by=request.user)
            put += 1
        except Refused as refused:
            form.add_error(None, f"{_reference(subject)}: {refused}")
    if put:
        messages.success(request, f"{count_words(put, 'item')} put on the agenda.")
    return not form.errors


def _reference(subject):
    child = subject.agreement.child if isinstance(subject, Ending) else subject.child
    return child.reference
