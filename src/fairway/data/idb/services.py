"""Writes of the store: load a source, publish a finished release, publish the starter pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.utils import timezone

import fairway
from fairway.data.idb import store
from fairway.data.idb.adapters.base import Adapter, LoadOptions, Mode
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.manifest import Manifest, citation_to_dict
from fairway.data.idb.domain.merge import merge
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.folder import (
    MANIFEST,
    ReleaseDamaged,
    as_stored,
    file_sha256,
    release_read,
    release_verify,
    release_write,
    sync_to_disk,
)
from fairway.data.idb.models import Release
from fairway.data.idb.selectors import current_release
from fairway.kernel.text import Text, UserError

STARTER = Path(fairway.__file__).parent / "content" / "starter"


class ReleaseConflict(UserError):
    """Another process published a release of the same territory and kind meanwhile."""


# A tariff that keeps less than this share of its rows is not published unasked; small ones may change.
_LEAST_SHARE = 0.5
_SMALL = 1_000


class Outcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"  # the current release has the same content
    EARLIER = "earlier"  # of a period before that of the current release: kept beside it, never current
    KEPT = "kept"  # the operator's own release stays, the starter's is not published


@dataclass(frozen=True, slots=True)
class LoadResult:
    release: Release
    outcome: Outcome
    report: LoadReport


def release_load(
    *,
    adapter: Adapter,
    source: Path,
    options: LoadOptions | None = None,
    progress: Callable[[Text], None] | None = None,
) -> LoadResult:
    """Read `source` and publish it as the current release of its territory and kind.

    Raises UserError (SourceError, AssertionFailed, ReleaseInvalid, ReleaseConflict) with nothing
    published; the release that was current stays.
    """
    report = LoadReport(adapter.known_defects, progress)
    report.step(Text("Reading {file}.", {"file": source.name}))
    parsed = adapter.read(source, options or LoadOptions(), report)
    report.raise_problems()
    for assertion in adapter.assertions:
        assertion.check(parsed.tables)
    with store.staging(report.step) as staged:
        current = current_release(parsed.territory, adapter.kind)
        if adapter.mode is Mode.MERGE and current:
            parsed = merge(release_read(current.path), parsed)
        if current and _is_same(current, adapter, parsed):
            return LoadResult(current, Outcome.UNCHANGED, report)
        if current and _is_older(parsed, current):
            report.step(Text("Mind: this edition is older than the one that it replaces."))
        if current and not (options and options.may_shrink):
            _refuse_shrinking(current, parsed)
        report.step(Text("Writing and checking the release."))
        manifest = release_write(
            parsed,
            staged,
            kind=adapter.kind,
            adapter=adapter.name,
            adapter_version=adapter.version,
            defects={code: defect.count for code, defect in report.defects.items()},
        )
        release = _publish(staged, manifest, current, members=_members(parsed))
    return LoadResult(release, _outcome(release), report)


def release_publish_folder(*, folder: Path, is_starter: bool = False) -> tuple[Release, Outcome]:
    """Copy a finished release folder into the store and publish it. Raises UserError.

    A starter release never replaces one that the operator loaded.
    """
    with store.staging(lambda _: None) as staged:
        manifest = release_verify(folder)
        current = current_release(manifest.territory, manifest.kind)
        if current and current.manifest_sha256 == file_sha256(folder / MANIFEST):
            return current, Outcome.UNCHANGED
        if current and is_starter and not current.is_starter:
            return current, Outcome.KEPT
        shutil.copytree(folder, staged)
        sync_to_disk(*staged.iterdir(), staged, staged.parent)
        members = _members(release_read(staged))
        release = _publish(staged, manifest, current, members=members, is_starter=is_starter)
    return release, _outcome(release)


def starter_publish() -> list[Release]:
    """Publish the releases that come with the package; returns those that were not there already."""
    folders = sorted(path.parent for path in STARTER.glob(f"*/{MANIFEST}"))
    results = [release_publish_folder(folder=folder, is_starter=True) for folder in folders]
    return [release for release, outcome in results if outcome is Outcome.PUBLISHED]


def _is_older(parsed: Parsed, current: Release) -> bool:
    new, old = parsed.citation.published, current.published_on
    return new is not None and old is not None and new < old


def _refuse_shrinking(current: Release, parsed: Parsed) -> None:
    """A tariff that loses most of its rows is rather a wrong file than a new law. Raises ReleaseConflict."""
    before = sum(current.row_counts.values())
    now = sum(table.num_rows for table in parsed.tables.values())
    if now < before * _LEAST_SHARE and before > _SMALL:
        raise ReleaseConflict(
            Text(
                "{territory} has {before} rows now and would have {now}. "
                "If that is meant, load again with --may-shrink.",
                {"territory": parsed.territory, "before": before, "now": now},
            )
        )


def _members(parsed: Parsed) -> tuple[str, ...]:
    return parsed.profile.members if parsed.profile else ()


def _outcome(release: Release) -> Outcome:
    return Outcome.PUBLISHED if release.is_current else Outcome.EARLIER


def _is_same(current: Release, adapter: Adapter, parsed: Parsed) -> bool:
    if (current.adapter, current.adapter_version) != (adapter.name, adapter.version):
        return False
    try:
        return release_read(current.path) == as_stored(parsed)
    except ReleaseDamaged:
        return False  # loading again is how a damaged release is repaired


def _publish(
    staged: Path,
    manifest: Manifest,
    current: Release | None,
    *,
    members: tuple[str, ...],
    is_starter: bool = False,
) -> Release:
    """Move the folder into place, then make it visible in one transaction."""
    release = _unsaved(staged, manifest, members=members, is_starter=is_starter)
    store.move_into_place(staged, release.folder)
    try:
        with transaction.atomic():
            if current and _ends_before(release, current):
                release.superseded_at, release.superseded_by = release.published_at, current
            elif current:
                _supersede(current, release)
            release.save(force_insert=True)
    except (IntegrityError, ReleaseConflict):
        shutil.rmtree(release.path)
        raise ReleaseConflict(
            Text(
                "Another {kind} of {territory} was published at the same moment. "
                "Load again if this one is newer.",
                {"kind": release.kind, "territory": release.territory},
            )
        ) from None
    return release


def _supersede(current: Release, release: Release) -> None:
    """Compare and set: only the release that was current when the load began."""
    changed = Release.objects.filter(pk=current.pk, superseded_at__isnull=True).update(
        superseded_at=release.published_at, superseded_by=release.pk
    )
    if not changed:
        raise ReleaseConflict(Text("The current release changed during the load."))


def _ends_before(release: Release, current: Release) -> bool:
    return bool(release.period_end and current.period_start and release.period_end < current.period_start)


def _unsaved(staged: Path, manifest: Manifest, *, members: tuple[str, ...], is_starter: bool) -> Release:
    now = timezone.now()
    day = manifest.citation.published or now.date()
    name = f"{manifest.territory.lower()}-{manifest.kind}-{day.isoformat()}-{token_hex(4)}"
    return Release(
        id=name,
        territory=manifest.territory,
        kind=manifest.kind.value,
        adapter=manifest.adapter,
        adapter_version=manifest.adapter_version,
        period_start=manifest.period.start,
        period_end=manifest.period.end,
        hs_edition=manifest.hs_edition,
        currency=manifest.currency or "",
        members=list(members),
        source=citation_to_dict(manifest.citation),
        row_counts=manifest.row_counts,
        defects=dict(manifest.defects),
        folder=f"releases/{manifest.territory}/{manifest.kind}/{name}",
        manifest_sha256=file_sha256(staged / MANIFEST),
        is_starter=is_starter,
        published_at=now,
    )
