"""The parts of a request that are about the whole of it, one page each."""

from django.http import Http404
from django.shortcuts import redirect, render

from budgets.actions import requests
from budgets.private import hidden_in
from documents import actions as documents
from portal import forms_asking as forms
from portal.pages.asking.drafts import draft_page, keep
from portal.pages.shared import family_of, files_of, posted, today


def _section(request, draft, name, form, template="family/request_part.html", **context):
    """Show a part's form, and keep what is typed; go back to the list when it is done."""
    if name in hidden_in(draft):
        raise Http404

    def save(given):
        before = draft.answers.get(name) or {}
        return requests.save_section(draft, name, form.kept(before), by=request.user)

    if request.method == "POST" and keep(request, form, save):
        return redirect("draft", key=draft.key)
    context |= {"draft": draft, "form": form}
    return render(request, template, context)


@draft_page
def about(request, draft):
    """Ask why the family asks, and how it heard."""
    kind = forms.LoggedAboutForm if request.user.is_staff else forms.AboutForm
    form = kind(posted(request), initial=draft.answers.get("about"))
    return _section(request, draft, "about", form, title="About this request")


@draft_page
def recipient(request, draft):
    """Ask who would receive the payments (R5)."""
    initial = draft.answers.get("recipient") or _who(draft, request.user)
    form = forms.RecipientForm(posted(request), initial=initial)
    return _section(request, draft, "recipient", form, title="Who would receive the payments")


def _who(draft, user):
    return {} if user.is_staff else {"name": user.person.name}


@draft_page
def views(request, draft):
    """Ask what the child or young person says (R1.6)."""
    form = forms.ViewsForm(posted(request), initial=draft.answers.get("views"))
    return _section(request, draft, "views", form, title="What the child or young person says")


@draft_page
def reaching(request, draft):
    """Ask how to reach the family, and with whom its request may be shared."""
    initial = draft.answers.get("reaching")
    if initial is None and not request.user.is_staff:
        initial = {"needs": request.user.person.needs}
    form = forms.ReachingForm(posted(request), initial=initial)
    return _section(request, draft, "reaching", form, title="How to reach you, and who we may talk to")


@draft_page
def received(request, draft):
    """Ask an officer how a request reached the council, and keep the writing it came in (R4.5)."""
    if not request.user.is_staff:
        raise Http404
    form = forms.ReceivedForm(
        posted(request),
        files_of(request),
        people=family_of(draft.child),
        change=draft.amends_id is not None,
        initial={"received_on": today()} | (draft.answers.get("received") or {}),
    )
    if request.method == "POST" and keep(request, form, lambda given: _keep_received(request, draft, form)):
        return redirect("draft", key=draft.key)
    context = {"draft": draft, "form": form, "title": "How it reached us"}
    return render(request, "family/request_part.html", context)


def _keep_received(request, draft, form):
    if file := form.cleaned_data.get("file"):
        documents.store(file, child=draft.child, by=request.user, on=today())
    return requests.save_section(draft, "received", form.plain(), by=request.user)
