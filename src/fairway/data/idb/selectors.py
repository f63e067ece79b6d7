"""Reads of the store: which release answers, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
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
    known = [r for r in _known(as_of) if r.territory == territory and r.kind == kind]
    current = next((release for release in known if _was_current(release, as_of)), None)
    if on is None or (current and _covers(current, on)):
        return current
    return next((release for release in known if _covers(release, on)), None)


def releases_stamp() -> tuple[object, ...]:
    """Changes whenever a release is published or superseded; what was computed before is then stale."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(published_at), max(superseded_at) FROM idb_release")
        return tuple(cursor.fetchone())


def releases_list(*, territory: str | None = None, kind: Kind | None = None) -> QuerySet[Release]:
    """Every release, the newest first."""
    releases = Release.objects.all()
    if territory:
        releases = releases.filter(territory=territory)
    return releases.filter(kind=kind) if kind else releases


def releases_page(*, after: str, limit: int) -> tuple[list[Release], str | None]:
    """The releases that follow `after` (an id; "" for the first page), and where the next page begins.

    Raises UnknownRelease.
    """
    releases = releases_list()
    if after:
        last = release_find(after)
        later = Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, pk__gt=last.pk)
        releases = releases.filter(later)
    found = list(releases[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def territories_for(economy: str, *, as_of: datetime | None = None) -> list[Release]:
    """Current tariff releases that apply in the economy, the one with fewest members first."""
    found = [
        release
        for release in _known(as_of)
        if release.kind == Kind.TARIFF and _was_current(release, as_of) and economy in release.members
    ]
    return sorted(found, key=lambda release: (len(release.members), release.territory))


def market_economies(*, as_of: datetime | None = None) -> tuple[str, ...]:
    """Every economy where a loaded tariff applies, by code."""
    known = _known(as_of)
    tariffs = [release for release in known if release.kind == Kind.TARIFF and _was_current(release, as_of)]
    return tuple(sorted({code for release in tariffs for code in release.members}))


def release_find(name: str) -> Release:
    """The release with that id. Raises UnknownRelease."""
    release = Release.objects.filter(pk=name).first()
    if release is None:
        raise UnknownRelease(Text("There is no release “{name}”.", {"name": name[:80]}))
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


# Releases are few and change rarely, but every answer asks for several: they are kept in memory with
# a stamp of the table, and read again when the stamp has changed.
_shelf: tuple[object, list[Release]] = (None, [])


def _all_releases() -> list[Release]:
    """Every release, the newest first."""
    global _shelf  # noqa: PLW0603  (one assignment of a pair, so threads never see half of it)
    stamp = releases_stamp()
    if _shelf[0] != stamp:
        _shelf = (stamp, list(Release.objects.all()))
    return _shelf[1]


def _known(as_of: datetime | None) -> list[Release]:
    return [release for release in _all_releases() if as_of is None or release.published_at <= as_of]


def _was_current(release: Release, as_of: datetime | None) -> bool:
    ended = release.superseded_at
    return ended is None or (as_of is not None and ended > as_of)


def _covers(release: Release, day: date) -> bool:
    after_start = release.period_start is None or release.period_start <= day
    return after_start and (release.period_end is None or day <= release.period_end)
