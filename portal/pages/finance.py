"""Finance: what waits, what is late first, and what its pages share."""

from functools import wraps

from django.shortcuts import render
from django.urls import reverse

from audit.acts import look
from payments.actions.alarms import last_late_day
from payments.models import Account, Instalment, QuarterlyReturn
from policy.deadlines import payable_until
from portal.pages.casework import how_many
from portal.pages.shared import find, staff_only, today

FINANCE = "payments.list_payments"
State = Instalment.State
OPEN = (State.PLANNED, State.APPROVED, State.FAILED)
LISTS = {
    "approve": "To approve",
    "release": "To release",
    "late": "Late",
    "came_back": "Came back from the bank",
    "coming": "Coming up",
}


def finance_page(model, *related):
    """Make a guard for pages about one record: finance only, by its key, and each look logged (R24.8)."""

    def guard(view):
        @wraps(view)
        @staff_only(FINANCE)
        def guarded(request, key, **kwargs):
            found = find(model.objects.select_related(*related), request.user, key=key)
            if request.method == "GET":
                look(by=request.user, what=request.resolver_match.url_name, about=found)
            return view(request, found, **kwargs)

        return guarded

    return guard


def lists_of_payments(user):
    """Give the lists of payments by what can be done with them (b4)."""
    on = today()
    payable = Instalment.objects.visible_to(user, on=on).payable().filter(state__in=OPEN)
    soon = payable_until(on)
    to_approve = payable.filter(state__in=[State.PLANNED, State.FAILED])
    return {
        "approve": to_approve.filter(due_on__lte=soon),
        "release": payable.filter(state=State.APPROVED),
        "late": payable.filter(due_on__lte=last_late_day(on)),
        "came_back": payable.filter(state=State.FAILED),
        "coming": to_approve.filter(due_on__gt=soon),
    }


@staff_only(FINANCE)
def home(request):
    """Show what waits for finance, what is late first (R8.7)."""
    user, on = request.user, today()
    lists = lists_of_payments(user)
    to_check = QuarterlyReturn.objects.visible_to(user, on=on).filter(state="submitted")
    to_verify = Account.objects.visible_to(user, on=on).to_verify()
    waiting = [
        *(
            ("finance_payments", name, LISTS[name], lists[name])
            for name in ("approve", "release", "came_back")
        ),
        ("finance_accounts", "verify", "Accounts to approve", to_verify),
        ("finance_returns", "check", "Returns to check", to_check),
        ("finance_returns", "final", "Final returns to check", to_check.filter(is_final=True)),
    ]
    late, *numbers = how_many(lists["late"], *(rows for *_, rows in waiting))
    counts = [
        (words, f"{reverse(page)}?list={name}", number)
        for (page, name, words, _), number in zip(waiting, numbers, strict=True)
    ]
    alarm = "" if late == "0" else f"{late} {'payment is' if late == '1' else 'payments are'} late."
    return render(request, "finance/home.html", {"alarm": alarm, "counts": counts})
