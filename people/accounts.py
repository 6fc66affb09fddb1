"""How allauth speaks in this service: its messages in plain words, and the link to choose a password."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

WRONG = "The email address or the password is not right. Check both and try again."
TOO_OFTEN = "You have tried too many times. Wait a few minutes and try again."


class PlainAdapter(DefaultAccountAdapter):
    """An allauth adapter whose errors say what to do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This sign-in is closed.",
        "email_password_mismatch": WRONG,
        "enter_current_password": "This is not the password you use now.",
        "incorrect_password": "The password is not right.",
        "incorrect_code": "The code is not right.",
        "invalid_login": WRONG,
        "invalid_password_reset": "This link does not work any more. Ask for a new one.",
        "rate_limited": TOO_OFTEN,
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_ajax(self, request):
        """Answer everybody with a page; the service has no script that would read anything else."""
        return False


def path_to_choose_password(user):
    """Give the address at which a user chooses a password: good once, and not for long."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
