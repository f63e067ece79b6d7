"""Reading what we tell and what we are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from fairway.platform.accounts.models import Organisation
from fairway.trust.aeo.law import status_at
from fairway.trust.aeo.models import Certificate
from fairway.trust.recognition.domain.message import (
    Entry,
    Plain,
    Status,
    canonical,
    delta_plain,
    delta_read,
    digest,
    position_plain,
)
from fairway.trust.recognition.domain.standing import Standing, standing_of
from fairway.trust.recognition.models import (
    Agreement,
    ForeignStatus,
    Identifier,
    InboxMessage,
    OutboxDelta,
    Partner,
    Quarantine,
)

PAGE = 75  # statuses in a page of the full list: well within the longest message


def partners_list() -> QuerySet[Partner]:
    """With `waiting`, the steps that it has not confirmed."""
    waiting = Count("outbox", filter=Q(outbox__acknowledged_at__isnull=True))
    return Partner.objects.annotate(waiting=waiting).order_by("name", "pk")


def told_now(partner: Partner) -> QuerySet[OutboxDelta]:
    """What the partner was told last, of each certificate."""
    by_certificate = OutboxDelta.objects.filter(partner=partner).order_by().values("certificate")
    return OutboxDelta.objects.filter(pk__in=by_certificate.annotate(last=Max("pk")).values("last"))


def told_under(partner: Partner, identifier: str) -> list[OutboxDelta]:
    """What the partner knows of the firm of an identifier."""
    return [row for row in told_now(partner).filter(payload__entry__identifier=identifier) if _is_status(row)]


def full_list_page(partner: Partner, after: str) -> Plain:
    """What the partner may know, by certificate, from the one after `after`; on the first page its digest.

    Call it while the row of the partner is locked.
    """
    rows = told_now(partner).order_by("certificate__number").select_related("certificate")
    listed = [row for row in rows.filter(certificate__number__gt=after) if _is_status(row)]
    page = listed[:PAGE]
    return {
        "position": position_plain(partner.told),
        "digest": "" if after else _digest(listed),
        "statuses": [row.payload for row in page],
        "next": page[-1].certificate.number if len(listed) > PAGE else "",
    }


def _digest(rows: Iterable[OutboxDelta]) -> str:
    return digest(canonical([delta_plain(delta_read(row.payload)) for row in rows]))


def _is_status(row: OutboxDelta) -> bool:
    entry: Entry = delta_read(row.payload).entry
    return entry != entry.tombstone()


def outbox_list(partner: UUID | None = None) -> QuerySet[OutboxDelta]:
    found = OutboxDelta.objects.select_related("partner", "organisation", "certificate").order_by("-pk")
    return found.filter(partner=partner) if partner else found


def inbox_list(partner: UUID | None = None, verdict: str = "") -> QuerySet[InboxMessage]:
    found = InboxMessage.objects.select_related("partner").order_by("-pk")
    found = found.filter(partner=partner) if partner else found
    return found.filter(verdict=verdict) if verdict else found


def quarantine_open() -> QuerySet[Quarantine]:
    """The oldest first."""
    return Quarantine.objects.filter(outcome="").select_related("status__partner").order_by("since", "pk")


def abroad_search(text: str) -> QuerySet[ForeignStatus]:
    """Statuses that an identifier, the number of a certificate or a part of the name leads to."""
    plain = "".join(text.split()).upper()
    words = text.strip()
    if not plain:
        return ForeignStatus.objects.none()
    by_number = Q(identifier=plain) | Q(told_identifier=plain) | Q(number__iexact=words)
    by_name = Q(name__icontains=words) if len(words) > 2 else Q(pk__in=())
    return ForeignStatus.objects.filter(by_number | by_name).select_related("partner").order_by("name", "pk")


def standings(statuses: Iterable[ForeignStatus], now: datetime) -> list[tuple[ForeignStatus, Standing]]:
    """Whether each is trusted here now."""
    today = timezone.localdate(now)
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    in_force = Agreement.objects.filter(running, begins_on__lte=today, partner__status=Partner.Status.ACTIVE)
    agreed = set(in_force.values_list("partner_id", "code"))
    return [
        (
            one,
            standing_of(
                Status(one.status),
                valid_until=one.valid_until,
                is_matched=bool(one.identifier),
                is_agreed=(one.partner_id, one.agreement) in agreed,
                is_stale=one.partner.is_stale(now),
                today=today,
            ),
        )
        for one in statuses
    ]


def is_trusted_abroad(identifier: str, now: datetime) -> bool:
    """Whether a partner vouches for the firm of an identifier, freshly and under an agreement in force."""
    found = ForeignStatus.objects.filter(identifier=identifier).select_related("partner")
    return any(standing is Standing.TRUSTED for _status, standing in standings(found, now))


def status_by_secret(secret: str) -> dict[str, Any] | None:
    """The status of the certificate whose QR code holds the secret; without its case, which is large."""
    found = Certificate.objects.filter(secret=secret).values(
        "number", "status", "valid_from", "valid_until", "changed_at",
        holder=F("organisation__name"), economy=F("organisation__economy"),
        programme=F("case__programme"), tier=F("case__tier"),
    )  # fmt: skip
    row = None if "\0" in secret else found.first()
    if row is None:
        return None
    status = status_at(row["status"], row["valid_until"], row["programme"], timezone.now())
    return {**row, "status": status.value}


def identifiers_of(organisation: Organisation) -> dict[UUID, Identifier]:
    """By partner."""
    return {one.partner_id: one for one in Identifier.objects.filter(organisation=organisation)}


def told_of(organisation: Organisation) -> QuerySet[OutboxDelta]:
    """What partners were told of a firm, the newest first."""
    return outbox_list().filter(organisation=organisation)
