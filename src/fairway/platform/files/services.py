"""Adding, deleting and removing files: the only writer of their records and contents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor, system
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.platform.files import store
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.limits import GRACE, QUOTA_BYTES
from fairway.platform.files.domain.names import display_name, extension_of
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.examination.apart import examine_apart
from fairway.platform.files.models import Blob, Scan, StoredFile
from fairway.platform.files.policies import FILES, FILING
from fairway.platform.files.scanner import scan

# What says, of a file that is to be deleted, why another room still needs it; None: it does not.
HOLDS: list[Callable[[StoredFile], Text | None]] = []


class FileHeld(UserError):
    """Another room still needs the file; it is as it was."""


def file_store(*, actor: Actor, organisation: Organisation, name: str, stream: store.Readable) -> StoredFile:
    """Keep the file for the organisation, cleaned of what is harmful.

    Raises FileRefused when it is not accepted; then nothing is kept but the event that says so.
    """
    FILING.check(actor, "files.add", organisation)
    try:
        with store.incoming() as folder:
            received = _received(stream, folder / "received")
            scanned = _scanned(received)
            kind = examine_apart(received.path, folder / "examined", extension_of(name))
            file = StoredFile(
                organisation=organisation,
                original_sha256=received.sha256,
                media_type=kind.media_type,
                name=display_name(name, kind),
                uploaded_by_id=_person(actor),
                scan=scanned,
            )
            return _file_keep(actor, file, store.finished(folder / "examined"), kind)
    except FileRefused as refusal:
        refusal_record(actor=actor, organisation=organisation, why=refusal.why)
        raise


@transaction.atomic
def refusal_record(*, actor: Actor, organisation: Organisation, why: Why) -> None:
    """Say in the organisation's history that a file was refused; nothing of the file is in it."""
    event_record(
        actor=actor,
        verb="file.refused",
        subject=organisation,
        organisation=organisation.pk,
        after={"refusal": str(why)},
    )


@transaction.atomic
def file_delete(*, actor: Actor, file: StoredFile) -> None:
    """Mark the file as deleted. Its content goes after the days of grace, unless another file has it.

    Raises FileHeld with the reason for a file that another room needs.
    """
    FILES.check(actor, "files.delete", file)
    if reason := next((said for hold in HOLDS if (said := hold(file))), None):
        raise FileHeld(reason)
    deleted = StoredFile.objects.filter(pk=file.pk, deleted_at__isnull=True).update(deleted_at=timezone.now())
    if deleted:
        event_record(actor=actor, verb="file.deleted", subject=file, organisation=file.organisation_id)


@transaction.atomic
def download_record(*, actor: Actor, file: StoredFile) -> None:
    event_record(actor=actor, verb="file.downloaded", subject=file, organisation=file.organisation_id)


def blobs_purge(*, now: datetime) -> int:
    """Remove contents whose every file was deleted before the days of grace; how many. For a daily job."""
    store.leftovers_clear()
    is_kept = Q(files__deleted_at__isnull=True) | Q(files__deleted_at__gt=now - GRACE)
    due = Blob.objects.filter(removed_at__isnull=True).exclude(
        pk__in=Blob.objects.filter(is_kept, removed_at__isnull=True).values("pk")
    )
    return sum(_blob_purge(digest, now) for digest in due.values_list("pk", flat=True))


def file_rescan(*, file: StoredFile) -> Scan:
    """Ask the scanner about a kept file. An infected one stays as evidence, and is no longer handed out.

    Raises FileRefused when the scanner gives no answer.
    """
    found = scan(store.blob_path(file.blob_id))
    if found is Scan.NOT_SCANNED:
        return found
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(scan=found)
        if found is Scan.INFECTED:
            event_record(
                actor=system("files scan"),
                verb="file.infected",
                subject=file,
                organisation=file.organisation_id,
            )
    return found


def _received(stream: store.Readable, target: Path) -> store.Content:
    try:
        return store.receive(stream, target, limit=settings.UPLOAD_LIMIT_BYTES)
    except store.TooLong:
        raise too_large() from None


def too_large() -> FileRefused:
    return FileRefused(
        Why.TOO_LARGE,
        Text(
            "This file is larger than {limit} megabytes, the most that is accepted.",
            {"limit": settings.UPLOAD_LIMIT_BYTES // 1_000_000},
        ),
    )


def _scanned(received: store.Content) -> Scan:
    found = scan(received.path)
    if found is Scan.INFECTED:
        raise FileRefused(
            Why.INFECTED,
            Text("The virus scanner says that this file is infected. It was not kept. Check your computer."),
        )
    return found


@transaction.atomic
def _file_keep(actor: Actor, file: StoredFile, content: store.Content, kind: Kind) -> StoredFile:
    """The record, the content in its place and the event, together.

    A file that is sent again under its name is the one that is there, so that a call may be repeated.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=file.organisation_id)  # one after the other
    same = StoredFile.objects.filter(
        organisation=file.organisation_id,
        original_sha256=file.original_sha256,
        name=file.name,
        deleted_at__isnull=True,
    ).first()
    return same or _file_add(actor, file, content, kind)


def _file_add(actor: Actor, file: StoredFile, content: store.Content, kind: Kind) -> StoredFile:
    _check_quota(file.organisation_id, content.size)
    file.blob, file.size = _blob_keep(content), content.size
    file.save(force_insert=True)
    event_record(
        actor=actor,
        verb="file.stored",
        subject=file,
        organisation=file.organisation_id,
        after={
            "kind": str(kind),
            "size": file.size,
            "sha256": content.sha256,
            "original_sha256": file.original_sha256,
        },
    )
    return file


def _check_quota(organisation: UUID, size: int) -> None:
    """What waits for its removal counts too, so that adding and deleting by turns fills no disk."""
    used = StoredFile.objects.filter(organisation=organisation, blob__removed_at__isnull=True)
    if (used.aggregate(size=Sum("size"))["size"] or 0) + size > QUOTA_BYTES:
        raise FileRefused(
            Why.OVER_QUOTA,
            Text(
                "There is no room for this file: your organisation may keep {quota} megabytes. "
                "Delete files you no longer need; their room is free {days} days later.",
                {"quota": QUOTA_BYTES // 1_000_000, "days": GRACE.days},
            ),
        )


def _blob_keep(content: store.Content) -> Blob:
    """The content's row, locked against its removal until this transaction ends."""
    Blob.objects.get_or_create(pk=content.sha256, defaults={"size": content.size})
    blob = Blob.objects.select_for_update(no_key=True).get(pk=content.sha256)
    store.keep(content)
    if blob.removed_at:
        blob.removed_at = None
        blob.save(update_fields=["removed_at"])
    return blob


@transaction.atomic
def _blob_purge(digest: str, now: datetime) -> bool:
    blob = Blob.objects.select_for_update(no_key=True).get(pk=digest)
    kept = Q(deleted_at__isnull=True) | Q(deleted_at__gt=now - GRACE)
    if blob.removed_at or blob.files.filter(kept).exists():
        return False
    store.remove(digest)
    blob.removed_at = now
    blob.save(update_fields=["removed_at"])
    return True


def _person(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.is_signed_in else None
