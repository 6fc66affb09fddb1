"""Second factors, their secrets sealed at rest."""

from allauth.mfa.adapter import DefaultMFAAdapter

from people.sealing import seal, unseal


class SealedAdapter(DefaultMFAAdapter):
    """An allauth adapter that never stores a second-factor secret in clear."""

    def encrypt(self, text):
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text):
        """Open a stored secret."""
        return unseal(encrypted_text)
