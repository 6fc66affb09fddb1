"""What the budget would pay for, line by line: what, what for, where and by whom, and what it costs."""

import uuid

from django.http import Http404
from django.shortcuts import redirect, render

from budgets.actions import requests
from policy.catalogue import catalogue
from portal import forms_asking_lines as forms
from portal.forms_asking import DiscardForm
from portal.pages.asking.drafts import draft_page, keep
from portal.pages.asking.shown import lines_of, shown_lines, total_of
from portal.pages.shared import attempt, plan_of, posted, today

SECTIONS = {"F": "education", "G": "health", "H1": "social_care", "H2": "social_care"}


def _line(draft, key):
    found = next((line for line in lines_of(draft) if line.get("id") == str(key)), None)
    if found is None:
        raise Http404
    return found


def _keep_line(request, draft, kept):
    """Keep a line in its place in the list, or at the end when it is new."""
    lines = [kept if each.get("id") == kept["id"] else each for each in lines_of(draft)]
    if kept not in lines:
        lines.append(kept)
    return requests.save_section(draft, "lines", lines, by=request.user)


@draft_page
def lines(request, draft):
    """List what the budget would pay for, with the sum of each line."""
    plan = plan_of(draft.child)
    shown = shown_lines(draft.answers, plan)
    context = {"draft": draft, "lines": shown, "total": total_of(shown), "new": uuid.uuid4()}
    return render(request, "family/request_lines.html", context)


@draft_page
def line_what(request, draft, line):
    """Ask which provision a line is about; a new line begins here (R1.2)."""
    plan = plan_of(draft.child)
    known = next((each for each in lines_of(draft) if each.get("id") == str(line)), {"id": str(line)})
    provision = list(plan.provision.filter(missing_from_roster_on=None).order_by("section", "paragraph"))
    others = [each for each in catalogue(today()) if each.non_plan]
    form = forms.LineWhatForm(
        posted(request),
        sources=[
            *((f"plan-{each.pk}", each.words) for each in provision),
            *((f"other-{each.key}", each.title) for each in others),
        ],
        hints={
            f"plan-{each.pk}": f"Section {each.section}, paragraph {each.paragraph}" for each in provision
        },
        divider={f"other-{others[0].key}": "or"} if others and provision else {},
        initial={"source": _source(known)},
    )

    def save(given):
        if not given.get("source"):
            return draft
        return _keep_line(request, draft, known | _chosen(given["source"], provision, others))

    if request.method == "POST" and keep(request, form, save):
        return _onward(request, draft, ("draft_line_for", draft.key, line))
    context = {"draft": draft, "form": form, "line": known, "plan": plan}
    return render(request, "family/request_line.html", context)


def _onward(request, draft, onward):
    """Go on to the next step, or to the list for somebody who comes back later."""
    return redirect("draft", key=draft.key) if "later" in request.POST else redirect(*onward)


def _source(line):
    if line.get("provision"):
        return f"plan-{line['provision']}"
    return f"other-{line['catalogue_key']}" if line.get("catalogue_key") else ""


def _chosen(source, provision, others):
    kind, _, name = source.partition("-")
    if kind == "plan":
        item = next(each for each in provision if str(each.pk) == name)
        chosen = {"provision": item.pk, "catalogue_key": "", "title": "", "stream": SECTIONS[item.section]}
        return chosen | {"outcome": item.outcome_id}
    entry = next(each for each in others if each.key == name)
    return {
        "provision": None,
        "catalogue_key": entry.key,
        "title": entry.title,
        "stream": entry.stream.value,
    }


def _step(request, draft, line, form, onward, **context):
    if request.method == "POST" and keep(
        request, form, lambda given: _keep_line(request, draft, form.kept(line))
    ):
        return _onward(request, draft, onward)
    context |= {"draft": draft, "form": form, "line": line}
    return render(request, "family/request_line.html", context)


@draft_page
def line_for(request, draft, line):
    """Ask what a line is for (Section E of the plan), and what happens now."""
    known = _line(draft, line)
    outcomes = [
        (str(each.pk), each.words) for each in plan_of(draft.child).outcomes.order_by("reference", "id")
    ]
    other = forms.OTHER if known.get("outcome_words") else ""
    initial = known | {"outcome": str(known.get("outcome") or other)}
    form = forms.LineForForm(posted(request), outcomes=outcomes, initial=initial)
    plain = form.plain
    form.plain = lambda: _with_outcome(plain())
    onward = ("draft_line_where", draft.key, line)
    return _step(request, draft, known, form, onward, title="What is it for?")


def _with_outcome(answers):
    if outcome := answers.get("outcome"):
        answers["outcome"] = None if outcome == forms.OTHER else int(outcome)
    return answers


@draft_page
def line_where(request, draft, line):
    """Ask where a line is provided, and by whom (R9.1, R23)."""
    known = _line(draft, line)
    kind = forms.WHERE_FORMS.get(known.get("category"), forms.LineWhereForm)
    initial = known | {
        name: {True: "yes", False: "no"}.get(known.get(name), "")
        for name in ("transport_entitled", "transport_cheaper")
    }
    form = kind(posted(request), initial=initial)
    plain = form.plain
    form.plain = lambda: _with_answers(plain())
    onward = ("draft_line_cost", draft.key, line)
    return _step(
        request, draft, known, form, onward, title="Where would it happen, and who would provide it?"
    )


def _with_answers(answers):
    for name in ("transport_entitled", "transport_cheaper"):
        if name in answers:
            answers[name] = {"yes": True, "no": False}.get(answers[name])
    return answers


@draft_page
def line_cost(request, draft, line):
    """Ask what a line costs, and how the money would be held (R10.1, R1.7)."""
    known = _line(draft, line)
    form = forms.LineCostForm(posted(request), initial=known)
    onward = ("draft_lines", draft.key)
    return _step(request, draft, known, form, onward, title="What would it cost, and how would it be held?")


@draft_page
def line_remove(request, draft, line):
    """Take a line out of a draft, after asking."""
    known = _line(draft, line)
    form = DiscardForm(posted(request))
    form.button = "Remove it"
    left = [each for each in lines_of(draft) if each is not known]

    def remove(given):
        return requests.save_section(draft, "lines", left, by=request.user)

    if request.method == "POST" and attempt(form, remove):
        return redirect("draft_lines", key=draft.key)
    shown = shown_lines({"lines": [known]}, plan_of(draft.child))[0]
    return render(request, "family/request_line_remove.html", {"draft": draft, "form": form, "line": shown})
