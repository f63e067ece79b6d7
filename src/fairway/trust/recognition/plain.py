"""Partners, agreements and statuses as plain data, for the command line and files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fairway.trust.recognition.credential import Checked
from fairway.trust.recognition.domain.standing import Standing
from fairway.trust.recognition.jose import fingerprint
from fairway.trust.recognition.models import Agreement, ForeignStatus, Partner


def partner_plain(partner: Partner, now: datetime) -> dict[str, Any]:
    return {
        "id": str(partner.pk),
        "name": partner.name,
        "economy": partner.economy,
        "issuer": partner.issuer,
        "base_url": partner.base_url,
        "status": partner.status,
        "keys": [fingerprint(key.kid) for key in partner.keys.filter(retired_at__isnull=True)],
        "told_sequence": partner.told_sequence,
        "waiting": partner.outbox.filter(acknowledged_at__isnull=True).count(),
        "reached_at": _iso(partner.reached_at),
        "problem": partner.problem,
        "heard_sequence": partner.heard_sequence,
        "heard_at": _iso(partner.heard_at),
        "is_stale": partner.is_stale(now),
        "reconciled_at": _iso(partner.reconciled_at),
        "repaired": partner.repaired,
    }


def agreement_plain(agreement: Agreement) -> dict[str, Any]:
    return {
        "code": agreement.code,
        "partner": agreement.partner.issuer,
        "from": agreement.begins_on.isoformat(),
        "to": agreement.ends_on.isoformat() if agreement.ends_on else None,
        "scheme": agreement.scheme,
        "recognised_types": agreement.recognised_types,
        "accepted_scheme": agreement.accepted_scheme,
        "accepted_types": agreement.accepted_types,
        "tells_names": agreement.tells_names,
        "citation": agreement.citation,
    }


def status_plain(status: ForeignStatus, standing: Standing, now: datetime) -> dict[str, Any]:
    return {
        "partner": status.partner.name,
        "identifier": status.identifier,
        "told_identifier": status.told_identifier,
        "number": status.number,
        "name": status.name,
        "programme": status.programme,
        "tier": status.tier,
        "status": status.status,
        "standing": standing.value,
        "valid_until": status.valid_until.isoformat() if status.valid_until else None,
        "as_of": status.as_of.isoformat(timespec="seconds"),
        "stale": status.partner.is_stale(now),
    }


def checked_plain(checked: Checked) -> dict[str, Any]:
    until = checked.valid_until
    days = {"valid_from": checked.valid_from.isoformat(), "valid_until": until.isoformat() if until else None}
    return asdict(checked) | days


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
