"""What every request of a signed-in person must meet: a live session, and a second factor for staff."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils import timezone

from people.mfa import has_second_factor, is_proved

# Staff work where others pass by; a family takes its time over a long answer.
IDLE_MINUTES = {True: 20, False: 30}
LONGEST_HOURS = 8  # a working day: tomorrow somebody else may hold the device
NOTE_EVERY_SECONDS = 60


class Sessions:
    """Ends a session left idle, 20 minutes for staff and 30 for families, and any after 8 hours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """End a session that is over, or note at most once a minute that it is in use."""
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if words := self._over(request, now):
                logout(request)
                messages.info(request, words)
            elif now - request.session.get("seen", 0) > NOTE_EVERY_SECONDS:
                request.session.setdefault("began", now)
                request.session["seen"] = now
        return self.get_response(request)

    @staticmethod
    def _over(request, now):
        idle = IDLE_MINUTES[request.user.is_staff]
        if now - request.session.get("seen", now) > idle * 60:
            return f"We signed you out because you did nothing for {idle} minutes."
        if now - request.session.get("began", now) > LONGEST_HOURS * 3600:
            return f"We signed you out because you signed in more than {LONGEST_HOURS} hours ago."
        return ""


class SecondFactor:
    """Keeps everything from staff but setting up a second factor, until one is proved; the staff site too."""

    OPEN = {
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "brand-css",
        "alive",
        "ready",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass on; the page asked for is known only to `process_view`."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Send staff without a second factor to set one up, and those who did not prove it to sign in."""
        user = request.user
        if not user.is_authenticated or not user.is_staff or request.resolver_match.view_name in self.OPEN:
            return None
        # Both are asked every time: what an administrator takes away counts from the next request.
        if not has_second_factor(user):
            return redirect("mfa_activate_totp")
        if not is_proved(request):
            logout(request)
            return redirect_to_login(request.get_full_path())
        return None
