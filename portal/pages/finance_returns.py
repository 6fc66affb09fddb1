"""Returns as finance checks them: each deduction settled, the surplus worked out, asked about or accepted (R15)."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clocks.models import Clock
from govuk.pager import paged
from payments.actions import returns
from payments.actions.checking import may_ask, result_of, test_of
from payments.addressees import recipient_name
from payments.models import QuarterlyReturn
from payments.periods import period_words
from policy.plain import count_words
from portal import forms_finance as forms
from portal.pages.finance import FINANCE, finance_page
from portal.pages.returns import serve, shown
from portal.pages.shared import attempt, posted, staff_only, today

State = QuarterlyReturn.State
SENT = (State.SUBMITTED, State.QUERIED, State.ACCEPTED)
# Each list: its words, what it keeps, and the clock that counts down in it.
LISTS = {
    "check": ("To check", {"state": State.SUBMITTED}, "return_check"),
    "final": ("Final returns to check", {"state": State.SUBMITTED, "is_final": True}, "return_check"),
    "asked": ("Waiting for an answer", {"state": State.QUERIED}, "return_query"),
}
RELATED = ("agreement__recipient", "child", "version", "submitted_by__person", "checked_by__person")
EARLIER_SHOWN = 12


@staff_only(FINANCE)
def returns_to_check(request):
    """List the returns that wait to be checked, due soonest first, and those asked about."""
    which = request.GET.get("list", "check")
    which = which if which in LISTS else "check"
    title, kept, duty = LISTS[which]
    rows = QuarterlyReturn.objects.visible_to(request.user, on=today()).filter(**kept)
    about = {"about_type": QuarterlyReturn._meta.label_lower, "about_id__in": rows.values("pk")}
    clocks = Clock.objects.open().filter(duty=duty, **about)
    page = paged(clocks, request, by=("due_on", "id"))
    by_id = rows.select_related("agreement__recipient").in_bulk([clock.about_id for clock in page])
    context = {
        "page": page,
        "rows": [(clock, _shown(by_id[clock.about_id])) for clock in page],
        "title": title,
        "lists": [
            (words, f"{request.path}?list={name}", name == which) for name, (words, *_) in LISTS.items()
        ],
    }
    return render(request, "finance/returns.html", context)


def _shown(found):
    """Add to a return the words its row shows."""
    found.payee, found.period = recipient_name(found.agreement), period_words(found.from_on, found.to_on)
    return found


@finance_page(QuarterlyReturn, *RELATED)
def finance_return(request, found):
    """Show a return as it was sent, the surplus worked out step by step, and the returns before it (R15.5)."""
    return render(request, "finance/return.html", _context(request, found))


def _context(request, found):
    is_sent = found.state in SENT
    checks = found.state == State.SUBMITTED
    earlier = QuarterlyReturn.objects.filter(agreement=found.agreement, to_on__lt=found.from_on)
    earlier = list(earlier.filter(state=State.ACCEPTED).order_by("-to_on")[:EARLIER_SHOWN])
    for each in earlier:
        each.period = period_words(each.from_on, each.to_on)
    seen = shown(found) if is_sent else {}
    return seen | {
        "found": found,
        "agreement": found.agreement,
        "payee": recipient_name(found.agreement),
        "period": period_words(found.from_on, found.to_on),
        "is_sent": is_sent,
        "checks": checks and request.user.has_perm("payments.accept"),
        "steps": _steps(found),
        "earlier": earlier,
        "over": [each for each in earlier if each.over_by],
        "clocks": _clocks(found),
        "may_ask": checks and may_ask(found),
        "unsettled": _unsettled(seen.get("liabilities", ())),
        "hide_sums": True,
        "file_page": "finance_return_file",
    }


def _clocks(found):
    clocks = Clock.objects.of(found).filter(dropped_on=None).select_related("owner__person")
    return clocks.order_by("due_on", "id")[:10]


def _unsettled(liabilities):
    waiting = sum(1 for each in liabilities if each.accepted is None)
    return f"Settle {count_words(waiting, 'deduction')}" if waiting else ""


def _steps(found):
    """Work the surplus test through: as stored once accepted, until then with what is settled so far."""
    if found.state == State.ACCEPTED:
        return found.sum_steps
    if found.closing is None or found.state not in SENT:
        return []
    tested = test_of(found)
    return [*tested.steps[:-1], result_of(found, tested)]


def check_page(view):
    """Keep a page for a return that waits to be checked; what is posted goes on to the act, which refuses it."""

    @finance_page(QuarterlyReturn, *RELATED)
    @wraps(view)
    def guarded(request, found, **kwargs):
        if found.state != State.SUBMITTED and request.method != "POST":
            return _gone(request, found)
        return view(request, found, **kwargs)

    return guarded


def _gone(request, found, words="This return does not wait to be checked."):
    messages.info(request, words)
    return redirect("finance_return", key=found.key)


def _act(request, found, form, act, done, title, *, is_done=lambda: False, **context):
    """Show an act's form under the return's name, and do it once the form is sent; `is_done` when it was before."""
    if request.method == "POST" and (attempt(form, act) or is_done()):
        messages.success(request, done)
        return redirect("finance_return", key=found.key)
    context |= {"form": form, "title": title} | _context(request, found)
    return render(request, "finance/return_act.html", context)


@check_page
@staff_only("payments.settle_deduction")
def deduction(request, found, liability):
    """Accept something that is owed as a deduction, or refuse it and say why (R15.5)."""
    owed = found.liabilities.filter(pk=liability).first()
    if owed is None:
        return _gone(request, found, "That is not on the return any more.")
    settled = {True: forms.TAKEN_OFF, False: forms.NOT_TAKEN_OFF}.get(owed.accepted)
    form = forms.DeductionForm(posted(request), initial={"accepted": settled, "words": owed.accepted_words})

    def act(given):
        accepted = given["accepted"] == forms.TAKEN_OFF
        return returns.settle_deduction(
            owed, accepted=accepted, words=given["words"], on=today(), by=request.user
        )

    return _act(request, found, form, act, "Recorded.", "A deduction", owed=owed)


@check_page
@staff_only("payments.query")
def query(request, found):
    """Ask the family about a return, naming what is missing; two rounds at most (b5)."""
    form = forms.QueryForm(posted(request))

    def act(given):
        return returns.query(found, words=given["words"], on=today(), by=request.user)

    done = "Asked. The letter is on its way."
    return _act(request, found, form, act, done, "Ask about this return")


@check_page
@staff_only("payments.accept")
def accept(request, found):
    """Accept a return with its surplus test; from then on it is locked (R15.3-R15.5)."""
    form = forms.AcceptForm(posted(request))

    def act(given):
        return returns.accept(found, words=given["words"], on=today(), by=request.user)

    def is_done():
        return QuarterlyReturn.objects.filter(
            pk=found.pk, state=State.ACCEPTED, checked_by=request.user
        ).exists()

    done, title = "Accepted. The letter with the sums is on its way.", "Accept this return"
    return _act(request, found, form, act, done, title, is_done=is_done, shows_sums=True)


@require_safe
@finance_page(QuarterlyReturn)
def file(request, found, file):
    """Give a paper that came with a return; it was checked for viruses."""
    return serve(request, found, file)
