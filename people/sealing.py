"""Secrets sealed at rest: readable with the council's keys only, so a copied database tells nothing."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def _keys():
    try:
        return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
    except ValueError as problem:
        raise ImproperlyConfigured("SEALING_KEYS must be Fernet keys, newest first, with commas") from problem


def seal(text):
    """Seal a text with the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed):
    """Open a sealed text with any of the keys; `ValueError` when none fits."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise ValueError("sealed with a key that is not in SEALING_KEYS") from problem
