"""Partners, their keys, and what was agreed with them. Each change is audited.

`office` is the organisation that runs the instance; the operator at the machine needs no permission.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairway.kernel.economy import Economy
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor, ActorKind
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.selectors import host_organisation
from fairway.platform.audit.services import event_record
from fairway.trust.recognition.domain.identifier import Scheme
from fairway.trust.recognition.domain.message import plain_text
from fairway.trust.recognition.jose import fingerprint, public_key, thumbprint
from fairway.trust.recognition.models import Agreement, Partner, PartnerKey
from fairway.trust.recognition.policies import OFFICE
from fairway.trust.recognition.services.sharing import agreements_apply, partner_share
from fairway.trust.recognition.transport import address_read

LONGEST_NAME = 200
LONGEST_SILENCE = 24 * 90  # hours


class Refused(UserError):
    """A change to a partner or an agreement that cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an agreement says."""

    code: str
    begins_on: date
    ends_on: date | None = None
    scheme: Scheme
    recognised_types: Sequence[str]
    accepted_scheme: Scheme
    accepted_types: Sequence[str]
    tells_names: bool = True
    citation: str
    citation_url: str = ""


@transaction.atomic
def partner_add(
    *,
    actor: Actor,
    name: str,
    economy: str,
    base_url: str,
    keys: str,
    fingerprint_given: str,
    issuer: str = "",
    silence_hours: int = 24,
) -> Partner:
    """A partner, and its first key: the one of the document `keys` that has the fingerprint.

    `issuer` is how it names itself, when that is not where we reach it. Raises UserError.
    """
    _check(actor)
    partner = Partner(
        name=_named(name),
        economy=Economy.parse(economy).code,
        base_url=address_read(base_url),
        issuer=address_read(issuer or base_url),
        silence_hours=_hours(silence_hours),
    )
    if Partner.objects.filter(issuer=partner.issuer).exists():
        raise Refused(Text("{issuer} is a partner already.", {"issuer": partner.issuer}))
    partner.save()
    _audit(actor, "recognition.partner-added", partner, {"name": partner.name, "issuer": partner.issuer})
    key_trust(actor=actor, partner=partner, keys=keys, fingerprint_given=fingerprint_given)
    return partner


@transaction.atomic
def key_trust(*, actor: Actor, partner: Partner, keys: str, fingerprint_given: str) -> PartnerKey:
    """Believe what is signed with the key of this fingerprint in the document. Raises UserError."""
    _check(actor)
    x = key_found(keys, fingerprint_given)
    kid = thumbprint(x)
    if PartnerKey.objects.filter(kid=kid).exists():
        raise Refused(Text("This key is known already."))
    key = PartnerKey.objects.create(partner=partner, kid=kid, public=x, valid_from=timezone.now())
    _audit(actor, "recognition.partner-key-trusted", partner, {"kid": kid})
    return key


@transaction.atomic
def partner_key_retire(*, actor: Actor, key: PartnerKey) -> None:
    """Believe nothing that is signed with it from now on."""
    _check(actor)
    if PartnerKey.objects.filter(pk=key.pk, retired_at__isnull=True).update(retired_at=timezone.now()):
        _audit(actor, "recognition.partner-key-retired", key.partner, {"kid": key.kid})


@transaction.atomic
def partner_suspend(*, actor: Actor, partner: Partner) -> None:
    """Tell it nothing and believe it nothing, until it is restored."""
    _check(actor)
    if _status_set(partner, Partner.Status.ACTIVE, Partner.Status.SUSPENDED):
        _audit(actor, "recognition.partner-suspended", partner, {})


@transaction.atomic
def partner_restore(*, actor: Actor, partner: Partner) -> None:
    """Tell it what it has missed."""
    _check(actor)
    if _status_set(partner, Partner.Status.SUSPENDED, Partner.Status.ACTIVE):
        _audit(actor, "recognition.partner-restored", partner, {})
        partner_share(Partner.objects.get(pk=partner.pk))


@transaction.atomic
def agreement_add(*, actor: Actor, partner: Partner, terms: Terms) -> Agreement:
    """Raises UserError."""
    _check(actor)
    code = _named(terms.code)
    _check_terms(partner, terms, code)
    agreement = Agreement.objects.create(
        partner=partner,
        code=code,
        begins_on=terms.begins_on,
        ends_on=terms.ends_on,
        scheme=terms.scheme,
        recognised_types=list(terms.recognised_types),
        accepted_scheme=terms.accepted_scheme,
        accepted_types=list(terms.accepted_types),
        tells_names=terms.tells_names,
        citation=_named(terms.citation),
        citation_url=terms.citation_url,
    )
    _audit(actor, "recognition.agreement-added", partner, {"code": code, "from": terms.begins_on})
    agreements_apply(timezone.localdate())
    return agreement


@transaction.atomic
def agreement_end(*, actor: Actor, agreement: Agreement, last_day: date, reason: str) -> None:
    """Set its last day, at the earliest yesterday, which ends it at once. Raises UserError."""
    _check(actor)
    today = timezone.localdate()
    if last_day < today - timedelta(days=1) or last_day < agreement.begins_on:
        raise Refused(Text("An agreement cannot end in the past, nor before it begins."))
    if not reason.strip():
        raise Refused(Text("Say why the agreement ends."))
    agreement.ends_on = last_day
    agreement.save(update_fields=["ends_on"])
    after = {"code": agreement.code, "last_day": last_day}
    _audit(actor, "recognition.agreement-ended", agreement.partner, after, reason=reason.strip())
    agreements_apply(today)


def key_found(document: str, fingerprint_given: str) -> str:
    """The public key of that fingerprint in a key document. Raises Refused."""
    wanted = "".join(fingerprint_given.split()).upper()
    for x in _keys_of(document):
        if fingerprint(thumbprint(x)).replace(" ", "") == wanted:
            return x
    raise Refused(
        Text("No key of the document has this fingerprint. Ask the partner to read it to you once more.")
    )


def types_read(text: str) -> tuple[str, ...]:
    """`safe-msme:secured safe-msme:certified`, or `safe-msme:*` for every tier. Raises Refused."""
    types = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for one in types:
        programme, colon, tier = one.partition(":")
        if not (programme and colon and tier):
            raise Refused(
                Text("“{type}” must be programme:tier, or programme:* for every tier.", {"type": one})
            )
    return types


def _keys_of(document: str) -> list[str]:
    try:
        found = json.loads(document)
        keys = [key["x"] for key in found["keys"] if key.get("crv") == "Ed25519"]
        return [x for x in keys if isinstance(x, str) and public_key(x)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(Text("This is no document of keys, as an instance publishes it.")) from None


def _check_terms(partner: Partner, terms: Terms, code: str) -> None:
    if Agreement.objects.filter(partner=partner, code=code).exists():
        raise Refused(Text("There is an agreement {code} with this partner already.", {"code": code}))
    if terms.ends_on is not None and terms.ends_on < terms.begins_on:
        raise Refused(Text("An agreement cannot end before it begins."))
    if not terms.recognised_types and not terms.accepted_types:
        raise Refused(Text("An agreement recognises at least one type, of ours or of theirs."))
    if terms.citation_url and not terms.citation_url.startswith("https://"):
        raise Refused(Text("The address of the source must begin with https://."))


def _check(actor: Actor) -> None:
    """Raises Http404 or PermissionDenied; the operator at the machine owns the database."""
    if actor.kind is not ActorKind.SYSTEM:
        OFFICE.find(actor, "recognition.manage", Organisation.objects.all(), is_host=True)


def _audit(actor: Actor, verb: str, partner: Partner, after: dict[str, Any], *, reason: str = "") -> None:
    host = host_organisation()
    event_record(
        actor=actor,
        verb=verb,
        subject=partner,
        organisation=host.pk if host else None,
        after={"partner": partner.name, **after},
        reason=reason,
    )


def _named(text: str) -> str:
    plain = " ".join(plain_text(text).split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise Refused(Text("A name has 1 to {most} letters.", {"most": LONGEST_NAME}))
    return plain


def _hours(hours: int) -> int:
    if not 1 <= hours <= LONGEST_SILENCE:
        raise Refused(Text("Between 1 and {most} hours.", {"most": LONGEST_SILENCE}))
    return hours


def _status_set(partner: Partner, was: Partner.Status, now: Partner.Status) -> bool:
    return bool(Partner.objects.filter(pk=partner.pk, status=was).update(status=now, retry_at=None))
