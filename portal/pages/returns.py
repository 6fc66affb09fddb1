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
from portal.pages.shared import attempt, files_of, find, posted, today

State = QuarterlyReturn.State
OPEN = (State.OPEN, State.QUERIED)
BALANCES = tuple(forms.BalancesForm.base_fields)
USE = tuple(forms.UseForm.base_fields)
SENT = "This return was sent already."
RECEIVED = "We have your return. We check it, and write to you."
LOGGED = "Logged. Finance checks it, and writes to the family."


def return_page(view=None, *, while_open=False):
    """Open a return to whoever may send it, and log the look; a part of it only while it can be changed.

    What is posted to a part goes on to the act, whose refusal leaves what was typed on the page.
    """
    if view is None:
        return lambda each: return_page(each, while_open=while_open)

    @wraps(view)
    @login_required
    def guarded(request, key, **kwargs):
        found = find(
            QuarterlyReturn.objects.select_related("agreement", "child", "version"), request.user, key=key
        )
        if not request.user.has_perm("payments.save_return", found):
            raise Http404
        if while_open and found.state not in OPEN and request.method != "POST":
            messages.info(request, SENT)
            return redirect("return", key=found.key)
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


@return_page
def quarterly_return(request, found):
    """Show a return: its parts while it can be changed, and all of it always."""
    question = _open_question(found)
    context = _context(request, found) | {
        "agreement": found.agreement,
        "tasks": _tasks(found) if found.state in OPEN else [],
        "owed": owed_about(found),
        "question": question,
        "is_answered": found.state == State.QUERIED and question is None,
    }
    return render(request, "family/return.html", context | shown(found))


def _context(request, found):
    return {"found": found, "by_officer": request.user.is_staff}


def _open_question(found):
    return found.questions.filter(answered_on=None).first()


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
        Part("How it was used, and what is still owed", at["use"], begun[found.use_said_on is None]),
        Part("Bank statement and other papers", at["files"], begun[not files]),
        Part("Check and send", at["send"], "not yet started" if ready else "cannot start yet"),
    ]


def _part(request, found, form, act, onward, template="family/return_part.html", **context):
    """Show a part's form, and do its act with what was typed once the form is sent."""
    who = {"on": today(), "by": request.user}
    if request.method == "POST" and attempt(form, lambda given: act(found, **given, **who)):
        return redirect(onward, key=found.key)
    return render(request, template, _context(request, found) | {"form": form} | context)


@return_page(while_open=True)
def balances(request, found):
    """Ask what was there at the start and at the end."""
    form = forms.BalancesForm(posted(request), initial={name: getattr(found, name) for name in BALANCES})
    return _part(request, found, form, returns.save, "return", title="Balances")


@return_page(while_open=True)
def use(request, found):
    """Ask how the money was used, and list what is still owed."""
    form = forms.UseForm(posted(request), initial={name: getattr(found, name) for name in USE})
    title = "How it was used, and what is still owed"
    context = {"title": title, "liabilities": found.liabilities.order_by("id")}
    return _part(request, found, form, returns.save, "return", "family/return_use.html", **context)


@return_page(while_open=True)
def spending(request, found):
    """List what was spent, with its sum."""
    rows = list(found.spending.select_related("provision").order_by("spent_on", "id"))
    context = _context(request, found) | {"rows": rows, "spent": sum(row.amount for row in rows)}
    return render(request, "family/return_spending.html", context)


@return_page(while_open=True)
def spend(request, found):
    """Take one thing that was spent."""
    items = found.version.provision.order_by("id")
    form = forms.SpendForm(posted(request), provision=[(str(each.pk), each.title) for each in items])

    def add(found, *, provision, **given):
        chosen = None if provision == "other" else int(provision)
        return returns.add_spending(found, provision=chosen, **given)

    again = "return_spend" if "later" in request.POST else "return_spending"
    return _part(request, found, form, add, again, title="Add what was spent")


@return_page(while_open=True)
def spend_remove(request, found, spent):
    """Take a line of spending away, after asking."""
    return _remove(request, found, found.spending, spent, returns.take_out_spending, "return_spending")


@return_page(while_open=True)
def owe(request, found):
    """Take something that is owed and not yet paid."""
    form = forms.OwedForm(posted(request))
    return _part(request, found, form, returns.add_owed, "return_use", title="Add something that is owed")


@return_page(while_open=True)
def owe_remove(request, found, owed):
    """Take away something that is owed, after asking."""
    return _remove(request, found, found.liabilities, owed, returns.take_out_owed, "return_use")


def _remove(request, found, rows, key, take_out, onward):
    row = rows.filter(key=key).first()
    if row is None:
        messages.info(request, "That is not on the return any more.")
        return redirect(onward, key=found.key)
    form = forms.RemoveForm(posted(request))

    def act(found, **who):
        return take_out(found, key=key, **who)

    return _part(request, found, form, act, onward, "family/return_remove.html", row=row, back_to=onward)


@return_page(while_open=True)
def files(request, found):
    """Take a bank statement and other papers, each checked for viruses."""
    form = forms.EvidenceForm(posted(request), files_of(request))

    def add(found, *, file, **who):
        return returns.add_evidence(found, file, **who)

    given = Document.objects.about(found).order_by("id")
    return _part(request, found, form, add, "return_files", "family/return_files.html", files=given)


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
    form = forms.SendReturnForm(posted(request), by_officer=request.user.is_staff)

    def submit(given):
        return returns.submit(found, **form.received(), on=today(), by=request.user)

    if request.method == "POST":
        if attempt(form, submit):
            done = LOGGED if request.user.is_staff else RECEIVED
            messages.success(request, done)
            return redirect("return", key=found.key)
        found.refresh_from_db()
        if found.state not in OPEN:
            messages.info(request, SENT)
            return redirect("return", key=found.key)
    context = _context(request, found) | {"form": form, "bars": bars_of(found)} | shown(found)
    return render(request, "family/return_send.html", context)


@return_page(while_open=True)
def answer(request, found):
    """Take the answer to a question about the return, which then is sent again."""
    question = found.questions.order_by("pk").last()
    if question is None or (question.answered_on and request.method != "POST"):
        messages.info(request, "There is no question to answer now.")
        return redirect("return", key=found.key)
    form = forms.AnswerForm(posted(request), by_officer=request.user.is_staff)

    def reply(given):
        return returns.answer_question(found, **given, on=today(), by=request.user)

    if request.method == "POST" and attempt(form, reply):
        messages.success(request, "Saved. Now send the return again.")
        return redirect("return_send", key=found.key)
    context = _context(request, found) | {"form": form, "question": question}
    return render(request, "family/return_answer.html", context)
