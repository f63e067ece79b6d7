"""A partner that the tests play: it has a key and signs whatever it likes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from joserfc.jwk import OKPKey

from fairway.platform.access.actor import system
from fairway.trust.recognition import keys
from fairway.trust.recognition.domain.identifier import Scheme
from fairway.trust.recognition.domain.message import (
    Delta,
    Entry,
    Envelope,
    Kind,
    Status,
    canonical,
    delta_digest,
    delta_plain,
    envelope_plain,
)
from fairway.trust.recognition.exchange import TYPE
from fairway.trust.recognition.jose import fingerprint, thumbprint, token_sign
from fairway.trust.recognition.models import OwnKey, Partner
from fairway.trust.recognition.services.partners import Terms, agreement_add, partner_add
from fairway.trust.recognition.services.receiving import Reply, message_receive

OPERATOR = system("operator")
URL = "https://customs.gh.example"


def terms(**change: Any) -> Terms:
    usual: dict[str, Any] = {
        "code": "MRA-1",
        "begins_on": date(2020, 1, 1),
        "scheme": Scheme.TIN,
        "recognised_types": ["safe-msme:*"],
        "accepted_scheme": Scheme.TIN,
        "accepted_types": ["safe-msme:*"],
        "citation": "Agreement of the tests",
    }
    return Terms(**usual | change)


@dataclass
class Neighbour:
    """Ghana. `told` are the steps of its stream."""

    partner: Partner
    key: OKPKey
    told: list[Delta] = field(default_factory=list)

    def delta(self, **entry: Any) -> Delta:
        """The next step of its stream."""
        usual: dict[str, Any] = {
            "number": "GH-1",
            "identifier": "GH001",
            "status": Status.ACTIVE,
            "programme": "safe-msme",
            "tier": "secured",
            "name": "Volta Shea",
        }
        previous = delta_digest(self.told[-1]) if self.told else ""
        made = Delta("stream", len(self.told) + 1, previous, "MRA-1", timezone.now(), Entry(**usual | entry))
        self.told.append(made)
        return made

    def say(self, kind: Kind, body: dict[str, Any], **change: Any) -> str:
        """A signed message."""
        usual: dict[str, Any] = {"issuer": URL, "audience": settings.SITE_URL, "at": timezone.now()}
        envelope = Envelope(kind=kind, body=body, **usual | change)
        return self.sign(canonical(envelope_plain(envelope)))

    def sign(self, content: bytes, key: OKPKey | None = None) -> str:
        return token_sign(content, key or self.key, kid=self.key.thumbprint(), typ=TYPE)

    def tell(self, delta: Delta | None = None, at: datetime | None = None, **entry: Any) -> Reply:
        """Says the step, by default the next one, and hears what becomes of it."""
        delta = delta or self.delta(**entry)
        token = self.say(Kind.DELTA, {"delta": delta_plain(delta)}, at=at or timezone.now())
        return message_receive(token.encode())


def document(*private: OKPKey) -> str:
    return json.dumps({"keys": [key.as_dict(private=False) for key in private]})


def print_of(key: OKPKey) -> str:
    return fingerprint(thumbprint(str(key.as_dict(private=False)["x"])))


def neighbour(**change: Any) -> Neighbour:
    """The partner with its agreement; this instance has a key of its own."""
    if not OwnKey.objects.exists():
        keys.key_make(actor=OPERATOR, use=True)
    key = OKPKey.generate_key("Ed25519")
    usual = {"name": "Ghana", "economy": "GH", "base_url": URL}
    partner = partner_add(
        actor=OPERATOR, keys=document(key), fingerprint_given=print_of(key), **usual | change
    )
    agreement_add(actor=OPERATOR, partner=partner, terms=terms())
    return Neighbour(partner, key)
