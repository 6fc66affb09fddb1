"""The second check: somebody who neither decided nor recorded reads what goes out, and releases it (R25.1, R7.1)."""

from datetime import date
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from budgets.telling import family_of
from decisions.actions import checking, releasing
from decisions.models import AgendaItem
from decisions.states import digest_of
from govuk.pager import paged
from letters.writing import Writing, letter_of
from policy import Refused
from policy.plain import date_with_weekday
from portal import forms_board as forms
from portal.pages.board_item import item_page
from portal.pages.board_pack import ending_of, kind_of, lines_of, request_of, said_of_ending
from portal.pages.shared import attempt, posted, staff_only, today

State = AgendaItem.State
WAITING = (State.RECORDED, State.CHECKED)


@staff_only("decisions.see_checks")
def checks(request):
    """List what the Board recorded and the family has not been told yet."""
    items = AgendaItem.objects.visible_to(request.user, on=today()).filter(state__in=WAITING)
    items = items.select_related("child", "meeting", "request", "review", "ending")
    return render(request, "board/checks.html", {"page": paged(items, request, by=("id",))})


def check_page(view):
    """Keep a page for second checkers, while the item waits for them; a late press of a button is told why."""

    @item_page
    def opened(request, item):
        if item.state not in WAITING:
            raise Http404
        return view(request, item)

    @wraps(view)
    @staff_only("decisions.see_checks")
    def guarded(request, key):
        if request.method == "POST":
            item = AgendaItem.objects.filter(key=key).exclude(state__in=WAITING).first()
            if item:
                stands = item.get_state_display().lower()
                messages.warning(request, f"Nothing more was done: the item is “{stands}” by now.")
                return redirect("checks")
        return opened(request, key=key)

    return guarded


def _shown(item):
    """Give what the Board decided, who took part, and the letter as it would be written today."""
    letter, problem = _letter(item)
    return {
        "item": item,
        "kind": kind_of(item),
        "asked": request_of(item),
        "ending": ending_of(item),
        "lines": lines_of(item),
        "said": said_of_ending(item),
        "voters": item.voters.select_related("person").order_by("pk"),
        "letter": letter,
        "problem": problem,
    }


def _letter(item):
    """Write the letter from the decisions alone, to be read and not kept; or say why it cannot be written."""
    people = family_of(item.child, on=today())
    if not people:
        return "", "Nobody in the family can be written to."
    try:
        made = releasing.preview(item, people=people, on=today())
    except Refused as refused:
        return "", str(refused)
    words = [
        letter_of(Writing(kind=kind, child=item.child, to=people[0]), on=today(), by=None, render=True).html
        for kind in made
    ]
    # The page has its own first heading.
    return SafeString("".join(words).replace("<h1 ", "<h2 ").replace("</h1>", "</h2>")), ""


@check_page
def check_item(request, item):
    """Show the decisions as they are recorded and the letter they make; pass it, or send it back with reasons."""
    sent = posted(request)
    passing = sent is None or "because" not in sent
    if sent is not None and passing and item.state == State.CHECKED:
        return redirect("release_item", key=item.key)
    pass_form = forms.PassForm(sent if passing else None, shown=digest_of(item))
    back_form = forms.SendBackForm(None if passing else sent)
    if passing and attempt(pass_form, lambda given: _pass(request, item, given)):
        messages.success(request, "Passed. Release the letter when it should go.")
        return redirect("release_item", key=item.key)
    if not passing and attempt(back_form, lambda given: _send_back(request, item, given)):
        messages.success(request, "Sent back to the Board.")
        return redirect("checks")
    context = {"pass_form": pass_form, "back_form": back_form, "form": pass_form if passing else back_form}
    return render(request, "board/check_item.html", _shown(item) | context)


def _pass(request, item, given):
    return checking.pass_check(item, seen=given["seen"], on=today(), by=request.user)


def _send_back(request, item, given):
    return checking.send_back(item, because=given["because"], on=today(), by=request.user)


@check_page
def release_item(request, item):
    """Release the letter with the decision; from the day it arrives the time to ask for a review runs (R7.5)."""
    if item.state != State.CHECKED:
        return redirect("check_item", key=item.key)
    said = said_of_ending(item)
    ends = item.ending_id is not None and said is not None and said.decision.outcome == "end"
    form = forms.ReleaseForm(posted(request), has_note=item.request_id is not None, has_end=ends)

    def act(given):
        return releasing.release(item, **given, on=today(), by=request.user)

    if request.method == "POST" and (done := attempt(form, act)):
        messages.success(request, _released(done))
        return redirect("checks")
    return render(request, "board/release_item.html", _shown(item) | {"form": form})


def _released(item):
    """Say that it is released, with the last day to ask for a review as the letter prints it."""
    last_day = item.letter.parts["says"].get("review_by")
    if not last_day:
        return "Released. The letter is on its way."
    day = date_with_weekday(date.fromisoformat(last_day))
    return f"Released. The letter says that a review can be asked for until {day}."
