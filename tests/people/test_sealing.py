"""Secrets are sealed with the newest key and opened with any of the council's."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from people.sealing import seal, unseal

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_can_be_opened_and_does_not_show():
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert sealed != seal("JBSWY3DPEHPK3PXP")
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    settings.SEALING_KEYS = [OLD]
    before = seal("secret")
    settings.SEALING_KEYS = [NEW, OLD]
    assert unseal(before) == "secret"
    after = seal("secret")
    settings.SEALING_KEYS = [NEW]
    assert unseal(after) == "secret"
    with pytest.raises(ValueError, match="SEALING_KEYS"):
        unseal(before)


@pytest.mark.parametrize("tampered", ["", "plain", "gAAAAABm"])
def test_what_was_not_sealed_is_not_opened(tampered):
    with pytest.raises(ValueError):
        unseal(tampered)


def test_a_key_that_is_none_is_named(settings):
    settings.SEALING_KEYS = ["too short"]
    with pytest.raises(ImproperlyConfigured, match="SEALING_KEYS"):
        seal("secret")
