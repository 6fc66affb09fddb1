"""Pages of a quarterly return for whoever sends it: in parts, saved as they go, sent once the sums meet (R15)."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.acts import look
from documents.models import Document
from documents.serving import attachment
from payments.actions import returns
from payments.models import QuarterlyReturn
from payments.states import bars_of
from portal import forms_return as forms
from portal.pages.asking.drafts import Part
from portal.pages.requests import owed_about
from portal.pages.shared import attempt, family_only, files_of, find, posted, today

State = QuarterlyReturn.State
OPEN = (State.OPEN, State.QUERIED)
BALANCES = tuple(forms.BalancesForm.base_fields)
USE = tuple(forms.UseForm.base_fields)
SPENT = ("spent_on", "payee", "provision", "words", "amount")
OWED = ("kind", "amount", "due_on", "words")


def return_page(view=None, *, while_open=False):
    """Open a return to whoever may open its agreement, and log the look; a part of it only while it can be changed."""
    if view is None:
        return lambda each: return_page(each, while_open=while_open)

    @wraps(view)
    @login_required
    @family_only
    def guarded(request, key, **kwargs):
        found = find(
            QuarterlyReturn.objects.select_related("agreement", "child", "version"), request.user, key=key
        )
        if while_open and found.state not in OPEN:
            raise Http404
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


def spending_of(found):
    """Give the spending as it is saved: plain values, in order."""
    rows = found.spending.order_by("spent_on", "id")
    return [
        {name: getattr(row, name) for name in SPENT if name != "provision"} | {"provision": row.provision_id}
        for row in rows
    ]


def owed_of(found):
    """Give what is owed as it is saved: plain values, in order."""
    return [{name: getattr(row, name) for name in OWED} for row in found.liabilities.order_by("id")]


@return_page
def quarterly_return(request, found):
    """Show a return: its parts while it can be changed, and all of it always."""
    context = {
        "found": found,
        "agreement": found.agreement,
        "tasks": _tasks(found) if found.state in OPEN else [],
        "owed": owed_about(found),
        "question": found.questions.filter(answered_on=None).first(),
    }
    return render(request, "family/return.html", context | shown(found))


def shown(found):
    """Give a return's rows and files as a page shows them."""
    spending = list(found.spending.select_related("provision").order_by("spent_on", "id"))
    return {
        "spending": spending,
        "spent": sum(row.amount for row in spending),
        "liabilities": list(found.liabilities.order_by("id")),
        "files": Document.objects.about(found).order_by("id"),
        "questions": found.questions.order_by("id"),
        "file_page": "return_file",
    }


def _tasks(found):
    at = {
        name: reverse(f"return_{name}", args=[found.key])
        for name in ("spending", "balances", "use", "files", "send")
    }
    spent = found.nothing_spent or found.spending.exists()
    balanced = found.closing is not None and found.statement is not None
    files = Document.objects.about(found).exists()
    begun = "completed", "not yet started"
    ready = spent and balanced
    return [
        Part("What was spent", at["spending"], begun[not spent]),
        Part("Balances", at["balances"], begun[not balanced]),
        Part("How it was used, and what is still owed", at["use"], begun[found.saved_at is None]),
        Part("Bank statement and other papers", at["files"], begun[not files]),
        Part("Check and send", at["send"], "not yet started" if ready else "cannot start yet"),
    ]


def _save(request, found, **changed):
    kept = {name: getattr(found, name) for name in (*BALANCES, *USE)} | changed
    kept.setdefault("spending", spending_of(found))
    kept.setdefault("liabilities", owed_of(found))
    return returns.save(found, **kept, on=today(), by=request.user)


def _part(request, found, form, save, onward, template="family/return_part.html", **context):
    if request.method == "POST" and attempt(form, save):
        return redirect(onward, key=found.key)
    return render(request, template, {"found": found, "form": form} | context)


@return_page(while_open=True)
def balances(request, found):
    """Ask what was there at the start and at the end."""
    form = forms.BalancesForm(posted(request), initial={name: getattr(found, name) for name in BALANCES})

    def save(given):
        return _save(request, found, **given)

    return _part(request, found, form, save, "return", title="Balances")


