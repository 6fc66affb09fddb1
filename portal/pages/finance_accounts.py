"""Accounts: recorded by one person, approved by another who sees the full numbers (R10.4)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from budgets.choices import PAID_OVER
from budgets.models import Agreement
from govuk.pager import paged
from payments.actions import accounts as acts
from payments.addressees import recipient_name
from payments.models import Account
from policy import Refused
from portal import forms_finance as forms
from portal.pages.agreements import BEFORE_START
from portal.pages.finance import FINANCE, finance_page
from portal.pages.shared import attempt, posted, staff_only, today

LISTS = {"verify": "To approve", "missing": "No account yet"}


@staff_only(FINANCE)
def accounts(request):
    """List the accounts that wait for a second person, and the agreements that have none."""
    which = request.GET.get("list", "verify")
    which = which if which in LISTS else "verify"
    page = _missing(request) if which == "missing" else _to_verify(request)
    context = {
        "page": page,
        "which": which,
        "title": LISTS[which],
        "lists": [(words, f"{request.path}?list={name}", name == which) for name, words in LISTS.items()],
    }
    return render(request, "finance/accounts.html", context)


def _to_verify(request):
    waiting = Account.objects.visible_to(request.user, on=today()).to_verify()
    page = paged(waiting.select_related("agreement__recipient"), request, by=("recorded_on", "id"))
    for each in page:
        each.payee = recipient_name(each.agreement)
    return page


def _missing(request):
    # One that began has an account: it could not begin without.
    begin = Agreement.objects.visible_to(request.user, on=today()).filter(
        mechanism__in=PAID_OVER, state__in=BEFORE_START
    )
    without = begin.exclude(accounts__replaced_on=None, accounts__isnull=False)
    page = paged(without.select_related("recipient"), request, by=("-id",))
    for each in page:
        each.payee = recipient_name(each)
    return page


@finance_page(Agreement, "recipient", "child")
def account(request, found):
    """Show an agreement's account, and let a second person approve it, saying what was checked (R10.4)."""
    now = (
        found.accounts.filter(replaced_on=None)
        .select_related("recorded_by__person", "verified_by__person")
        .first()
    )
    shows = request.method == "POST" and "show" in request.POST
    if request.method == "POST" and now is None:
        raise Http404
    form = forms.VerifyForm(None if shows else posted(request), shown=now.pk if now else "")
    numbers, refusal = _numbers(now, request.user) if shows else ((), "")
    if not shows and request.method == "POST":
        done = attempt(form, lambda given: _verify(found, **given, by=request.user))
        if done:
            messages.success(request, "Approved. Payments can go to this account.")
            return redirect("finance_account", key=found.key)
    context = {
        "found": found,
        "payee": recipient_name(found),
        "account": now,
        "waits": now and not now.verified_on and found.state in acts.PAYABLE,
        "is_own": now and now.recorded_by_id == request.user.pk,
        "numbers": numbers,
        "refusal": refusal,
        "may_record": found.is_paid_over
        and found.state in acts.PAYABLE
        and request.user.has_perm("payments.record_account", found),
        "earlier": found.accounts.exclude(replaced_on=None).order_by("-id")[:20],
        "form": form,
    }
    return render(request, "finance/account.html", context)


def _verify(agreement, *, seen, words, by):
    """Approve the account that was on the page; one that took its place since is not approved unread."""
    account = next((each for each in agreement.accounts.all() if str(each.pk) == seen), None)
    if account is None:
        raise Refused("R10.4", "This account has changed since you opened this page. Check it again.")
    return acts.verify_account(account, words=words, on=today(), by=by)


def _numbers(account, user):
    try:
        return acts.reveal_numbers(account, by=user), ""
    except Refused as refused:
        return (), str(refused)


@finance_page(Agreement, "recipient", "child")
@staff_only("payments.record_account")
def record(request, found):
    """Record an account that was given on paper; somebody else approves it (R10.4)."""
    if not found.is_paid_over or found.state not in acts.PAYABLE:
        raise Http404
    form = forms.PaperAccountForm(posted(request))
    if request.method == "POST":
        done = attempt(form, lambda given: acts.record_account(found, **given, on=today(), by=request.user))
        if done:
            messages.success(request, "Recorded. Somebody else approves it before anything is paid.")
            return redirect("finance_account", key=found.key)
    context = {"found": found, "payee": recipient_name(found), "form": form}
    return render(request, "finance/account_record.html", context)
