"""Addresses of signing in, by hand: what allauth offers and the service does not need has no address.

The names are allauth's own, since it looks its pages up by them.
"""

from django.urls import path, re_path
from django.views.generic import RedirectView

from portal.pages import account, joining

urlpatterns = [
    path("", account.your_account, name="account"),
    path("sign-in/", account.sign_in, name="account_login"),
    path("sign-in/second-step/", account.second_step, name="mfa_authenticate"),
    path("sign-out/", account.sign_out, name="account_logout"),
    path("closed/", account.closed, name="account_inactive"),
    path("new/", joining.create_sign_in, name="account_signup"),
    path("confirm-email/", account.check_your_email, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/", account.change_password, name="account_change_password"),
    path("password/forgotten/", account.reset_password, name="account_reset_password"),
    path("password/forgotten/sent/", account.reset_password_sent, name="account_reset_password_done"),
    re_path(
        r"^password/choose/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.choose_password,
        name="account_reset_password_from_key",
    ),
    path("password/chosen/", account.password_chosen, name="account_reset_password_from_key_done"),
    path("confirm-it-is-you/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm-it-is-you/code/", account.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("confirm-it-is-you/key/", account.reauthenticate_by_key, name="mfa_reauthenticate_webauthn"),
    path("second-step/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("second-step/app/", account.set_up_app, name="mfa_activate_totp"),
    path("second-step/app/remove/", account.remove_app, name="mfa_deactivate_totp"),
    path("second-step/codes/", account.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", account.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/codes/download/", account.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-step/keys/", account.keys, name="mfa_list_webauthn"),
    path("second-step/keys/add/", account.add_key, name="mfa_add_webauthn"),
    path("second-step/keys/<int:pk>/remove/", account.remove_key, name="mfa_remove_webauthn"),
    path("second-step/keys/<int:pk>/rename/", account.rename_key, name="mfa_edit_webauthn"),
]
