"""What partners are told: the next steps of their streams, written with the change that causes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fairway.platform.accounts.models import Organisation
from fairway.trust.aeo.models import Certificate
from fairway.trust.recognition.domain.message import (
    Delta,
    Entry,
    Status,
    delta_digest,
    delta_plain,
    delta_read,
    plain_text,
)
from fairway.trust.recognition.domain.sharing import (
    ConsentRow,
    Scope,
    consent_holds,
    entries_due,
    entry_to_tell,
)
from fairway.trust.recognition.models import Agreement, Consent, Identifier, OutboxDelta, Partner
from fairway.trust.recognition.services.delivery import push_soon


def certificate_changed(certificate: Certificate, change: str) -> None:
    """Listens to every change of a status, inside its transaction: what partners must know is written too."""
    firm_share(certificate.organisation, certificates=[certificate])


@transaction.atomic
def firm_share(organisation: Organisation, *, certificates: Iterable[Certificate] | None = None) -> int:
    """Tell every partner what follows from certificates, consents, identifiers. How many steps that took."""
    held = list(certificates if certificates is not None else organisation.certificates.all())
    # In one order, so that two changes at once wait for each other and never in a circle.
    partners = Partner.objects.filter(status=Partner.Status.ACTIVE).order_by("pk")
    return sum(_share(partner, organisation, held) for partner in partners) if held else 0


@transaction.atomic
def partner_share(partner: Partner) -> int:
    """Tell one partner what follows for every firm, after its agreements have changed."""
    known = Q(pk__in=Identifier.objects.filter(partner=partner).values("organisation"))
    told = Q(pk__in=OutboxDelta.objects.filter(partner=partner).values("organisation"))
    firms = Organisation.objects.filter(known | told).order_by("pk")
    return sum(_share(partner, firm, list(firm.certificates.all())) for firm in firms.iterator())


@transaction.atomic
def agreements_apply(today: date) -> int:
    """Tell partners what follows from agreements that began or ended since; how many those are."""
    changed = [
        agreement
        for agreement in Agreement.objects.select_related("partner")
        if agreement.is_applied != scope_of(agreement).is_in_force(today)
    ]
    for agreement in changed:
        agreement.is_applied = not agreement.is_applied
        agreement.save(update_fields=["is_applied"])
    for partner in {agreement.partner_id: agreement.partner for agreement in changed}.values():
        partner_share(partner)
    return len(changed)


def scope_of(agreement: Agreement) -> Scope:
    return Scope(
        agreement.code,
        tuple(agreement.recognised_types),
        agreement.begins_on,
        agreement.ends_on,
        agreement.tells_names,
    )


def told_last(partner: Partner, certificate: Certificate) -> Entry | None:
    """What the partner was told last about the certificate."""
    last = OutboxDelta.objects.filter(partner=partner, certificate=certificate).order_by("-pk").first()
    return delta_read(last.payload).entry if last else None


def _share(partner: Partner, organisation: Organisation, certificates: Iterable[Certificate]) -> int:
    written = 0
    for certificate in certificates:
        wanted = _wanted(partner, organisation, certificate)
        for entry in entries_due(told_last(partner, certificate), wanted[1] if wanted else None):
            _append(partner, certificate, entry, agreement=wanted[0] if wanted else "")
            written += 1
    if written:
        push_soon(partner)
    return written


def _wanted(
    partner: Partner, organisation: Organisation, certificate: Certificate
) -> tuple[str, Entry] | None:
    identifier = Identifier.objects.filter(organisation=organisation, partner=partner).first()
    if identifier is None:
        return None
    agreements = Agreement.objects.filter(partner=partner, scheme=identifier.scheme)
    return entry_to_tell(
        _held(certificate, organisation, identifier),
        [scope_of(agreement) for agreement in agreements],
        consents=consent_given(organisation, partner),
        today=timezone.localdate(),
    )


def consent_given(organisation: Organisation, partner: Partner) -> bool:
    rows = Consent.objects.filter(organisation=organisation).order_by("pk")
    lines = [ConsentRow(str(row.partner_id or ""), row.is_given) for row in rows]
    return consent_holds(lines, str(partner.pk))


def _held(certificate: Certificate, organisation: Organisation, identifier: Identifier) -> Entry:
    return Entry(
        number=certificate.number,
        identifier=identifier.value,
        status=Status(certificate.status),
        programme=certificate.case.programme,
        tier=certificate.case.tier,
        name=plain_text(organisation.name),
        valid_until=certificate.valid_until,
    )


def _append(partner: Partner, certificate: Certificate, entry: Entry, *, agreement: str) -> None:
    """The next step of the partner's stream. The row of the partner is locked until the change is written."""
    now = timezone.now()
    locked = Partner.objects.select_for_update().get(pk=partner.pk)
    delta = Delta(
        stream=str(locked.stream),
        sequence=locked.told_sequence + 1,
        previous=locked.told_digest,
        agreement=agreement or _agreement_told(partner, certificate),
        made_at=now,
        entry=entry,
    )
    _write(locked, certificate, delta, now)


def _agreement_told(partner: Partner, certificate: Certificate) -> str:
    """An end is told under the agreement under which the beginning was."""
    last = OutboxDelta.objects.filter(partner=partner, certificate=certificate).order_by("-pk").first()
    assert last is not None
    return delta_read(last.payload).agreement


def _write(partner: Partner, certificate: Certificate, delta: Delta, now: datetime) -> None:
    OutboxDelta.objects.create(
        partner=partner,
        stream=partner.stream,
        sequence=delta.sequence,
        certificate=certificate,
        organisation=certificate.organisation,
        payload=delta_plain(delta),
        digest=delta_digest(delta),
        made_at=now,
    )
    partner.told_sequence, partner.told_digest = delta.sequence, delta_digest(delta)
    partner.save(update_fields=["told_sequence", "told_digest"])
