"""The status of a firm: the one writer of certificates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.secret import secret_new
from fairway.platform.audit.services import event_record
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.law import case_law, case_tier, local_day
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.planning import case_plan
from fairway.trust.aeo.services.numbering import certificate_number
from fairway.trust.programmes.domain.days import months_later

EFFECT_PARAMETER = "aeo.effect_days"


class Change(StrEnum):
    """What happens to a certificate."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


# Called with a certificate and a Change, inside the transaction of the change: one that raises undoes it.
STATUS_LISTENERS: list[Callable[[Certificate, str], None]] = []
_Status = Certificate.Status
_STATUS_AFTER: Mapping[Change, Certificate.Status] = {
    Change.GRANTED: _Status.ACTIVE,
    Change.SUSPENDED: _Status.SUSPENDED,
    Change.REINSTATED: _Status.ACTIVE,
    Change.REVOKED: _Status.REVOKED,
    Change.EXPIRED: _Status.EXPIRED,
    Change.WITHDRAWN: _Status.WITHDRAWN,
}


def certificate_grant(actor: Actor, case: Case, at: datetime) -> Certificate:
    """The certificate of a case that is granted, in the transaction of the decision."""
    tier, today = case_tier(case), local_day(case, at)
    first = today + timedelta(days=_effect_days(case))
    host = Organisation.objects.get(is_host=True)
    certificate = Certificate.objects.create(
        case=case,
        organisation=case.organisation,
        number=certificate_number(host.economy, today.year),
        secret=secret_new(),
        status=Certificate.Status.ACTIVE,
        valid_from=first,
        valid_until=months_later(first, tier.validity_months) if tier.validity_months else None,
        changed_at=at,
        monitoring_due_on=months_later(today, case_plan(case, today).monitoring_months),
    )
    _tell(actor, certificate, Change.GRANTED)
    return certificate


def _effect_days(case: Case) -> int:
    """After how many days a decision takes effect, as the programme says (EU: DA 29)."""
    return int(case_law(case).value_if_set(EFFECT_PARAMETER, SizeClass(case.size_class)) or 0)


def certificate_change(actor: Actor, certificate: Certificate, change: Change, at: datetime) -> Certificate:
    """Give a certificate its next status, in the transaction of what changes it."""
    before, certificate.status = certificate.status, _STATUS_AFTER[change]
    certificate.changed_at = at
    certificate.save(update_fields=["status", "changed_at"])
    _tell(actor, certificate, change, before)
    return certificate


def _tell(actor: Actor, certificate: Certificate, change: Change, before: str = "") -> None:
    event_record(
        actor=actor,
        verb="certificate.changed",
        subject=certificate,
        organisation=certificate.organisation_id,
        before={"status": before} if before else None,
        after={"number": certificate.number, "status": certificate.status, "change": change},
    )
    for listener in STATUS_LISTENERS:
        listener(certificate, change)
