"""The evidence that a firm says it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import file_store
from fairway.platform.files.store import Readable
from fairway.trust.assessment.models import Evidence
from fairway.trust.assessment.policies import ASSESSMENTS
from fairway.trust.programmes.domain.fact import EvidenceKind
from fairway.trust.programmes.store import bank

LONGEST_REFERENCE = 120


class EvidenceRefused(UserError):
    """The piece of evidence is not kept. `field`: what is wrong with it."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes, not examined yet."""

    name: str
    stream: Readable


def evidence_add(
    *,
    actor: Actor,
    organisation: Organisation,
    kind: str,
    reference: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    upload: Upload | None = None,
) -> Evidence:
    """Keep the piece of evidence, with its file where there is one. The same one twice is kept once.

    What has expired is kept too: it counts for the days on which it held. Raises EvidenceRefused, and
    FileRefused when the file is not accepted; then nothing is kept.
    """
    ASSESSMENTS.check(actor, "assessment.draft", organisation)
    known = _kind(kind)
    _check_days(known, issued_on, valid_until)
    _check_reference(reference)
    file = None
    if upload is not None:
        file = file_store(actor=actor, organisation=organisation, name=upload.name, stream=upload.stream)
    piece = Evidence(
        organisation=organisation,
        kind=known.code,
        reference=reference.strip(),
        file=file,
        issued_on=issued_on,
        valid_until=valid_until,
        added_at=timezone.now(),
        added_by=actor.reference,
    )
    return _keep(actor, piece)


@transaction.atomic
def evidence_withdraw(*, actor: Actor, evidence: Evidence) -> None:
    """From now on it counts for nothing. The row stays, and so does the file."""
    ASSESSMENTS.check(actor, "assessment.draft", evidence.organisation)
    withdrawn = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True)
    if withdrawn.update(withdrawn_at=timezone.now()):
        _record(actor, "evidence.withdrawn", evidence)


@transaction.atomic
def _keep(actor: Actor, piece: Evidence) -> Evidence:
    """One after the other, so that a form sent twice finds what the first one kept."""
    Organisation.objects.select_for_update(no_key=True).get(pk=piece.organisation_id)
    same = Evidence.objects.filter(
        organisation=piece.organisation,
        kind=piece.kind,
        reference=piece.reference,
        file=piece.file,
        issued_on=piece.issued_on,
        valid_until=piece.valid_until,
        withdrawn_at__isnull=True,
    ).first()
    if same is not None:
        return same
    piece.save(force_insert=True)
    _record(actor, "evidence.added", piece)
    return piece


def _record(actor: Actor, verb: str, piece: Evidence) -> None:
    file: StoredFile | None = piece.file
    event_record(
        actor=actor,
        verb=verb,
        subject=piece,
        organisation=piece.organisation_id,
        after={"kind": piece.kind, "file": str(file.pk) if file else None},
    )


def _kind(code: str) -> EvidenceKind:
    try:
        return bank().evidence[code]
    except KeyError:
        raise EvidenceRefused(
            "kind", Text("There is no kind of evidence “{kind}”.", {"kind": code[:80]})
        ) from None


def _check_days(kind: EvidenceKind, issued_on: date | None, valid_until: date | None) -> None:
    if issued_on and issued_on > timezone.localdate():
        raise EvidenceRefused("issued_on", Text("The day of issue lies in the future."))
    if issued_on and valid_until and valid_until < issued_on:
        raise EvidenceRefused("valid_until", Text("It would end before it was issued."))
    if kind.months and not (issued_on or valid_until):
        raise EvidenceRefused(
            "issued_on",
            Text("Say when it was issued: it counts for {months} months from then.", {"months": kind.months}),
        )


def _check_reference(reference: str) -> None:
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise EvidenceRefused(
            "reference",
            Text("The reference is one line of {most} letters at most.", {"most": LONGEST_REFERENCE}),
        )