@return_page(while_open=True)
def use(request, found):
    """Ask how the money was used, and list what is still owed."""
    form = forms.UseForm(posted(request), initial={name: getattr(found, name) for name in USE})

    def save(given):
        return _save(request, found, **given)

    title = "How it was used, and what is still owed"
    context = {"title": title, "liabilities": list(enumerate(found.liabilities.order_by("id")))}
    return _part(request, found, form, save, "return", "family/return_use.html", **context)


@return_page(while_open=True)
def spending(request, found):
    """List what was spent, with its sum."""
    rows = list(enumerate(found.spending.select_related("provision").order_by("spent_on", "id")))
    context = {"found": found, "rows": rows, "spent": sum(row.amount for _, row in rows)}
    return render(request, "family/return_spending.html", context)


@return_page(while_open=True)
def spend(request, found):
    """Take one thing that was spent."""
    items = found.version.provision.order_by("id")
    form = forms.SpendForm(posted(request), provision=[(str(each.pk), each.title) for each in items])

    def save(given):
        provision = given.pop("provision")
        row = given | {"provision": None if provision == "other" else int(provision)}
        return _save(request, found, spending=[*spending_of(found), row], nothing_spent=False)

    again = "return_spend" if "later" in request.POST else "return_spending"
    return _part(request, found, form, save, again, title="Add what was spent")


@return_page(while_open=True)
def spend_remove(request, found, number):
    """Take a line of spending away, after asking."""
    rows = spending_of(found)
    if number >= len(rows):
        raise Http404
    form = forms.RemoveForm(posted(request))
    left = rows[:number] + rows[number + 1 :]

    def save(given):
        return _save(request, found, spending=left)

    return _part(request, found, form, save, "return_spending", "family/return_remove.html", row=rows[number])


@return_page(while_open=True)
def owe(request, found):
    """Take something that is owed and not yet paid."""
    form = forms.OwedForm(posted(request))

    def save(given):
        return _save(request, found, liabilities=[*owed_of(found), given])

    return _part(request, found, form, save, "return_use", title="Add something that is owed")


@return_page(while_open=True)
def owe_remove(request, found, number):
    """Take away something that is owed, after asking."""
    rows = owed_of(found)
    if number >= len(rows):
        raise Http404
    form = forms.RemoveForm(posted(request))
    left = rows[:number] + rows[number + 1 :]

    def save(given):
        return _save(request, found, liabilities=left)

    return _part(request, found, form, save, "return_use", "family/return_remove.html", row=rows[number])


@return_page(while_open=True)
def files(request, found):
    """Take a bank statement and other papers, each checked for viruses."""
    form = forms.EvidenceForm(posted(request), files_of(request))

    def save(given):
        return returns.add_evidence(found, given["file"], by=request.user, on=today())

    given = Document.objects.about(found).order_by("id")
    return _part(request, found, form, save, "return_files", "family/return_files.html", files=given)


@require_safe
@return_page
def file(request, found, file):
    """Give a paper that came with a return, once it was checked for viruses."""
    return serve(request, found, file)


def serve(request, found, key):
    """Give a return's clean file to whoever may see its evidence (R15.12)."""
    document = Document.objects.about(found).filter(key=key).first()
    if document is None:
        raise Http404
    content, name, media_type = returns.read_evidence(found, document, by=request.user)
    return attachment(HttpResponse(content, content_type=media_type), name)


@return_page(while_open=True)
def send(request, found):
    """Show the whole return, take the declaration, and send it."""
    form = forms.SendReturnForm(posted(request))

    def submit(given):
        return returns.submit(found, on=today(), by=request.user)

    if request.method == "POST" and attempt(form, submit):
        messages.success(request, "We have your return. We check it, and write to you.")
        return redirect("return", key=found.key)
    context = {"found": found, "form": form, "bars": bars_of(found)} | shown(found)
    return render(request, "family/return_send.html", context)


@return_page(while_open=True)
def answer(request, found):
    """Take the answer to a question about the return."""
    question = found.questions.filter(answered_on=None).first()
    if question is None:
        raise Http404
    form = forms.AnswerForm(posted(request))

    def reply(given):
        return returns.answer_question(found, answer=given["answer"], on=today(), by=request.user)

    return _part(request, found, form, reply, "return", "family/return_answer.html", question=question)
