"""Where the house differs from allauth: what it is called, which language it writes in."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and letters."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""
