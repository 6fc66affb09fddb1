"""Signing in and out, passwords and second factors: allauth's pages, only those the service needs."""

from allauth.account import views as account
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from people.mfa import FACTORS, SealedAdapter, prove


@login_required
def your_account(request):
    """Show how a person signs in: address, password, second step."""
    own = Authenticator.objects.filter(user=request.user)
    recovery = own.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    shown = {
        "app": own.filter(type=Authenticator.Type.TOTP).first(),
        "keys": own.filter(type=Authenticator.Type.WEBAUTHN).count(),
        "has_factor": own.filter(type__in=FACTORS).exists(),
        "has_codes": recovery is not None,
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
    }
    return render(request, "account/your_account.html", shown)


class SignOut(account.LogoutView):
    """Signs out, and tells the browser to forget the pages it kept."""

    def post(self, *args, **kwargs):
        """Sign out; cookies are not named, or a browser would clear those of the council's other services."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(account.PasswordChangeView):
    """Changes a password; a sign-in that has none yet gets its first by the link in an e-mail."""

    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        """Send somebody without a password to ask for the link."""
        if not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)

    def get_default_success_url(self):
        """Go back to the account page."""
        return reverse("account")


class ConfirmEmail(account.ConfirmEmailView):
    """Confirms an address by the link in an e-mail, for whoever chose the password too.

    An address may be mistyped: whoever reads its mail must not come to the record by the link alone.
    """

    def post(self, *args, **kwargs):
        """Confirm in the browser in which the password was typed; elsewhere ask for the password first."""
        try:
            confirmation = self.get_object()
        except Http404:
            self.object = None
            return self.render_to_response(self.get_context_data())
        stage = LoginStageController.enter(self.request, EmailVerificationStage.key)
        user = stage and stage.login.user
        if user is None or user.pk != confirmation.email_address.user_id:
            messages.info(self.request, "Sign in with your password first. Then open the link once more.")
            return redirect("account_login")
        return super().post(*args, **kwargs)


class SetUpApp(totp.ActivateTOTPView):
    """Sets up an authenticator app; its first code is also the proof for this session."""

    def form_valid(self, form):
        """Note that the second factor was proved."""
        response = super().form_valid(form)
        prove(self.request, Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP))
        return response


class AddKey(webauthn.AddWebAuthnView):
    """Adds a security key; what it answered is also the proof for this session."""

    def form_valid(self, form):
        """Note that the second factor was proved."""
        response = super().form_valid(form)
        keys = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        prove(self.request, keys.latest("pk"))
        return response


class RemoveKey(webauthn.RemoveWebAuthnView):
    """Removes a security key, unless it is the last second factor of a member of staff."""

    def form_valid(self, form):
        """Keep the last second factor of staff."""
        adapter = SealedAdapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(self.success_url)
        return super().form_valid(form)


# Pages with a secret on them, or a step of signing in, are kept by no browser.
sign_in = account.login
sign_out = SignOut.as_view()
closed = account.account_inactive
check_your_email = account.EmailVerificationSentView.as_view()
confirm_email = never_cache(ConfirmEmail.as_view())
change_password = never_cache(ChangePassword.as_view())
reset_password = never_cache(account.password_reset)
reset_password_sent = account.password_reset_done
choose_password = never_cache(account.password_reset_from_key)
password_chosen = account.password_reset_from_key_done
second_step = never_cache(mfa.authenticate)
reauthenticate = never_cache(account.reauthenticate)
reauthenticate_by_code = never_cache(mfa.reauthenticate)
reauthenticate_by_key = never_cache(webauthn.reauthenticate_webauthn)
set_up_app = never_cache(SetUpApp.as_view())
remove_app = never_cache(totp.deactivate_totp)
show_recovery_codes = never_cache(recovery_codes.view_recovery_codes)
make_recovery_codes = never_cache(recovery_codes.generate_recovery_codes)
download_recovery_codes = recovery_codes.download_recovery_codes
keys = never_cache(webauthn.list_webauthn)
add_key = never_cache(AddKey.as_view())
remove_key = never_cache(RemoveKey.as_view())
rename_key = never_cache(webauthn.edit_webauthn)
