"""A release as a folder of files: written, read back and verified; nothing here knows the database."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fairway.data.idb.domain.invariants import check_release
from fairway.data.idb.domain.manifest import FileFacts, Manifest
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import TABLES, Kind
from fairway.data.idb.profile_io import profile_from_json, profile_to_json
from fairway.kernel.text import Text, UserError

MANIFEST = "manifest.json"
PROFILE = "profile.json"
_SORTED_BY = ("goods_code", "measure", "programme", "date", "currency", "flag", "season", "valid_from")


class ReleaseDamaged(UserError):
    """The files of a release are missing or are not those that were published."""


def release_write(
    parsed: Parsed,
    folder: Path,
    *,
    kind: Kind,
    adapter: str,
    adapter_version: str,
    defects: Mapping[str, int] | None = None,
) -> Manifest:
    """Write a finished release into `folder` (made here, must not exist) and verify it by reading it back.

    Every file is on disk when this returns. Raises ReleaseInvalid before anything is written.
    """
    check_release(kind, parsed)
    parsed = as_stored(parsed)
    folder.mkdir(parents=True)
    for name, table in parsed.tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=9)
    if parsed.profile:
        (folder / PROFILE).write_text(profile_to_json(parsed.profile), encoding="utf-8")
    manifest = Manifest(
        territory=parsed.territory,
        kind=kind,
        adapter=adapter,
        adapter_version=adapter_version,
        period=parsed.period,
        hs_edition=parsed.hs_edition,
        currency=parsed.currency,
        citation=parsed.citation,
        files={path.name: _file_facts(path) for path in folder.iterdir()},
        defects=defects or {},
    )
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    sync_to_disk(*folder.iterdir(), folder, folder.parent)
    if release_read(folder) != parsed:
        raise ReleaseDamaged(Text("What was written to {folder} reads back differently.", _at(folder)))
    return manifest


def as_stored(parsed: Parsed) -> Parsed:
    """The same content as it reads back from a release: rows in order, the profile checked."""
    profile = profile_from_json(profile_to_json(parsed.profile)) if parsed.profile else None
    tables = {name: _sorted(table) for name, table in parsed.tables.items()}
    return replace(parsed, tables=tables, profile=profile)


def release_read(folder: Path) -> Parsed:
    """The content of a release folder, after its checksums. Raises ReleaseDamaged."""
    manifest = release_verify(folder)
    profile = folder / PROFILE
    return Parsed(
        territory=manifest.territory,
        period=manifest.period,
        hs_edition=manifest.hs_edition,
        currency=manifest.currency,
        citation=manifest.citation,
        tables={name: pq.read_table(folder / f"{name}.parquet") for name in TABLES[manifest.kind]},
        profile=profile_from_json(profile.read_text(encoding="utf-8")) if profile.exists() else None,
    )


def release_verify(folder: Path, *, manifest_sha256: str | None = None) -> Manifest:
    """The manifest, after comparing every file with its checksum. Raises ReleaseDamaged."""
    manifest = manifest_read(folder, sha256=manifest_sha256)
    found = {path.name for path in folder.iterdir()} - {MANIFEST}
    if found != set(manifest.files):
        names = ", ".join(sorted(found ^ set(manifest.files)))
        raise ReleaseDamaged(
            Text("In {folder}, these files are missing or do not belong: {names}.", _at(folder, names=names))
        )
    for name, facts in manifest.files.items():
        if _file_facts(folder / name) != facts:
            raise ReleaseDamaged(
                Text(
                    "In {folder}, {name} is not the file that was published: its checksum differs.",
                    _at(folder, name=name),
                )
            )
    return manifest


def manifest_read(folder: Path, *, sha256: str | None = None) -> Manifest:
    """The manifest of a release folder. Raises ReleaseDamaged."""
    path = folder / MANIFEST
    try:
        if sha256 and file_sha256(path) != sha256:
            raise ReleaseDamaged(Text("The manifest in {folder} was changed.", _at(folder)))
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseDamaged(Text("There is no release in {folder}.", _at(folder))) from None
    except ReleaseDamaged:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseDamaged(
            Text("The manifest in {folder} cannot be read ({reason}).", _at(folder, reason=str(error)))
        ) from error


def sync_to_disk(*paths: Path) -> None:
    """What the files hold, or the names in the folders, survives a power cut when this returns."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _file_facts(path: Path) -> FileFacts:
    rows = None
    if path.suffix == ".parquet":
        try:
            rows = pq.read_metadata(path).num_rows
        except pa.ArrowInvalid:
            rows = -1  # damaged: equals no published count
    return FileFacts(file_sha256(path), path.stat().st_size, rows)


def _sorted(table: pa.Table) -> pa.Table:
    keys = [(name, "ascending") for name in _SORTED_BY if name in table.column_names]
    return table.sort_by(keys).combine_chunks()


def _at(folder: Path, **more: str) -> dict[str, str]:
    return {"folder": str(folder), **more}
