"""One-click sign-in as an invented person; these pages exist only in a demonstration on one machine."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.models import User
from portal.demo.sign_ins import SIGN_INS

FIRST_PAGE = {"case_officer": "admin:index", "case_manager": "admin:index"}


def _only_in_a_demonstration():
    if not settings.DEMO:
        raise Http404


def _there():
    emails = [entry.email for entry in SIGN_INS]
    users = User.objects.select_related("person").in_bulk(emails, field_name="email")
    return [(entry, users[entry.email]) for entry in SIGN_INS if entry.email in users]


@require_safe
@never_cache
def sign_ins(request):
    """List the invented people, with all it takes to sign in as them."""
    _only_in_a_demonstration()
    return render(request, "demo/sign_ins.html", {"sign_ins": _there()})


@require_POST
@never_cache
def sign_in_as(request):
    """Sign in as an invented person, second factor included."""
    _only_in_a_demonstration()
    chosen = [(entry, user) for entry, user in _there() if entry.email == request.POST.get("email")]
    if not chosen:
        raise Http404
    entry, user = chosen[0]
    logout(request, show_message=False)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, "password", email=user.email)
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor:
        record_authentication(request, user, "mfa", id=factor.pk, type=factor.type)
    return redirect(FIRST_PAGE.get(entry.role, "home"))
