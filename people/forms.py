"""The forms of signing in, in the service's words and look."""

import time

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators

from govuk.forms import CharacterCount, Checkboxes, GovukForm, GovukMixin, Text
from people.mfa import SealedAdapter, take_code
from people.models import Team
from people.roles import Role

# Longer than writing the letter to the outbox ever takes.
RESET_SECONDS = 0.25


def shortest_password():
    """Give the length a password must have."""
    lengths = [
        v.min_length for v in get_default_password_validators() if isinstance(v, MinimumLengthValidator)
    ]
    return max(lengths, default=1)


class ByName:
    """Gives allauth's forms their data by name, since some take a user first, and our labels and hints."""

    LABELS = {}
    HINTS = {}

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data=data, files=files, **kwargs)
        # Typing a password twice helps nobody who can look at what was typed.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HINTS.get(name, "")
            if isinstance(field, forms.EmailField):
                field.widget = forms.EmailInput({"autocomplete": "email"})
            elif name == "password1":
                field.help_text = (
                    f"At least {shortest_password()} characters. Three words you can remember are good."
                )


class AccountMixin(GovukMixin, ByName):
    """What the forms of signing in share."""

    LABELS = {
        "login": "Email address",
        "email": "Email address",
        "password": "Password",
        "oldpassword": "Password you use now",
        "password1": "New password",
        "name": "Name of this security key",
    }


class SignInForm(AccountMixin, account.LoginForm):
    """A sign-in by e-mail address and password."""

    button = "Sign in"


class SignUpForm(AccountMixin, account.SignupForm):
    """A new sign-in for the person a join code was sent to."""

    button = "Create your sign-in"
    LABELS = AccountMixin.LABELS | {"password1": "Password"}
    HINTS = {"email": "You will sign in with this. We will send you an email to check it."}

    def try_save(self, request):
        """Do the same work for an address that has a sign-in as for a new one: the time tells nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(AccountMixin, account.ResetPasswordForm):
    """An e-mail address to send a link to."""

    button = "Send me a link"

    def clean_email(self):
        """Keep from the link whoever has not proved that the address is theirs: it may be mistyped."""
        email = super().clean_email()
        proved = EmailAddress.objects.filter(user__in=self.users, email__iexact=email, verified=True)
        proved_by = set(proved.values_list("user_id", flat=True))
        self.users = [user for user in self.users if user.pk in proved_by]
        return email

    def save(self, request, **kwargs):
        """Send the link, and answer after the same time whether or not there is anybody to send it to."""
        started = time.monotonic()
        email = super().save(request, **kwargs)
        time.sleep(max(0, RESET_SECONDS - (time.monotonic() - started)))
        return email


class ChoosePasswordForm(AccountMixin, account.ResetPasswordKeyForm):
    """A new password, by the link that was sent."""

    button = "Save new password"


class ChangePasswordForm(AccountMixin, account.ChangePasswordForm):
    """A new password in place of the one in use."""

    button = "Save new password"


class ReauthenticateForm(AccountMixin, account.ReauthenticateForm):
    """The password once more, before a change to the sign-in itself."""


def code_input():
    """Give the input for a code from an authenticator app."""
    return Text(
        {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
        width=10,
    )


class CodeMixin(AccountMixin):
    """A form with a code from an authenticator app, each code good for one use."""

    LABELS = {"code": "6-digit code"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = code_input()

    def clean_code(self):
        """Refuse a code that was used before, whatever it was used for."""
        code = super().clean_code()
        kind = getattr(getattr(self, "authenticator", None), "type", Authenticator.Type.TOTP)
        if kind == Authenticator.Type.TOTP and not take_code(self.user, normalize_user_code(code)):
            raise SealedAdapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeMixin, mfa.AuthenticateForm):
    """The second step of signing in."""

    HINTS = {"code": "If you cannot use your app, enter one of your recovery codes instead."}


class ReauthenticateByCodeForm(CodeMixin, mfa.ReauthenticateForm):
    """The second factor once more, before a change to the sign-in itself."""

    HINTS = AuthenticateForm.HINTS


class ActivateTOTPForm(CodeMixin, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""


class DeactivateTOTPForm(AccountMixin, totp.DeactivateTOTPForm):
    """A yes to taking an authenticator app away."""

    button = "Remove this app"


class GenerateRecoveryCodesForm(AccountMixin, recovery_codes.GenerateRecoveryCodesForm):
    """A yes to new recovery codes."""

    button = "Make new codes"


class AddWebAuthnForm(AccountMixin, webauthn.AddWebAuthnForm):
    """A new security key; the key itself answers by script."""


class EditWebAuthnForm(AccountMixin, webauthn.EditWebAuthnForm):
    """A new name for a security key."""

    button = "Save"


class JoinForm(GovukForm):
    """The code of our letter; case, spaces and hyphens do not matter."""

    code = forms.CharField(
        label="Code from our letter",
        max_length=100,
        help_text="It has 16 letters and numbers. Capital letters, spaces and dashes do not matter.",
        widget=Text({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}, width=20),
    )


class TeamForm(GovukForm):
    """A new team."""

    button = "Make this team"

    name = forms.CharField(
        label="Name of the team",
        max_length=100,
        help_text="As in your roster, if it names teams.",
        widget=Text,
    )


class RolesForm(GovukForm):
    """What a member of staff may do, and in which team."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=Checkboxes,
        help_text="Select all that apply. Each role opens only what its work needs.",
    )
    team = forms.ModelChoiceField(
        label="Team",
        queryset=Team.objects.all(),
        required=False,
        help_text="A case manager sees the children of this team.",
        empty_label="No team",
    )


class MakeStaffUserForm(RolesForm):
    """A new member of staff."""

    first_name = forms.CharField(label="First name", max_length=100)
    last_name = forms.CharField(label="Last name", max_length=100)
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        help_text="We send a link to this address to choose a password.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ["first_name", "last_name", "email", "roles", "team"]


class ReasonsForm(GovukForm):
    """Why an act on somebody's sign-in is needed."""

    reasons = forms.CharField(label="Why", max_length=1000, widget=CharacterCount(rows=3))

    def __init__(self, *args, button, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button
        self.fields["reasons"].label = label
