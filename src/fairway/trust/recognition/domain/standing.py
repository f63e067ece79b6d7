"""Whether a firm of a partner is trusted here today, in one word."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from fairway.trust.recognition.domain.message import Status


class Standing(StrEnum):
    TRUSTED = "trusted"
    NOT_ACTIVE = "not-active"  # suspended, revoked, expired or withdrawn
    RAN_OUT = "ran-out"  # the partner said until when, and that day is past
    NO_AGREEMENT = "no-agreement"
    UNDECIDED = "undecided"  # in quarantine, or discarded
    STALE = "stale"  # the partner has been silent for too long


def standing_of(
    status: Status,
    *,
    valid_until: date | None,
    is_matched: bool,
    is_agreed: bool,
    is_stale: bool,
    today: date,
) -> Standing:
    """What speaks against it most comes first: an end that was told counts however old it is."""
    if status is not Status.ACTIVE:
        return Standing.NOT_ACTIVE
    if valid_until is not None and valid_until < today:
        return Standing.RAN_OUT
    if not is_agreed:
        return Standing.NO_AGREEMENT
    if not is_matched:
        return Standing.UNDECIDED
    return Standing.STALE if is_stale else Standing.TRUSTED
