"""Sign-in mail goes through the outbox like every letter."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """An allauth adapter whose mail is written to the outbox."""
