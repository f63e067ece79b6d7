"""Reads of the store: which release answers, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Q, QuerySet

from fairway.data.idb.domain.diff import Change, diff_tables
from fairway.data.idb.domain.profile import MarketProfile
from fairway.data.idb.domain.schema import TABLES, Kind
from fairway.data.idb.folder import PROFILE, ReleaseDamaged, release_verify
from fairway.data.idb.models import Release
from fairway.data.idb.profile_io import profile_from_json
from fairway.data.idb.store import releases_root
from fairway.kernel.text import Text, UserError


class UnknownRelease(UserError):
    """No release has that id."""


class NotComparable(UserError):
    """Only releases of one territory and kind can be compared."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One folder of the store: sound, damaged, or left over from a killed load."""

    name: str
    problem: Text | None = None
    is_leftover: bool = False  # no release owns it: untidy, not wrong


def current_release(
    territory: str, kind: Kind, *, on: date | None = None, as_of: datetime | None = None
) -> Release | None:
    """The release that was current at `as_of` (now when None).

    With `on`, the one that speaks for that day: the current one when its period holds the day,
    else the last published one whose period does.
    """
    known = _known(as_of).filter(territory=territory, kind=kind)
    current = known.filter(_current(as_of)).first()
    if on is None or (current and _covers(current, on)):
        return current
    return next((release for release in known if _covers(release, on)), None)


def releases_list(*, territory: str | None = None, kind: Kind | None = None) -> QuerySet[Release]:
    """Every release, the newest first."""
    releases = Release.objects.all()
    if territory:
        releases = releases.filter(territory=territory)
    return releases.filter(kind=kind) if kind else releases


def territories_for(economy: str, *, as_of: datetime | None = None) -> list[Release]:
    """Current tariff releases that apply in the economy, the one with fewest members first."""
    tariffs = _known(as_of).filter(_current(as_of), kind=Kind.TARIFF)
    found = [release for release in tariffs if economy in release.members]
    return sorted(found, key=lambda release: (len(release.members), release.territory))


def market_economies() -> tuple[str, ...]:
    """Every economy where a loaded tariff applies, by code."""
    tariffs = Release.objects.filter(kind=Kind.TARIFF, superseded_at__isnull=True)
    return tuple(sorted({code for release in tariffs for code in release.members}))


def release_find(name: str) -> Release:
    """The release with that id. Raises UnknownRelease."""
    release = Release.objects.filter(pk=name).first()
    if release is None:
        raise UnknownRelease(
            Text("There is no release “{name}”. See: fairway data status --all.", {"name": name[:80]})
        )
    return release


def release_file(release: Release, table: str) -> Path:
    """The Parquet file of one of the release's tables. Raises ReleaseDamaged when it is missing."""
    if table not in TABLES[Kind(release.kind)]:
        raise KeyError(f"A release of kind {release.kind} has no table {table}.")
    path = release.path / f"{table}.parquet"
    if not path.is_file():
        raise _missing(path)
    return path


def release_table(release: Release, table: str) -> pa.Table:
    """One table of the release, in the schema of `domain.schema`. Raises ReleaseDamaged."""
    return pq.read_table(release_file(release, table), schema=TABLES[Kind(release.kind)][table])


def release_profile(release: Release) -> MarketProfile:
    """The market profile of a tariff release. Raises ReleaseDamaged."""
    return _profile(release.path / PROFILE)


def release_diff(old: Release, new: Release) -> list[Change]:
    """Every change from `old` to `new`. Raises NotComparable."""
    if (old.territory, old.kind) != (new.territory, new.kind):
        values = {"old": old.pk, "new": new.pk}
        raise NotComparable(Text("{old} and {new} are not of the same territory and kind.", values))
    names = TABLES[Kind(new.kind)]
    return diff_tables(
        {name: release_table(old, name) for name in names},
        {name: release_table(new, name) for name in names},
    )


def releases_verify() -> Iterator[Verified]:
    """Each release with its checksums compared, then the folders that no release owns."""
    owned = set()
    for release in releases_list():
        owned.add(release.path)
        try:
            release_verify(release.path, manifest_sha256=release.manifest_sha256)
            yield Verified(release.pk)
        except ReleaseDamaged as error:
            yield Verified(release.pk, error.text)
    for folder in sorted(set(releases_root().glob("[!.]*/*/*")) - owned):
        message = Text("No release owns this folder: a load was killed here. It can be deleted.")
        yield Verified(str(folder), message, is_leftover=True)


@lru_cache(maxsize=64)
def _profile(path: Path) -> MarketProfile:
    """A published file never changes, so its path is enough of a key."""
    try:
        return profile_from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _missing(path) from None


def _missing(path: Path) -> ReleaseDamaged:
    values = {"path": str(path)}
    return ReleaseDamaged(
        Text("The file {path} of a published release is missing. Load its source again.", values)
    )


def _known(as_of: datetime | None) -> QuerySet[Release]:
    return Release.objects.filter(published_at__lte=as_of) if as_of else Release.objects.all()


def _current(as_of: datetime | None) -> Q:
    open_ = Q(superseded_at__isnull=True)
    return open_ | Q(superseded_at__gt=as_of) if as_of else open_


def _covers(release: Release, day: date) -> bool:
    after_start = release.period_start is None or release.period_start <= day
    return after_start and (release.period_end is None or day <= release.period_end)
