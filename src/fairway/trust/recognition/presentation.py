"""Partners, messages and statuses as tables and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.kernel.economy import Economy
from fairway.kernel.text import UserError
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag
from fairway.trust.programmes.store import programme_of
from fairway.trust.recognition.domain.identifier import SHAPES, Scheme
from fairway.trust.recognition.domain.standing import Standing
from fairway.trust.recognition.jose import fingerprint
from fairway.trust.recognition.models import (
    Agreement,
    ForeignStatus,
    Identifier,
    InboxMessage,
    OutboxDelta,
    Partner,
    Quarantine,
)
from fairway.trust.recognition.words import (
    DOUBT_WORDS,
    STANDING_TAGS,
    STANDING_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
)

Fact = tuple[str, CellValue]


def partners_table(partners: Iterable[Partner], office: Organisation, now: datetime) -> Table:
    columns = [
        Column(_("Partner")),
        Column(_("Economy")),
        Column(_("State")),
        Column(_("Last heard")),
        Column(_("Waits for it"), numeric=True),
        Column(_("Problem")),
    ]
    rows: list[list[CellValue]] = [
        [
            Link(one.name, reverse("recognition:partner", args=[office.pk, one.pk])),
            Economy(one.economy),
            state_tag(one, now),
            moment(one.heard_at),
            one.waiting,  # type: ignore[attr-defined]  # counted by the selector
            one.problem or None,
        ]
        for one in partners
    ]
    return Table(_("Partners"), columns, rows, stacked=True)


def partner_facts(partner: Partner, now: datetime) -> list[Fact]:
    return [
        (_("Economy"), Economy(partner.economy)),
        (_("State"), state_tag(partner, now)),
        (_("Signs as"), partner.issuer),
        (_("Reached at"), partner.base_url),
        (_("Last heard"), moment(partner.heard_at)),
        (_("Its last step known here"), partner.heard_sequence),
        (_("Last answered us"), moment(partner.reached_at)),
        (_("Our last step"), partner.told_sequence),
        (_("Problem"), partner.problem or None),
        (_("Last compared in full"), moment(partner.reconciled_at)),
        (_("Differences repaired then"), partner.repaired),
    ]


def keys_table(partner: Partner, office: Organisation, *, may_manage: bool) -> Table:
    columns = [Column(_("Fingerprint")), Column(_("Since")), Column(_("Until"))]
    rows: list[list[CellValue]] = [
        [fingerprint(key.kid), moment(key.valid_from), moment(key.retired_at)] for key in partner.keys.all()
    ]
    if may_manage:
        columns.append(Column(_("Actions")))
        for row, key in zip(rows, partner.keys.all(), strict=True):
            href = reverse("recognition:key-retire", args=[office.pk, partner.pk, key.pk])
            row.append(None if key.retired_at else Link(_("Take out of use"), href))
    return Table(_("Its keys"), columns, rows, stacked=True)


def agreements_table(partner: Partner, office: Organisation, *, may_manage: bool) -> Table:
    columns = [
        Column(_("Agreement")),
        Column(_("From")),
        Column(_("To")),
        Column(_("Ours that they recognise")),
        Column(_("Theirs that we recognise")),
        Column(_("Source")),
    ]
    agreements = list(partner.agreements.all())
    rows = [_agreement_row(one) for one in agreements]
    if may_manage:
        columns.append(Column(_("Actions")))
        for row, one in zip(rows, agreements, strict=True):
            href = reverse("recognition:agreement-end", args=[office.pk, partner.pk, one.pk])
            row.append(Link(_("End"), href))
    return Table(_("Agreements"), columns, rows, stacked=True)


def _agreement_row(one: Agreement) -> list[CellValue]:
    return [
        one.code,
        one.begins_on,
        one.ends_on,
        _types(one.recognised_types, one.scheme),
        _types(one.accepted_types, one.accepted_scheme),
        Link(one.citation, one.citation_url) if one.citation_url else one.citation,
    ]


def _types(types: Sequence[str], scheme: str) -> str | None:
    return f"{', '.join(types)} ({scheme})" if types else None


def outbox_table(rows: Iterable[OutboxDelta]) -> Table:
    columns = [
        Column(_("Step"), numeric=True),
        Column(_("Partner")),
        Column(_("Firm")),
        Column(_("Identifier")),
        Column(_("Status")),
        Column(_("Made")),
        Column(_("Confirmed")),
    ]
    return Table(
        _("What partners were told, the newest first"),
        columns,
        [[row.sequence, row.partner.name, row.organisation.name, *_told_cells(row)] for row in rows],
        stacked=True,
    )


def _told_cells(row: OutboxDelta) -> list[CellValue]:
    entry = row.payload["entry"]
    return [
        entry["identifier"],
        STATUS_WORDS[entry["status"]],
        moment(row.made_at),
        moment(row.acknowledged_at) or Tag("needs", _("Waits")),
    ]


def outbox_line(row: OutboxDelta) -> list[object]:
    entry = row.payload["entry"]
    return [
        row.sequence, row.partner.name, row.organisation.name, entry["number"], entry["identifier"],
        entry["status"], iso(row.made_at), iso(row.sent_at), iso(row.acknowledged_at), row.digest,
    ]  # fmt: skip


OUTBOX_COLUMNS = (
    "step", "partner", "firm", "certificate", "identifier", "status", "made", "sent", "confirmed", "digest",
)  # fmt: skip


def inbox_table(rows: Iterable[InboxMessage]) -> Table:
    columns = [
        Column(_("Time")),
        Column(_("Partner")),
        Column(_("Kind")),
        Column(_("Step"), numeric=True),
        Column(_("Verdict")),
        Column(_("Note")),
    ]
    cells: list[list[CellValue]] = [
        [
            moment(row.at),
            row.partner.name if row.partner else None,
            row.kind or None,
            row.sequence,
            Tag("computed" if row.verdict in _GOOD else "needs", VERDICT_WORDS[row.verdict]),
            row.note or None,
        ]
        for row in rows
    ]
    return Table(_("Every message that came, the newest first"), columns, cells, stacked=True)


_GOOD = ("applied", "in-step", "answered", "duplicate")
INBOX_COLUMNS = ("time", "partner", "kind", "step", "verdict", "note", "size", "digest")


def inbox_line(row: InboxMessage) -> list[object]:
    partner = row.partner.name if row.partner else ""
    return [
        iso(row.at), partner, row.kind, row.sequence, row.verdict, row.note, row.size, row.digest,
    ]  # fmt: skip


def quarantine_table(rows: Iterable[Quarantine], office: Organisation, now: datetime, *, may: bool) -> Table:
    columns = [
        Column(_("Identifier")),
        Column(_("Name")),
        Column(_("Partner")),
        Column(_("Doubt")),
        Column(_("Waits, in days"), numeric=True),
    ]
    cells: list[list[CellValue]] = [
        [
            Link(row.told_identifier, reverse("recognition:decide", args=[office.pk, row.pk]))
            if may
            else row.told_identifier,
            row.status.name or None,
            row.status.partner.name,
            DOUBT_WORDS[row.doubt],
            (now - row.since).days,
        ]
        for row in rows
    ]
    return Table(_("Waiting for a decision, the oldest first"), columns, cells, stacked=True)


QUARANTINE_COLUMNS = ("identifier", "name", "partner", "certificate", "doubt", "since")


def quarantine_line(row: Quarantine) -> list[object]:
    status = row.status
    return [row.told_identifier, status.name, status.partner.name, status.number, row.doubt, iso(row.since)]


def abroad_table(found: Iterable[tuple[ForeignStatus, Standing]]) -> Table:
    columns = [
        Column(_("Identifier")),
        Column(_("Name")),
        Column(_("Partner")),
        Column(_("Tier")),
        Column(_("Status there")),
        Column(_("Here")),
        Column(_("As of")),
    ]
    rows: list[list[CellValue]] = [
        [
            status.identifier or status.told_identifier,
            status.name or None,
            status.partner.name,
            type_words(status.programme, status.tier),
            STATUS_WORDS[status.status],
            Tag(STANDING_TAGS.get(standing, "uncomputable"), STANDING_WORDS[standing]),
            moment(status.as_of),
        ]
        for status, standing in found
    ]
    return Table(_("What partners say"), columns, rows, stacked=True)


def status_facts(status: ForeignStatus) -> list[Fact]:
    return [
        (_("Partner"), status.partner.name),
        (_("Agreement"), status.agreement),
        (_("Identifier as told"), status.told_identifier),
        (_("Name"), status.name or None),
        (_("Certificate"), status.number),
        (_("Programme and tier"), type_words(status.programme, status.tier)),
        (_("Status there"), STATUS_WORDS[status.status]),
        (_("As of"), moment(status.as_of)),
    ]


def consents_table(
    firm: Organisation,
    partners: Iterable[Partner],
    given: dict[UUID, bool],
    identifiers: dict[UUID, Identifier],
    *,
    may_consent: bool,
    may_identify: bool,
) -> Table:
    columns = [Column(_("Partner")), Column(_("Consent")), Column(_("Your identifier there"))]
    rows: list[list[CellValue]] = [
        [one.name, _consent_tag(given[one.pk]), identifiers[one.pk].value if one.pk in identifiers else None]
        for one in partners
    ]
    for label, route, may in (
        (_("Change consent"), "recognition:consent", may_consent),
        (_("Change identifier"), "recognition:identifier", may_identify),
    ):
        if may:
            columns.append(Column(_("Actions")))
            for row, one in zip(rows, partners, strict=True):
                row.append(Link(label, reverse(route, args=[firm.pk, one.pk])))
    return Table(_("Partners abroad"), columns, rows, stacked=True)


def _consent_tag(is_given: bool) -> Tag:
    return Tag("computed", _("Given")) if is_given else Tag("lapsed", _("Not given"))


def told_table(rows: Iterable[OutboxDelta]) -> Table:
    columns = [
        Column(_("Partner")),
        Column(_("Identifier")),
        Column(_("Status")),
        Column(_("Told")),
        Column(_("Confirmed")),
    ]
    cells = [[row.partner.name, *_told_cells(row)] for row in rows]
    return Table(_("What they were told, the newest first"), columns, cells, stacked=True)


def state_tag(partner: Partner, now: datetime) -> Tag:
    if partner.status != Partner.Status.ACTIVE:
        return Tag("lapsed", _("Suspended"))
    return Tag("needs", _("Stale")) if partner.is_stale(now) else Tag("computed", _("Fresh"))


def scheme_words(scheme: Scheme) -> dict[str, Any]:
    """What to say beside the field for an identifier."""
    shape = SHAPES[scheme]
    return {"name": shape.name, "form": shape.form, "example": shape.example}


def type_words(programme: str, tier: str) -> str:
    """By the names of our own file of that programme; by the partner's codes where there is none."""
    try:
        found = programme_of(programme)
    except UserError:
        return f"{programme} {tier}".strip()
    name = next((say(one.name) for one in found.tiers if one.code == tier), tier)
    return f"{name} · {say(found.name)}"


def moment(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else None


def iso(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
