"""Checking a request and sending it, once."""

from django.shortcuts import render
from django.urls import reverse

from budgets.actions import requests
from budgets.private import hidden_in
from portal import forms_asking as forms
from portal.pages.asking.drafts import came_of, draft_page, left_to_do, redirect_to
from portal.pages.asking.shown import shown_answers
from portal.pages.shared import attempt, plan_of, posted, today

CHANGED = ("about", "lines", "recipient", "views", "reaching", "received")


@draft_page
def check(request, draft):
    """Show every answer, take the declaration, and send the request once (R4.2)."""
    form = forms.SendForm(posted(request))
    if request.method == "POST":
        sent = attempt(form, lambda given: _send(request, draft))
        if sent:
            return redirect_to(sent, request.user)
    changes = {name: reverse(f"draft_{name}", args=[draft.key]) for name in CHANGED}
    context = shown_answers(draft.answers, plan_of(draft.child), hidden=hidden_in(draft)) | {
        "draft": draft,
        "form": form,
        "left": left_to_do(draft),
        "changes": changes,
    }
    return render(request, "family/request_check.html", context)


def _send(request, draft):
    who = {"on": today(), "by": request.user}
    if not request.user.is_staff:
        return requests.submit(draft, agreed=True, **who)
    if draft.amends_id:
        return requests.submit(draft, agreed=True, came=came_of(draft), **who)
    answers = draft.answers | {"declaration": {"agreed": True}}
    logged = requests.log(draft.child, answers=answers, token=draft.key, **came_of(draft), **who)
    requests.discard_draft(draft, by=request.user)
    return logged
