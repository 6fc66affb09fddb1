"""Payments: listed by what can be done, approved by one person, released by another, or come back (b4, R10.5)."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render

from govuk.pager import paged
from govuk.parts import pounds
from payments.actions import instalments
from payments.actions.alarms import last_late_day
from payments.actions.many import each_of
from payments.addressees import children_mourned, recipient_name
from payments.models import Account, Instalment
from payments.sums import streams_of
from policy.plain import count_words, long_date
from portal import forms_finance as forms
from portal.pages.finance import FINANCE, LISTS, OPEN, State, finance_page, lists_of_payments
from portal.pages.shared import attempt, posted, staff_only, today

DO = {"approve": instalments.approve, "release": instalments.release}
TOLD = "We are writing to the recipient how it was worked out."
DONE = {"approve": "approved", "release": "released"}
RELATED = (
    "schedule__agreement__recipient",
    "schedule__agreement__child",
    "schedule__version",
    "approved_by__person",
    "released_by__person",
)


@staff_only(FINANCE)
def payments(request):
    """List payments by what can be done with them, and approve or release those that are ticked."""
    acts = [(name, words) for name, words in forms.ACTS.items() if request.user.has_perm(f"payments.{name}")]
    ticked = forms.TickedForm(posted(request), acts=acts)
    if request.method == "POST" and ticked.is_valid() and _do_ticked(request, ticked):
        return redirect(request.get_full_path())
    finding = forms.FindForm.of(request)
    reference = finding.cleaned_data["agreement"].upper() if finding.is_valid() else ""
    asked = request.GET.get("list", "")
    which = "" if reference else asked if asked in LISTS else acts[0][0]
    page = paged(_rows(request.user, which, reference), request, by=("due_on", "id"))
    context = {
        "page": [_shown(each, last_late_day(today())) for each in page],
        "pages": page,
        "form": ticked,
        "kept": set(request.POST.getlist("rows")),
        "acts": acts,
        "finding": finding,
        "title": LISTS[which] if which else f"Payments under {reference}",
        "lists": [(words, f"{request.path}?list={name}", name == which) for name, words in LISTS.items()],
    }
    return render(request, "finance/payments.html", context)


def _rows(user, which, reference):
    every = Instalment.objects.visible_to(user, on=today()).filter(schedule__agreement__reference=reference)
    rows = lists_of_payments(user)[which] if which else every
    in_use = Account.objects.filter(replaced_on=None)
    return rows.select_related("schedule__agreement__recipient").prefetch_related(
        Prefetch("schedule__agreement__accounts", in_use, to_attr="in_use")
    )


def _shown(instalment, late_by):
    """Add to a payment the words its row shows."""
    agreement = instalment.schedule.agreement
    account = next(iter(agreement.in_use), None)
    instalment.payee = recipient_name(agreement)
    instalment.account_words = f"Ends {account.last_four}" if account else "None yet"
    if account and not account.verified_on:
        instalment.account_words += ", not approved yet"
    instalment.is_late = instalment.state in OPEN and instalment.due_on <= late_by
    return instalment


def _do_ticked(request, form):
    """Do the act on each ticked payment; what was refused is told row by row, and what was done beside it."""
    given = form.cleaned_data
    rows = Instalment.objects.visible_to(request.user, on=today()).filter(key__in=given["rows"])
    rows = list(rows.select_related("schedule__agreement"))
    refused = each_of(DO[given["act"]], rows, on=today(), by=request.user)
    for row, words in refused:
        form.add_error(None, f"{_named(row)}: {words}")
    if gone := len(set(given["rows"])) - len(rows):
        form.add_error(None, f"{count_words(gone, 'ticked payment')} could not be found.")
    if done := len(rows) - len(refused):
        messages.success(request, f"{count_words(done, 'payment')} {DONE[given['act']]}.")
    return not form.errors


def _named(instalment):
    reference = instalment.schedule.agreement.reference
    return f"{pounds(instalment.amount)} under {reference}, due {long_date(instalment.due_on)}"


@finance_page(Instalment, *RELATED)
def payment(request, found):
    """Show a payment: whom it goes to, where, how it is made, and who approved and released it (R10.6)."""
    return render(request, "finance/payment.html", _context(request, found))


def _context(request, found):
    agreement, user = found.schedule.agreement, request.user
    account = agreement.accounts.filter(replaced_on=None).first()
    may_act = found.state in OPEN
    return {
        "found": found,
        "agreement": agreement,
        "version": found.schedule.version,
        "payee": recipient_name(agreement),
        "account": account,
        "steps": [words for words in found.worked_out.split("\n") if words],
        "streams": streams_of(found.schedule.version, found.amount),
        "is_late": may_act and found.due_on <= last_late_day(today()),
        "to_approve": found.state in (State.PLANNED, State.FAILED) and user.has_perm("payments.approve"),
        "to_release": found.state == State.APPROVED and user.has_perm("payments.release"),
        "may_cancel": may_act and agreement.state == "ended" and user.has_perm("payments.cancel"),
        "may_come_back": found.state == State.RELEASED and user.has_perm("payments.fail"),
        "is_approver": found.state == State.APPROVED and found.approved_by_id == user.pk,
    }


def _act(request, found, form, act, done, title, **once_done):
    """Ask before an act on a payment, and do it once the button is pressed; `once_done` is how it is then."""
    before = Instalment.objects.filter(pk=found.pk, **once_done) if once_done else Instalment.objects.none()
    if request.method == "POST" and (attempt(form, act) or before.exists()):
        messages.success(request, done)
        return redirect("finance_payment", key=found.key)
    return render(
        request, "finance/payment_act.html", _context(request, found) | {"form": form, "title": title}
    )


@finance_page(Instalment, *RELATED)
@staff_only("payments.approve")
def approve(request, found):
    """Approve a payment, as the first of two people (b4)."""
    form = forms.ConfirmForm(posted(request), button="Approve this payment")

    def act(given):
        return instalments.approve(found, on=today(), by=request.user)

    done, title = "Approved. Somebody else releases it.", "Approve this payment?"
    return _act(request, found, form, act, done, title, state=State.APPROVED, approved_by=request.user)


@finance_page(Instalment, *RELATED)
@staff_only("payments.release")
def release(request, found):
    """Release a payment, as the second of two people, and tell the recipient (b4, R10.6)."""
    form = forms.ConfirmForm(posted(request), button="Release this payment")

    def act(given):
        return instalments.release(found, on=today(), by=request.user)

    is_told = not children_mourned([found.schedule.agreement])
    done, title = f"Released. {TOLD}" if is_told else "Released.", "Release this payment?"
    return _act(request, found, form, act, done, title, state=State.RELEASED, released_by=request.user)


@finance_page(Instalment, *RELATED)
@staff_only("payments.cancel")
def cancel(request, found):
    """Cancel a payment that an agreement which has ended need not pay any more, with the reason (R8.7, R14.8)."""
    form = forms.CancelForm(posted(request))

    def act(given):
        return instalments.cancel(found, because=given["words"], on=today(), by=request.user)

    return _act(request, found, form, act, "Cancelled.", "Cancel this payment?", state=State.CANCELLED)


@finance_page(Instalment, *RELATED)
@staff_only("payments.fail")
def came_back(request, found):
    """Record that the bank sent a payment back; it is owed again (b4)."""
    if found.state != State.RELEASED and request.method != "POST":
        messages.info(request, "Only a payment that was released can come back.")
        return redirect("finance_payment", key=found.key)
    form = forms.ReturnedForm(posted(request))

    def act(given):
        return instalments.fail(found, words=given["words"], on=today(), by=request.user)

    done, title = "Recorded. It is owed again.", "Did the bank send it back?"
    return _act(request, found, form, act, done, title, state=State.FAILED)
