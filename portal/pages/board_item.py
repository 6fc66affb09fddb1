"""One item of the Board's agenda: everything the Board needs on one page, and what is done with the item."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render

from audit.acts import look
from decisions.actions import agenda
from decisions.models import AgendaItem, Attendance, BoardMeeting, Decision, Recusal
from decisions.states import present_at
from people.roles import Role
from policy.quorum import Body, bars_to_sitting
from portal import forms_board as forms
from portal.pages.board import members
from portal.pages.board_pack import ending_of, kind_of, lines_of, request_of, said_of_ending
from portal.pages.shared import attempt, find, posted, today

State = AgendaItem.State
FETCHED = (
    "meeting",
    "child__case_officer__person",
    "request__recipient",
    "review__request",
    "review__of_notice",
    "review__asked_by",
    "review__ending__agreement",
    "ending__agreement",
    "ending__meeting",
    "ending__payment_review",
    "recorded_by__person",
    "checked_by__person",
)
FETCHED_WITH_DECISIONS = (
    "recorded_by__person",
    "line__provision__outcome",
    "line__outcome",
    "line__request",
)
MEETINGS_OFFERED = 12


def item_page(view):
    """Open an item to those who may, and log the look (R24.8); a member who is recused only sees it is there."""

    @wraps(view)
    @login_required
    def guarded(request, key, **kwargs):
        items = AgendaItem.objects.select_related(*FETCHED).prefetch_related(
            Prefetch("decisions", Decision.objects.select_related(*FETCHED_WITH_DECISIONS).order_by("pk")),
            Prefetch("recusals", Recusal.objects.select_related("member__person").order_by("pk")),
            Prefetch(
                "meeting__attendances",
                Attendance.objects.select_related("member__person").order_by("body", "pk"),
            ),
        )
        item = find(items, request.user, key=key)
        if item.recusals_of_case().filter(member=request.user).exists():
            return render(request, "board/no_part.html", {"item": item})
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=item)
        return view(request, item, **kwargs)

    return guarded


@item_page
def board_item(request, item):
    """Show everything the Board needs about an item: first the child's views, then each line, then who decides."""
    present = present_at(item)
    ending = ending_of(item)
    lines, said = lines_of(item), said_of_ending(item)
    may_decide = item.state == State.LISTED and request.user.has_perm("decisions.decide_line", item)
    return render(
        request,
        "board/item.html",
        {
            "item": item,
            "kind": kind_of(item),
            "asked": request_of(item),
            "review": item.review,
            "ending": ending,
            "representations": list(item.review.representations.order_by("pk")) if item.review else [],
            "version": ending.agreement.current_version if ending else None,
            "said": said,
            "lines": lines,
            "present": present,
            "came": bool(item.meeting.attendances.all()),
            "bars": bars_to_sitting([Body(each.body) for each in present], on=item.meeting.meets_on),
            "may_decide": may_decide,
            "may_record": may_decide and (all(each.said for each in lines) if lines else bool(said)),
            "is_listed": item.state == State.LISTED,
            "may_recuse": item.state == State.LISTED
            and (request.user.has_role(Role.BOARD_MEMBER) or request.user.has_perm("decisions.recuse", item)),
            "may_defer": item.state == State.LISTED and request.user.has_perm("decisions.defer", item),
            "may_move": item.state == State.LISTED and request.user.has_perm("decisions.take_off", item),
        },
    )


def act_on(request, item, form, act, done, template, *, to=None, **context):
    """Show a form about an item and do what it asks; then go back to the item, or to the meeting."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        if to == "meeting":
            return redirect("board_meeting", key=item.meeting.key)
        return redirect("board_item", key=item.key)
    return render(request, template, {"item": item, "kind": kind_of(item), "form": form, **context})


def need(user, perm, item):
    """Answer as if there were no such page to those who may not."""
    if not user.has_perm(perm, item):
        raise Http404


@item_page
def board_recuse(request, item):
    """Record that a member takes no part in an item, and why (R25.4)."""
    need(request.user, "decisions.recuse", item)
    sits = request.user.has_role(Role.BOARD_MEMBER)
    form = forms.RecuseForm(posted(request), members=None if sits else members())

    def act(given):
        member = given.get("member") or request.user
        return agenda.recuse(item, reasons=given["reasons"], member=member, on=today(), by=request.user)

    done = "It is recorded who takes no part."
    return act_on(request, item, form, act, done, "board/recuse.html", to="meeting" if sits else None)


def _meetings(item):
    """Give the meetings an item can go to, the soonest first."""
    planned = BoardMeeting.objects.filter(state="planned", meets_on__gte=today()).exclude(pk=item.meeting_id)
    soonest = planned.order_by("meets_on").values("pk")[:MEETINGS_OFFERED]
    return BoardMeeting.objects.filter(pk__in=soonest).order_by("meets_on")


@item_page
def board_move(request, item):
    """Move an item to another meeting (R25.2)."""
    need(request.user, "decisions.take_off", item)
    form = forms.MoveForm(posted(request), meetings=_meetings(item), locked_on=today())

    def act(given):
        waiver = given.get("waiver", "")
        return agenda.move(item, given["meeting"], waiver=waiver, on=today(), by=request.user)

    return act_on(request, item, form, act, "The item is moved.", "board/move.html", to="meeting")


@item_page
def board_take_off(request, item):
    """Take an item off the agenda, saying why."""
    need(request.user, "decisions.take_off", item)
    form = forms.BecauseForm(posted(request), label="Why it is taken off", button="Take it off the agenda")

    def act(given):
        return agenda.take_off(item, because=given["because"], on=today(), by=request.user)

    done = "It is off the agenda, and waits for another meeting."
    return act_on(request, item, form, act, done, "board/take_off.html", to="meeting")


@item_page
def board_defer(request, item):
    """Put an item off: a family that waits for it is told why, and when the Board looks again (R7.8)."""
    need(request.user, "decisions.defer", item)
    # What is only proposed the family is not told of, so nor that it is put off.
    is_told = item.ending_id is None
    form = forms.DeferForm(
        posted(request), meetings=_meetings(item), locked_on=today(), family_is_told=is_told
    )

    def act(given):
        return agenda.defer(
            item,
            because=given["because"],
            next_meeting=given["meeting"],
            waiver=given.get("waiver", ""),
            on=today(),
            by=request.user,
        )

    done = "It is put off."
    return act_on(request, item, form, act, done, "board/defer.html", to="meeting", family_is_told=is_told)
