"""Where a request begins: whose draft it is, its list of tasks, and deleting it."""

from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from audit.acts import look
from budgets.actions import requests
from budgets.choices import PAID_OVER
from budgets.models import PersonalBudgetRequest, RequestDraft
from budgets.private import hidden_in
from ehcp.windows import window
from people.models import Child
from people.rules import is_family_of, is_officer_of
from portal import forms_asking as forms
from portal.pages.asking.shown import lines_of
from portal.pages.shared import attempt, child_page, family_of, plan_of, posted, today


def _may_ask(user, child):
    return is_family_of(user, child) or (user.is_staff and is_officer_of(user, child))


def draft_page(view):
    """Open a draft only to whoever writes it, while they may ask for this child."""

    @wraps(view)
    @login_required
    def guarded(request, key, **kwargs):
        children = Child.objects.visible_to(request.user, on=today())
        drafts = RequestDraft.objects.select_related("child__plan", "amends")
        draft = drafts.filter(key=key, written_by=request.user, child__in=children).first()
        if draft is None:
            return _to_what_it_became(request, key)
        if not _may_ask(request.user, draft.child):
            raise Http404
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=draft)
        return view(request, draft, **kwargs)

    return guarded


def _to_what_it_became(request, key):
    """Lead whoever sent a draft, and comes back to it, to the request it became (R4.2)."""
    sent = PersonalBudgetRequest.objects.visible_to(request.user, on=today())
    found = sent.filter(token=key, submitted_by=request.user).first()
    if found is None:
        raise Http404
    return redirect_to(found, request.user)


def redirect_to(found, user):
    """Lead a family to its receipt, and an officer to the request as staff see it."""
    return redirect("admin:case_request" if user.is_staff else "request_sent", key=found.key)


@child_page
def start(request, child):
    """Say whether a window is open, and start a request; outside one it can be made all the same (R4.1, R4.3)."""
    if not _may_ask(request.user, child):
        raise Http404
    plan = plan_of(child)
    form = forms.StartForm(posted(request))
    if request.method == "POST":
        draft = attempt(form, lambda given: requests.start_draft(child, by=request.user))
        if draft:
            return redirect("draft", key=draft.key)
    drafts = RequestDraft.objects.filter(child=child, written_by=request.user).order_by("-id")[:10]
    context = {"child": child, "plan": plan, "window": window(plan, today()), "form": form, "drafts": drafts}
    return render(request, "family/request_start.html", context)


def keep(request, form, act):
    """Keep what a page asks once it is filled in, or as far as it is for somebody who comes back later."""
    return attempt(form, act, whole="later" not in request.POST)


@dataclass(frozen=True)
class Part:
    """A part of a request on the list of tasks."""

    title: str
    href: str
    status: str
    hint: str = ""


@draft_page
def draft(request, draft):
    """Show the parts of a request, in any order, and which are done."""
    return render(request, "family/request_draft.html", {"draft": draft, "tasks": _parts(draft)})


def _parts(draft):
    left, hidden = {}, hidden_in(draft)
    for section, words in left_to_do(draft):
        left.setdefault(section, words)
    paid = any(line.get("mechanism") in PAID_OVER for line in lines_of(draft))
    named = [
        ("about", "About this request"),
        ("lines", "What the budget would pay for"),
        ("views", "What the child or young person says"),
        ("reaching", "How to reach you, and who we may talk to"),
    ]
    parts = [_kept(title) if name in hidden else _part(draft, name, title, left) for name, title in named]
    parts.insert(2, _recipient(draft, left, paid, hidden))
    if draft.written_by.is_staff:
        parts.insert(0, _part(draft, "received", "How it reached us", left))
    check = reverse("draft_check", args=[draft.key])
    parts.append(
        Part("Check your answers and send", check, "cannot start yet" if left else "not yet started")
    )
    return parts


def left_to_do(draft):
    """Give what is still to do, part and words; the declaration is made when it is sent."""
    missing = requests.missing(draft, child=draft.child, on=today())
    came = came_of(draft)
    if draft.written_by.is_staff and not all(came.values()):
        missing = [("received", "Say who asked, how, and on which day."), *missing]
    return [(section, words) for section, words in missing if section != "declaration"]


def came_of(draft):
    """Give how what an officer writes down reached the council, as far as they have said (R4.5)."""
    came = draft.answers.get("received") or {}
    day = came.get("received_on")
    return {
        "requester": family_of(draft.child).filter(pk=came.get("requester")).first(),
        "received_on": date.fromisoformat(day) if day else None,
        "how_received": came.get("how_received") or "",
    }


def _part(draft, name, title, left):
    begun = bool(draft.answers.get(name))
    status = "completed" if begun and name not in left else "in progress" if begun else "not yet started"
    hint = left.get(name, "") if begun else ""
    return Part(title, reverse(f"draft_{name}", args=[draft.key]), status, hint)


def _kept(title):
    words = "Somebody else in your family answered this. Only they and we can read it, and it stays as it is."
    return Part(title, "", "completed", words)


def _recipient(draft, left, paid, hidden):
    title = "Who would receive the payments"
    if not paid:
        words = "You only need this if you ask for a payment to you, or to somebody who manages it for you."
        return Part(title, "", "cannot start yet", words)
    return _kept(title) if "recipient" in hidden else _part(draft, "recipient", title, left)


@draft_page
def discard(request, draft):
    """Delete a draft, after asking."""
    form = forms.DiscardForm(posted(request))
    child = draft.child

    def delete(given):
        requests.discard_draft(draft, by=request.user)
        return True

    if request.method == "POST" and attempt(form, delete):
        messages.success(request, "The draft is deleted.")
        return redirect("admin:case" if request.user.is_staff else "child", key=child.key)
    return render(request, "family/request_discard.html", {"draft": draft, "form": form})
