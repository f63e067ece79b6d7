"""The status of a firm: the one writer of certificates, and the jobs that time drives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fairway.trust.aeo.models import Certificate

# Called inside the transaction of every change of a certificate's status, with what happened to it:
# granted, suspended, reinstated, revoked, expired, withdrawn.
STATUS_LISTENERS: list[Callable[[Certificate, str], None]] = []


def certificate_change(certificate: Certificate, word: str, at: datetime) -> Certificate:
    """Give a certificate another status and tell the listeners."""
    raise NotImplementedError


def expire_due(now: datetime) -> int:
    """Let every status end whose validity is over; how many."""
    raise NotImplementedError


def silence_run(now: datetime) -> int:
    """Accept what the law deems accepted since nobody answered in time; how many."""
    raise NotImplementedError
