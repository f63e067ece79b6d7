"""What becomes of a message. Only `applied` changes what we know; every other verdict changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from fairway.trust.recognition.domain.message import Delta, Envelope, Position, delta_digest

# How far the clocks of two instances may differ, and how long a message may be under way.
TOLERANCE = timedelta(minutes=5)


class Verdict(StrEnum):
    # It is a partner's, to us, and new:
    APPLIED = "applied"
    IN_STEP = "in-step"  # a heartbeat of where we are
    ANSWERED = "answered"
    # It is a partner's, and is not the next step:
    DUPLICATE = "duplicate"
    GAP = "gap"
    BROKEN_CHAIN = "broken-chain"
    OTHER_STREAM = "other-stream"
    # It is not to be believed or cannot be read:
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    FORGED = "forged"
    WRONG_PARTNER = "wrong-partner"
    WRONG_ADDRESS = "wrong-address"
    EXPIRED = "expired"
    FROM_THE_FUTURE = "from-the-future"
    MALFORMED = "malformed"

    @property
    def is_believed(self) -> bool:
        """Whether the partner has said it, to us and now: it gets a signed answer."""
        return self in _BELIEVED


_BELIEVED = frozenset(
    (
        Verdict.APPLIED,
        Verdict.IN_STEP,
        Verdict.ANSWERED,
        Verdict.DUPLICATE,
        Verdict.GAP,
        Verdict.BROKEN_CHAIN,
        Verdict.OTHER_STREAM,
    )
)


def envelope_fault(envelope: Envelope, *, issuer: str, us: str, now: datetime) -> Verdict | None:
    """Why a message whose signature is the partner's is still not for us to hear now; None when it is."""
    if envelope.issuer != issuer:
        return Verdict.WRONG_PARTNER
    if envelope.audience != us:
        return Verdict.WRONG_ADDRESS
    if envelope.at < now - TOLERANCE:
        return Verdict.EXPIRED
    return Verdict.FROM_THE_FUTURE if envelope.at > now + TOLERANCE else None


def delta_verdict(position: Position, delta: Delta) -> Verdict:
    """Whether the delta is the next step after `position`.

    A step already taken is a duplicate only if it is the last one unchanged, or an earlier one, whose
    content is not compared any more. The last step with other content breaks the chain.
    """
    if position.stream and delta.stream != position.stream:
        return Verdict.OTHER_STREAM
    if delta.sequence > position.sequence + 1:
        return Verdict.GAP
    if delta.sequence < position.sequence:
        return Verdict.DUPLICATE
    if delta.sequence == position.sequence:
        return Verdict.DUPLICATE if delta_digest(delta) == position.digest else Verdict.BROKEN_CHAIN
    return Verdict.APPLIED if delta.previous == position.digest else Verdict.BROKEN_CHAIN


def heartbeat_verdict(ours: Position, theirs: Position) -> Verdict:
    """Whether we are where the partner is. With nothing said in a stream yet, we are."""
    if not ours.stream and theirs.sequence == 0:
        return Verdict.IN_STEP
    if ours.stream and theirs.stream != ours.stream:
        return Verdict.OTHER_STREAM
    if theirs.sequence > ours.sequence:
        return Verdict.GAP
    return Verdict.IN_STEP if theirs == ours else Verdict.BROKEN_CHAIN
