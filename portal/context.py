"""What every page needs: the council, who is signed in, the places to go, and whether this is a demonstration."""

from django.conf import settings
from django.urls import reverse_lazy
from django.utils import timezone

import policy

FOOTER = (
    ("Your rights", reverse_lazy("rights")),
    ("Accessibility statement", reverse_lazy("accessibility")),
    ("Privacy notice", reverse_lazy("privacy")),
    ("Cookies", reverse_lazy("cookies")),
    ("Every number and who says so", reverse_lazy("numbers")),
)
SIGNED_OUT = (("Sign in", reverse_lazy("account_login")), ("Join with a code", reverse_lazy("join")))
FAMILY = (
    ("Home", reverse_lazy("home")),
    ("Your letters", reverse_lazy("letters")),
    ("Your account", reverse_lazy("account")),
    ("Sign out", reverse_lazy("account_logout")),
)
STAFF = (
    ("Home", reverse_lazy("home")),
    ("Your account", reverse_lazy("account")),
    ("Sign out", reverse_lazy("account_logout")),
)
ADMINISTRATOR = (
    STAFF[0],
    ("Sign-ins", reverse_lazy("staff_user_list")),
    ("Teams", reverse_lazy("team_list")),
    ("Mail not delivered", reverse_lazy("admin:not_delivered")),
    ("Jobs", reverse_lazy("admin:audit_jobrun_changelist")),
    ("Record of acts", reverse_lazy("record")),
    *STAFF[1:],
)
CASE_STAFF = (
    ("Today", reverse_lazy("admin:index")),
    ("Requests", reverse_lazy("admin:triage")),
    ("Children", reverse_lazy("admin:people_child_changelist")),
    ("Post", reverse_lazy("admin:print_queue")),
    *STAFF[1:],
)
MANAGER = (*CASE_STAFF[:4], ("Words to erase", reverse_lazy("disposals")), *STAFF[1:])

# Beside these, each place for whoever the rules give it to.
WORK = (
    ("Board", reverse_lazy("board_meetings"), "decisions.see_board"),
    ("Checks", reverse_lazy("checks"), "decisions.see_checks"),
    ("Finance", reverse_lazy("finance"), "payments.list_payments"),
    ("Payments", reverse_lazy("finance_payments"), "payments.list_payments"),
    ("Accounts", reverse_lazy("finance_accounts"), "payments.list_payments"),
    ("Returns", reverse_lazy("finance_returns"), "payments.list_payments"),
)


def _places(user):
    if not user.is_authenticated:
        return SIGNED_OUT
    if not user.is_staff:
        return FAMILY
    own = _own(user)
    work = [(text, href) for text, href, perm in WORK if user.has_perm(perm)]
    return (*own[:-2], *work, *own[-2:])


def _own(user):
    if user.has_perm("people.list_children"):
        return MANAGER if user.has_perm("audit.see_disposals") else CASE_STAFF
    return ADMINISTRATOR if user.has_perm("people.make_staff_user") else STAFF


def council(request):
    """Give templates the council, the service's name, the places to go and today's date."""
    today = timezone.localdate()
    own = policy.council(today)
    places = _places(request.user) if hasattr(request, "user") else SIGNED_OUT
    return {
        "council": own,
        "service_name": own.service_name,
        "today": today,
        "demo": settings.DEMO,
        "navigation": [
            {"text": text, "href": str(href), "active": request.path == str(href)} for text, href in places
        ],
        "footer_links": [{"text": text, "href": str(href)} for text, href in FOOTER],
    }
