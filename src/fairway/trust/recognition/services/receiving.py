"""What becomes of a message that came: read, judged, applied or not, recorded, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fairway.trust.recognition.domain.message import (
    Envelope,
    Kind,
    Malformed,
    Plain,
    delta_digest,
    delta_read,
    digest,
    position_read,
)
from fairway.trust.recognition.domain.verdict import (
    Verdict,
    delta_verdict,
    envelope_fault,
    heartbeat_verdict,
)
from fairway.trust.recognition.exchange import answer_body, envelope_open, envelope_sign, key_of_token
from fairway.trust.recognition.jose import LONGEST, Forged, Unreadable
from fairway.trust.recognition.models import InboxMessage, Partner
from fairway.trust.recognition.selectors import full_list_page, told_under
from fairway.trust.recognition.services.delivery import partner_push
from fairway.trust.recognition.services.foreign import status_apply
from fairway.trust.recognition.services.reconciling import full_list_soon

_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """`token` is the signed answer; there is none for a message that is not believed."""

    verdict: Verdict
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    result: Plain
    sequence: int | None = None


class _Refused(ValueError):
    def __init__(self, verdict: Verdict, note: str = "", partner: Partner | None = None) -> None:
        super().__init__(note)
        self.verdict, self.note, self.partner = verdict, note, partner


def message_receive(content: bytes) -> Reply:
    """Record whatever came, with its verdict. Only a partner's next step changes anything. Raises NoKey."""
    now = timezone.now()
    try:
        partner, envelope = _read(content, now)
        return _hear(content, partner, envelope, now)
    except _Refused as refused:
        _record(content, now, refused.verdict, partner=refused.partner, note=refused.note)
        return Reply(refused.verdict)


def message_too_large(size: int) -> Reply:
    """Record one that was not even read."""
    InboxMessage.objects.create(verdict=Verdict.TOO_LARGE, digest="", size=size, at=timezone.now())
    return Reply(Verdict.TOO_LARGE)


def _read(content: bytes, now: datetime) -> tuple[Partner, Envelope]:
    """Whose message it is and what it says. Raises _Refused."""
    if len(content) > LONGEST:
        raise _Refused(Verdict.TOO_LARGE)
    token = content.decode("latin-1")
    partner = None
    try:
        key = key_of_token(token, now)
        envelope = envelope_open(token, key)
        partner = key.partner  # only now it is the partner's
    except Unreadable as error:
        raise _Refused(Verdict.TRUNCATED, str(error)) from error
    except Forged as error:
        raise _Refused(Verdict.FORGED, str(error)) from error
    except Malformed as error:
        raise _Refused(Verdict.MALFORMED, str(error)) from error
    if partner.status != Partner.Status.ACTIVE:
        raise _Refused(Verdict.WRONG_PARTNER, "The partner is suspended.", partner)
    fault = envelope_fault(envelope, issuer=partner.issuer, us=settings.SITE_URL, now=now)
    if fault is not None:
        raise _Refused(fault, partner=partner)
    return partner, envelope


@transaction.atomic
def _hear(content: bytes, partner: Partner, envelope: Envelope, now: datetime) -> Reply:
    """One message of a partner at a time: its row is locked. Raises _Refused, NoKey."""
    locked = Partner.objects.select_for_update().get(pk=partner.pk)
    try:
        judged = _judge(locked, envelope)
    except Malformed as error:
        raise _Refused(Verdict.MALFORMED, str(error), partner) from error
    _note_alive(locked, envelope, now)
    _record(
        content,
        now,
        judged.verdict,
        partner=locked,
        kind=envelope.kind,
        sequence=judged.sequence,
        body=envelope.body,
    )
    if judged.verdict is Verdict.OTHER_STREAM:
        full_list_soon(locked)
    body = answer_body(digest(content), judged.verdict, locked.heard, judged.result)
    return Reply(judged.verdict, envelope_sign(Kind.ANSWER, locked.issuer, body, now))


def _judge(partner: Partner, envelope: Envelope) -> _Judged:
    """Raises Malformed."""
    match envelope.kind:
        case Kind.DELTA:
            return _judge_delta(partner, envelope.body)
        case Kind.HEARTBEAT:
            theirs = position_read(envelope.body.get("position"))
            return _Judged(heartbeat_verdict(partner.heard, theirs), {}, theirs.sequence)
        case Kind.SNAPSHOT:
            return _Judged(Verdict.ANSWERED, full_list_page(partner, _asked(envelope.body, "after")))
        case Kind.LOOKUP:
            told = told_under(partner, _asked(envelope.body, "identifier"))
            return _Judged(Verdict.ANSWERED, {"statuses": [row.payload for row in told]})
        case _:
            raise Malformed("An answer that nobody asked for.")


def _asked(body: Plain, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST_NOTE or "\0" in value:
        raise Malformed(f"“{name}” must be a text.")
    return value


def _judge_delta(partner: Partner, body: Plain) -> _Judged:
    delta = delta_read(body.get("delta"))
    verdict = delta_verdict(partner.heard, delta)
    if verdict is Verdict.APPLIED:
        status_apply(partner, delta)
        partner.heard_stream, partner.heard_sequence = delta.stream, delta.sequence
        partner.heard_digest = delta_digest(delta)
    return _Judged(verdict, {}, delta.sequence)


def _note_alive(partner: Partner, envelope: Envelope, now: datetime) -> None:
    """We have heard of it; if it was away, what waits for it need not wait longer."""
    said_at = min(envelope.at, now)
    partner.heard_at = max(said_at, partner.heard_at) if partner.heard_at else said_at
    if partner.retry_at is not None:
        partner.retry_at = None
        partner_push.enqueue(str(partner.pk))
    partner.save(update_fields=["heard_stream", "heard_sequence", "heard_digest", "heard_at", "retry_at"])


def _record(
    content: bytes,
    now: datetime,
    verdict: Verdict,
    *,
    partner: Partner | None = None,
    kind: str = "",
    sequence: int | None = None,
    body: Plain | None = None,
    note: str = "",
) -> None:
    InboxMessage.objects.create(
        partner=partner,
        verdict=verdict,
        kind=kind,
        sequence=sequence,
        digest=digest(content),
        size=len(content),
        body=body,
        note=note[:_LONGEST_NOTE],
        at=now,
    )
