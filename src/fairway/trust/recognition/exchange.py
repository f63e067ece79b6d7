"""Signed question, signed answer: what passes between us and one partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from fairway.trust.recognition.domain.message import (
    Envelope,
    Kind,
    Malformed,
    Plain,
    Position,
    canonical,
    digest,
    envelope_plain,
    envelope_read,
    position_plain,
    position_read,
)
from fairway.trust.recognition.domain.verdict import Verdict, envelope_fault
from fairway.trust.recognition.jose import Forged, Unreadable, public_key, token_kid, token_open, token_sign
from fairway.trust.recognition.keys import private_key, signing_key
from fairway.trust.recognition.models import InboxMessage, Partner, PartnerKey
from fairway.trust.recognition.transport import Unreachable, message_post

TYPE = "fairway-recognition+jws"
_LONGEST_NOTE = 300


class BadAnswer(Unreachable):
    """What came back is not the partner's answer to what we asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How far the partner has followed us, and what it returns."""

    verdict: Verdict
    position: Position
    result: Plain


def envelope_sign(kind: Kind, audience: str, body: Plain, now: datetime) -> str:
    """A message of ours, signed. Raises NoKey."""
    key = signing_key()
    envelope = Envelope(kind, settings.SITE_URL, audience, now, body)
    return token_sign(canonical(envelope_plain(envelope)), private_key(key), kid=key.kid, typ=TYPE)


def envelope_open(token: str, key: PartnerKey) -> Envelope:
    """What the partner has signed with its key. Raises Unreadable, Forged, Malformed."""
    return envelope_read(token_open(token, public_key(key.public)))


def key_of_token(token: str, now: datetime) -> PartnerKey:
    """The trusted key that a token says it is signed with. Raises Unreadable, Forged."""
    found = keys_trusted(now).filter(kid=token_kid(token, typ=TYPE)).select_related("partner").first()
    if found is None:
        raise Forged("No trusted key has signed it.")
    return found


def keys_trusted(now: datetime) -> QuerySet[PartnerKey]:
    """Those that a person has confirmed and nobody has retired."""
    lives = Q(retired_at__isnull=True) | Q(retired_at__gt=now)
    return PartnerKey.objects.filter(lives, valid_from__lte=now)


def token_digest(token: str) -> str:
    return digest(token.encode())


def answer_body(of: str, verdict: Verdict, position: Position, result: Plain) -> Plain:
    return {"of": of, "verdict": verdict.value, "position": position_plain(position), "result": result}


def partner_ask(partner: Partner, kind: Kind, body: Plain) -> tuple[Answer, str]:
    """Send a message and read the signed answer; also the token that was sent.

    Raises Unreachable, and BadAnswer for an answer that is not to be believed, which is recorded.
    """
    token = envelope_sign(kind, partner.issuer, body, timezone.now())
    answered = message_post(partner.base_url, token)
    try:
        return _answer_read(answered, partner, token_digest(token)), token
    except _Disbelieved as error:
        _record(partner, answered, error)
        raise BadAnswer(f"Its answer is not believed: {error}") from error


class _Disbelieved(ValueError):
    def __init__(self, verdict: Verdict, note: str = "") -> None:
        super().__init__(f"{verdict}. {note}".strip())
        self.verdict, self.note = verdict, note


def _answer_read(token: str, partner: Partner, of: str) -> Answer:
    now = timezone.now()
    try:
        key = key_of_token(token, now)
        if key.partner_id != partner.pk:
            raise _Disbelieved(Verdict.WRONG_PARTNER)
        envelope = envelope_open(token, key)
        fault = envelope_fault(envelope, issuer=partner.issuer, us=settings.SITE_URL, now=now)
        if fault is not None:
            raise _Disbelieved(fault)
        return _answer_of(envelope, of)
    except Unreadable as error:
        raise _Disbelieved(Verdict.TRUNCATED, str(error)) from error
    except Forged as error:
        raise _Disbelieved(Verdict.FORGED, str(error)) from error
    except Malformed as error:
        raise _Disbelieved(Verdict.MALFORMED, str(error)) from error


def _answer_of(envelope: Envelope, of: str) -> Answer:
    body = envelope.body
    if envelope.kind is not Kind.ANSWER or body.get("of") != of:
        raise Malformed("It is the answer to something else.")
    verdict = next((word for word in Verdict if word == body.get("verdict")), None)
    result = body.get("result")
    if verdict is None or not isinstance(result, dict):
        raise Malformed("It has no verdict or no result.")
    return Answer(verdict, position_read(body.get("position")), result)


def _record(partner: Partner, token: str, error: _Disbelieved) -> None:
    InboxMessage.objects.create(
        partner=partner,
        verdict=error.verdict,
        kind=Kind.ANSWER,
        digest=token_digest(token),
        size=len(token),
        note=error.note[:_LONGEST_NOTE],
        at=timezone.now(),
    )
