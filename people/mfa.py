"""Second factors: who has one, whether this session proved it, and their secrets sealed at rest."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache

import policy
from people.sealing import seal, unseal

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user):
    """Say whether a user has an authenticator app or a security key; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def is_proved(request):
    """Say whether this user proved a second factor in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def prove(request, authenticator):
    """Note that a second factor was proved; the session gets a new name, as it does at sign-in."""
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)
    request.session.cycle_key()


def take_code(user, code):
    """Say whether a code is used for the first time; remembered for as long as it could be typed again."""
    windows = 2 * app_settings.TOTP_TOLERANCE + 2
    return cache.add(f"people.code:{user.pk}:{code}", "used", timeout=windows * app_settings.TOTP_PERIOD)


class SealedAdapter(DefaultMFAAdapter):
    """An allauth adapter that never stores a second-factor secret in clear, nor lets staff go without one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Staff must have a second step. Add another one first.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a security key first.",
        "incorrect_code": "The code is not right. Enter the code your app shows now.",
        "unverified_email": "Confirm your email address first. We have sent you an email with a link.",
    }

    def encrypt(self, text):
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text):
        """Open a stored secret."""
        return unseal(encrypted_text)

    def get_totp_issuer(self):
        """Name the service in the authenticator app."""
        own = policy.council()
        return f"{own.service_name} ({own.name})"

    def can_delete_authenticator(self, authenticator):
        """Keep the last second factor of a member of staff."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return not authenticator.user.is_staff or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        """Suggest a name for a security key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Security key {number}"

    def _get_site_name(self):
        return policy.council().service_name
