"""The case officers' pages that prepare a request: each shows a form, calls one act, and returns to the request."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from budgets.actions import requests, triage
from budgets.models import SettingConsent
from decisions.actions import agenda
from documents import actions as documents
from portal import forms_triage as forms
from portal.forms_asking import StartForm
from portal.pages.casework import show
from portal.pages.shared import attempt, files_of, posted, today
from portal.pages.triage import request_page


def _act(request, found, form, act, done, title, **context):
    """Show an act's form on the request's page, and do it once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(**given, **who) or True):
        messages.success(request, done)
        return redirect("admin:case_request", key=found.key)
    context |= {"found": found, "form": form, "title": title}
    return show(request, "staff/request_act.html", found.child, "case_requests", **context)


def _line(found, key):
    line = found.lines.exclude(state="withdrawn").filter(key=key).first()
    if line is None:
        raise Http404
    return line


@request_page
def amend(request, found):
    """Change what is asked for, as the family said by phone, letter or email, on the pages of a draft (R4.5)."""
    form = StartForm(posted(request))
    form.button = "Change the answers"
    if request.method == "POST":
        draft = attempt(form, lambda given: requests.start_draft(found.child, by=request.user, amends=found))
        if draft:
            return redirect("draft", key=draft.key)
    context = {"found": found, "form": form, "title": "Change what the family asks for"}
    return show(request, "staff/request_act.html", found.child, "case_requests", **context)


@request_page
def dispose(request, found):
    """Say how a request made outside a window is dealt with (R4.3)."""
    form = forms.DisposeForm(
        posted(request), initial={"disposition": found.disposition, "words": found.disposition_words}
    )

    def act(**given):
        return triage.dispose(found, **given)

    done = "Recorded. The family is being told."
    return _act(request, found, form, act, done, "How is it dealt with outside a window?")


@request_page
def ask_for_more(request, found):
    """Ask the family for what is still needed; the council's own clock goes on (L2a)."""
    form = forms.AskForMoreForm(posted(request))

    def act(**given):
        return triage.ask_for_more(found, **given)

    return _act(request, found, form, act, "Asked. The letter is on its way.", "Ask the family for more")


@request_page
def settle_question(request, found):
    """Take the request up again: what was asked for came, or is no longer needed."""
    form = forms.WordsForm(
        posted(request),
        button="Go on with the request",
        label="What came, or why it is no longer needed",
    )

    def act(**given):
        return triage.settle_question(found, **given)

    return _act(request, found, form, act, "Recorded.", "What was asked for")


@request_page
def check_recipient(request, found):
    """Record whether the person named may receive direct payments (R5)."""
    form = forms.RecipientForm(
        posted(request),
        initial={
            name: _radio(getattr(found, name)) if name in ANSWERED else getattr(found, name)
            for name in ("nominated_in_writing", "help_considered", *ANSWERED)
        }
        | {"words": found.eligibility_words},
    )

    def act(**given):
        return triage.check_recipient(found, **given)

    title = "May this person receive direct payments?"
    return _act(request, found, form, act, "Recorded.", title, recipient=found)


ANSWERED = ("can_manage", "has_capacity", "is_in_schedule")


def _radio(value):
    return {True: forms.YES, False: forms.NO}.get(value, forms.UNKNOWN)


@request_page
def record_views(request, found):
    """Record the child's or young person's views (R1.6)."""
    form = forms.ViewsForm(posted(request), initial={"views": found.views, "how": found.views_how})

    def act(**given):
        return triage.record_views(found, **given)

    return _act(request, found, form, act, "Recorded.", "The child’s or young person’s views")


@request_page
def check_cost(request, found, line):
    """Record what a line costs the council, beside what is asked (R6.5)."""
    line = _line(found, line)
    form = forms.CostForm(
        posted(request), initial={"council_cost": line.council_cost, "words": line.cost_words}
    )

    def act(**given):
        return triage.check_cost(line, **given)

    return _act(request, found, form, act, "Recorded.", "Check the cost", line=line)


@request_page
def assess_care(request, found, line):
    """Record the assessment behind a line of social care money (R21.5)."""
    line = _line(found, line)
    form = forms.CareForm(
        posted(request), initial={"assessed_on": line.care_assessed_on, "assessed_by": line.care_assessed_by}
    )

    def act(**given):
        return triage.assess_care(line, **given)

    return _act(request, found, form, act, "Recorded.", "The social care assessment", line=line)


@request_page
def set_on_site(request, found, line):
    """Record whether a line can take place on the premises (R9.3)."""
    line = _line(found, line)
    form = forms.SiteForm(posted(request))

    def act(**given):
        return triage.set_on_site(line, **given)

    return _act(request, found, form, act, "Recorded.", "Can it take place there?", line=line)


@request_page
def ask_setting(request, found, line):
    """Record that a head or principal was asked for consent (R9.1, R9.5)."""
    line = _line(found, line)
    form = forms.AskSettingForm(
        posted(request), initial={"setting": line.setting or found.plan.setting, "kind": "premises"}
    )

    def act(**given):
        return triage.ask_setting(line, **given)

    return _act(request, found, form, act, "Recorded.", "Ask the school or college", line=line)


@request_page
def record_consent(request, found, consent):
    """Record what the head or principal answered, with the writing (R9.1)."""
    consents = SettingConsent.objects.filter(line__request=found).select_related("line")
    asked = consents.filter(pk=consent).first()
    if asked is None:
        raise Http404
    form = forms.ConsentForm(posted(request), files_of(request), given=asked.state == "given")

    def act(file, on, by, **given):
        document = file and documents.store(file, child=found.child, about=found, on=on, by=by)
        return triage.record_consent(asked, document=document, on=on, by=by, **given)

    title = "What do they say?"
    return _act(request, found, form, act, "Recorded.", title, line=asked.line, consent=asked)


@request_page
def make_ready(request, found):
    """Call a request ready for the Board, once nothing is missing."""
    form = forms.ReadyForm(posted(request))

    def act(**given):
        return triage.make_ready(found, **given)

    context = {"missing": triage.what_is_missing(found)}
    return _act(request, found, form, act, "It is ready for the Board.", "Ready for the Board", **context)


@request_page
def close(request, found):
    """Record that the family takes the request back, or no longer needs it; nothing else ends it (b1)."""
    form = forms.CloseForm(posted(request))

    def act(how, because, on, by):
        if how == "withdrawn":
            return agenda.withdraw_request(found, because=because, on=on, by=by)
        return requests.close_no_longer_needed(found, because=because, on=on, by=by)

    done = "Recorded. The family is being told."
    return _act(request, found, form, act, done, "The family no longer asks for it")
