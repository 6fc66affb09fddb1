"""What every request of a signed-in person must meet: a live session, and a second factor for staff."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

IDLE_SECONDS = {True: 20 * 60, False: 30 * 60}
NOTE_EVERY_SECONDS = 60


class Sessions:
    """Ends a session left idle: 20 minutes for staff, 30 for families."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """End an idle session, or note at most once a minute that it is in use."""
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            seen = request.session.get("seen", now)
            if now - seen > IDLE_SECONDS[request.user.is_staff]:
                logout(request)
            elif "seen" not in request.session or now - seen > NOTE_EVERY_SECONDS:
                request.session["seen"] = now
        return self.get_response(request)


class SecondFactor:
    """Sends staff without a second factor to set one up; nothing else is open to them, the staff site included."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Let families and protected staff pass."""
        user = request.user
        if user.is_authenticated and user.is_staff and not self._protected(request):
            if not request.path.startswith(self._open_paths()):
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _protected(request):
        # What was proved at sign-in is in the session: one look-up a session, not one a request.
        if "second_factor" in request.session:
            return True
        methods = {step.get("method") for step in request.session.get("account_authentication_methods", [])}
        if "mfa" in methods and is_mfa_enabled(request.user):
            request.session["second_factor"] = True
            return True
        return False

    @staticmethod
    def _open_paths():
        # Until a second factor is proved, only setting one up, its codes, proving the password again and signing out.
        names = ("mfa_activate_totp", "account_reauthenticate", "account_logout")
        return (*(reverse(name) for name in names), "/static/", "/brand.css")
