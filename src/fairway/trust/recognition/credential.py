"""A certificate as a W3C Verifiable Credential (data model 2.0), secured with JOSE (`vc+jwt`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from joserfc.jwk import OKPKey

from fairway.kernel.text import Text, UserError
from fairway.platform.accounts.selectors import host_organisation
from fairway.trust.aeo.law import status_at
from fairway.trust.aeo.models import Certificate
from fairway.trust.recognition.domain.message import Malformed, canonical, json_read
from fairway.trust.recognition.exchange import keys_trusted
from fairway.trust.recognition.jose import (
    LONGEST,
    Forged,
    Unreadable,
    public_key,
    token_kid,
    token_open,
    token_sign,
)
from fairway.trust.recognition.keys import private_key, signing_key
from fairway.trust.recognition.models import ForeignStatus, OwnKey, Partner
from fairway.trust.recognition.selectors import standings

TYPE = "vc+jwt"
MEDIA_TYPE = "application/vc+jwt"
CONTEXT = ["https://www.w3.org/ns/credentials/v2", {"@vocab": "urn:fairway:aeo:"}]
KIND = "AuthorizedEconomicOperatorCredential"
_URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")


class BadCredential(UserError):
    """It is no credential of an AEO certificate that can be checked here."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential whose signature holds. `status` is today's: a Status, or what we cannot say of it."""

    issuer: str
    issued_by: str
    number: str
    holder: str
    programme: str
    tier: str
    valid_from: date
    valid_until: date | None  # its last day
    status: str
    is_good: bool


def credential_of(certificate: Certificate) -> str:
    """Signed with the key of this instance. It says what was granted; whether that holds, the status says.

    Raises NoKey.
    """
    key = signing_key()
    return token_sign(canonical(_plain(certificate)), private_key(key), kid=key.kid, typ=TYPE, cty="vc")


def credential_check(token: str, now: datetime) -> Checked:
    """Read a credential of this instance or a partner, and ask for today's status. Raises BadCredential."""
    token = token.strip()
    if len(token) > LONGEST:
        raise BadCredential(Text("This is too long to be a credential."))
    content, partner = _opened(token, now)
    try:
        return _checked(_shape(content), partner, now)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadCredential(Text("It is signed, but it is no credential of an AEO certificate.")) from None


def _plain(certificate: Certificate) -> dict[str, Any]:
    host = host_organisation()
    until = certificate.valid_until
    status = reverse("exchange:status", args=[certificate.secret])
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{certificate.pk}",
        "type": ["VerifiableCredential", KIND],
        "issuer": {"id": settings.SITE_URL, "name": host.name if host else ""},
        "validFrom": _midnight(certificate.valid_from),
        **({"validUntil": _midnight(until + timedelta(days=1))} if until else {}),
        "credentialSubject": {
            "type": "AuthorizedEconomicOperator",
            "name": certificate.organisation.name,
            "economy": certificate.organisation.economy,
            "certificate": certificate.number,
            "programme": certificate.case.programme,
            "tier": certificate.case.tier,
        },
        "credentialStatus": {"id": f"{settings.SITE_URL}{status}", "type": "FairwayCertificateStatus"},
    }


def _midnight(on: date) -> str:
    """The first moment of the day."""
    return f"{on.isoformat()}T00:00:00Z"


def _opened(token: str, now: datetime) -> tuple[bytes, Partner | None]:
    """What was signed, and by which partner; none: by this instance itself. Raises BadCredential."""
    try:
        kid = token_kid(token, typ=TYPE)
        key, partner = _key(kid, now)
        return token_open(token, key), partner
    except Unreadable:
        raise BadCredential(Text("This is no whole credential (a vc+jwt signed with Ed25519).")) from None
    except Forged:
        raise BadCredential(
            Text("The signature is not that of its issuer: it was changed or forged.")
        ) from None


def _key(kid: str, now: datetime) -> tuple[OKPKey, Partner | None]:
    """A key that was retired proves nothing any more: its credentials are downloaded anew."""
    if own := OwnKey.objects.filter(kid=kid, retired_at__isnull=True).first():
        return public_key(own.public), None
    theirs = keys_trusted(now).filter(kid=kid).select_related("partner").first()
    if theirs is None:
        raise BadCredential(Text("It is signed by nobody whom this instance knows."))
    return public_key(theirs.public), theirs.partner


def _shape(content: bytes) -> dict[str, Any]:
    found = json_read(content)
    if not isinstance(found, dict) or KIND not in found["type"] or not _URN.fullmatch(found["id"]):
        raise Malformed("Another kind of credential.")
    return found


def _checked(said: dict[str, Any], partner: Partner | None, now: datetime) -> Checked:
    subject = said["credentialSubject"]
    issuer = str(said["issuer"]["id"])
    if issuer != (partner.issuer if partner else settings.SITE_URL):
        raise BadCredential(Text("Its key belongs to somebody else than the issuer it names."))
    ends = datetime.fromisoformat(str(said["validUntil"])) if "validUntil" in said else None
    status, is_good = _status_abroad(partner, subject, now) if partner else _status_here(said["id"], now)
    if is_good and ends and ends <= now:
        status, is_good = "expired", False
    return Checked(
        issuer=issuer,
        issued_by=str(said["issuer"]["name"]),
        number=str(subject["certificate"]),
        holder=str(subject["name"]),
        programme=str(subject["programme"]),
        tier=str(subject["tier"]),
        valid_from=datetime.fromisoformat(str(said["validFrom"])).date(),
        valid_until=(ends - timedelta(microseconds=1)).date() if ends else None,
        status=status,
        is_good=is_good,
    )


def _status_here(urn: str, now: datetime) -> tuple[str, bool]:
    found = Certificate.objects.filter(pk=urn.removeprefix("urn:uuid:")).select_related("case").first()
    if found is None:
        return "unknown", False
    status = status_at(found.status, found.valid_until, found.case.programme, now)
    return status.value, status == Certificate.Status.ACTIVE


def _status_abroad(partner: Partner, subject: dict[str, Any], now: datetime) -> tuple[str, bool]:
    """What the partner says of that certificate today, if its holder lets it tell us."""
    told = ForeignStatus.objects.filter(partner=partner, number=str(subject["certificate"]))
    found = standings(told.select_related("partner"), now)
    if not found:
        return "not-told", False
    status, standing = found[0]
    is_active = status.status == Certificate.Status.ACTIVE
    return (standing.value if is_active else status.status), standing == "trusted"
