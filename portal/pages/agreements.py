"""Pages on which a family, or whoever is paid for it, reads an agreement, consents, and sees what is paid."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from audit.acts import look
from budgets.actions import agreements
from budgets.models import Agreement, Ending
from payments.actions import accounts
from payments.models import Account, Instalment, QuarterlyReturn
from portal import forms_agreement as forms
from portal.pages.requests import owed_about
from portal.pages.shared import attempt, family_only, find, posted, today

State = Agreement.State
THE_COUNCIL = "The council secures the provision in the plan."


def agreement_page(view):
    """Open an agreement to the family and to the person paid, and log the look (R24.8)."""

    @wraps(view)
    @login_required
    @family_only
    def guarded(request, key, **kwargs):
        agreements = Agreement.objects.select_related("child__case_officer__person", "recipient", "plan")
        found = find(agreements, request.user, key=key)
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=found)
        return view(request, found, **kwargs)

    return guarded


@agreement_page
def agreement(request, found):
    """Show an agreement: what it secures, what it needs now, what is paid and when, and its returns."""
    version, ending = found.current_version, _ending(found)
    paid = Instalment.objects.filter(schedule__agreement=found).exclude(state="cancelled")
    account = Account.objects.filter(agreement=found, replaced_on=None).first()
    context = {
        "found": found,
        "child": found.child,
        "version": version,
        "provision": version.provision.order_by("id") if version else [],
        "account": account,
        "needs_consent": found.state == State.NOTICE_ISSUED and _may_sign(found, request.user),
        "needs_account": found.is_paid_over and not account and _is_recipient(found, request.user),
        "may_withdraw": _is_recipient(found, request.user) and found.state in WITH_CONSENT,
        "owed": owed_about(found, request.user),
        "instalments": paid.order_by("due_on", "id")[:60],
        "returns": QuarterlyReturn.objects.filter(agreement=found).order_by("-to_on")[:20],
        "ending": ending,
        "owed_ending": owed_about(ending, request.user) if ending else [],
    }
    return render(request, "family/agreement.html", context)


WITH_CONSENT = (State.CONSENTED, State.READY, State.ACTIVE, State.STOP_NOTICE)


def _ending(found):
    """Give the ending a family may know of: only one it was given notice of."""
    told = Ending.objects.filter(agreement=found, released_on__isnull=False, letter__isnull=False)
    return told.select_related("letter").order_by("-id").first()


def _is_recipient(found, user):
    return user.has_perm("budgets.withdraw_consent", found)


def _may_sign(found, user):
    return user.has_perm("budgets.consent", found)


@agreement_page
def consent(request, found):
    """Take consent in writing to the notice as it was sent (R8.1)."""
    version = found.current_version
    if found.state != State.NOTICE_ISSUED or not _may_sign(found, request.user):
        raise Http404
    statements = agreements.statements_of(found)
    form = forms.ConsentForm(posted(request), statements=statements, is_paid_over=found.is_paid_over)

    def sign(given):
        return agreements.consent(
            found,
            signed_name=given["signed_name"],
            statements={key: key in given["statements"] for key, _ in statements},
            schedule_answer=given.get("schedule_answer", ""),
            kind=agreements.kind_of_signature(found, request.user),
            how="portal",
            on=today(),
            by=request.user,
        )

    if request.method == "POST" and attempt(form, sign):
        messages.success(request, "You have signed. We have your consent.")
        return redirect("agreement", key=found.key)
    context = {"found": found, "version": version, "form": form}
    return render(request, "family/agreement_consent.html", context)


@agreement_page
def decline(request, found):
    """Take a no to an agreement; it is not a refusal by the council (b3)."""
    if found.state != State.NOTICE_ISSUED or not _may_sign(found, request.user):
        raise Http404
    form = forms.DeclineForm(posted(request))

    def say_no(given):
        return agreements.decline(
            found, because=given["because"], provision_after=THE_COUNCIL, on=today(), by=request.user
        )

    if request.method == "POST" and attempt(form, say_no):
        messages.success(request, "You have declined it. We will talk to you about another way.")
        return redirect("agreement", key=found.key)
    return render(request, "family/agreement_decline.html", {"found": found, "form": form})


@agreement_page
def withdraw_consent(request, found):
    """Take back consent in writing: the payments stop at once (R14.1, G1)."""
    if found.state not in WITH_CONSENT or not _is_recipient(found, request.user):
        raise Http404
    form = forms.WithdrawConsentForm(posted(request))

    def take_back(given):
        return agreements.withdraw_consent(
            found, words=given["words"], provision_after=THE_COUNCIL, on=today(), by=request.user
        )

    if request.method == "POST" and attempt(form, take_back):
        messages.success(request, "You have withdrawn your consent. We are writing to you to confirm it.")
        return redirect("agreement", key=found.key)
    return render(request, "family/agreement_withdraw.html", {"found": found, "form": form})


@agreement_page
def account(request, found):
    """Take the account that payments go to; somebody at the council checks it before anything is paid."""
    if not found.is_paid_over or not request.user.has_perm("payments.record_account", found):
        raise Http404
    form = forms.AccountForm(posted(request))

    def record(given):
        return accounts.record_account(found, **given, on=today(), by=request.user)

    if request.method == "POST" and attempt(form, record):
        messages.success(request, "We have the account. Somebody checks it before we pay anything.")
        return redirect("agreement", key=found.key)
    return render(request, "family/agreement_account.html", {"found": found, "form": form})
