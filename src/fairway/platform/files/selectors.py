"""Reads of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.files import store
from fairway.platform.files.domain.limits import GRACE
from fairway.platform.files.models import Blob, Scan, StoredFile
from fairway.platform.files.policies import FILES


class Problem(StrEnum):
    MISSING = "missing"
    ALTERED = "altered"
    UNOWNED = "unowned"  # on disk, without a record: an upload was killed, or this is another database


class BadCursor(UserError):
    """Where the page is to begin cannot be read."""


@dataclass(frozen=True, slots=True)
class Fault:
    sha256: str
    problem: Problem


def files_present() -> QuerySet[StoredFile]:
    """Every file that is not deleted; for a policy to narrow."""
    return StoredFile.objects.filter(deleted_at__isnull=True).select_related("uploaded_by", "organisation")


def files_of(actor: Actor, organisation: UUID) -> QuerySet[StoredFile]:
    """The organisation's files that the actor may see, the newest first."""
    return FILES.visible(actor, files_present().filter(organisation=organisation))


def files_page(actor: Actor, *, after: str, limit: int) -> tuple[list[StoredFile], str | None]:
    """A page of all files that the actor may see, and the cursor of the next one."""
    rows = FILES.visible(actor, files_present()).order_by("-created_at", "id")
    if after:
        last = rows.filter(pk=_cursor(after)).first()
        rows = rows.filter(_behind(last)) if last else rows.none()
    found = list(rows[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None


def files_to_scan() -> QuerySet[StoredFile]:
    return files_present().filter(scan=Scan.NOT_SCANNED)


def blobs_verify(*, now: datetime) -> Iterator[Fault]:
    """What differs between the records and the disk. Contents past the days of grace may be gone."""
    kept = Q(files__deleted_at__isnull=True) | Q(files__deleted_at__gt=now - GRACE)
    for digest in Blob.objects.filter(kept).values_list("pk", flat=True).order_by("pk").distinct():
        found = store.digest_on_disk(digest)
        if found != digest:
            yield Fault(digest, Problem.ALTERED if found else Problem.MISSING)
    known = set(Blob.objects.filter(removed_at__isnull=True).values_list("pk", flat=True))
    for digest in store.digests_on_disk():
        if digest not in known:
            yield Fault(digest, Problem.UNOWNED)


def _cursor(text: str) -> UUID:
    """Raises BadCursor."""
    try:
        return UUID(text)
    except ValueError:
        raise BadCursor(Text("The cursor is not one that a page of this list gave.")) from None


def _behind(file: StoredFile) -> Q:
    return Q(created_at__lt=file.created_at) | Q(created_at=file.created_at, pk__gt=file.pk)
