"""A whole instance as one file, made while it serves; and an instance made from it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.files import locks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from fairway.config.move import records_move
from fairway.data.idb.folder import sync_to_disk
from fairway.kernel.text import Param, Text, UserError
from fairway.platform.operations.archive import (
    DATABASE,
    HOME,
    Manifest,
    Progress,
    Writer,
    archive_read,
)
from fairway.platform.operations.copies import (
    database_check,
    database_copy,
    database_files,
    database_is_empty,
    database_put,
)

# In FAIRWAY_HOME, but no part of an instance: made anew, or in the place of a mail server.
NOT_KEPT = ("static", "derived", "run", "mail")
SECRET = "secret-key"  # noqa: S105  (a file's name)
SUFFIXES = {".tar": "", ".tar.gz": "gz"} | ({".tar.zst": "zst"} if "zst" in tarfile.TarFile.OPEN_METH else {})
_NAME = "fairway-{at:%Y%m%dT%H%M%SZ}.tar"
_PATTERN = "fairway-[0-9]*T[0-9]*Z.tar"


class BackupRefused(UserError):
    """A backup cannot be made there, or cannot be restored here. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    file: Path
    manifest: Manifest
    gone: tuple[str, ...] = ()  # files that were deleted while the backup was made
    pruned: tuple[str, ...] = ()  # older backups that made room


def backup_write(*, target: Path, keep: int | None = None, progress: Progress) -> Backup:
    """Back the instance up into `target`: a file to be made, or a folder where it gets a dated name.

    The file is there whole, or not at all. `keep`: how many dated files stay in the folder. Raises
    BackupRefused, CopyFailed.
    """
    if database_is_empty():
        raise BackupRefused(Text("There is no instance to back up. Run “fairway setup”."))
    target = target.resolve()
    file = target / _NAME.format(at=timezone.now()) if target.is_dir() else target
    compression = _compression(file)
    if file.is_relative_to(_home()):
        raise BackupRefused(
            Text("A backup is no part of what it backs up: name a file outside FAIRWAY_HOME.")
        )
    if file.exists():
        raise BackupRefused(Text("{file} exists already. Name another file.", {"file": str(file)}))
    with _area(file.parent) as area:
        manifest, gone = _write(area, compression, progress)
        os.link(area / "archive", file)  # unlike a rename, never onto a file that appeared meanwhile
        sync_to_disk(file.parent)
    _note(file)
    return Backup(file, manifest, gone, _prune(file.parent, keep) if target.is_dir() and keep else ())


def backup_verify(*, file: Path, progress: Progress) -> Manifest:
    """Compare every member with its checksum. Raises ArchiveDamaged, BackupRefused."""
    _check_file(file)
    return archive_read(file, progress=progress)


def backup_restore(*, file: Path, progress: Progress) -> Manifest:
    """Make the instance of a backup in FAIRWAY_HOME and the database, which must both be empty.

    Everything is checked before anything is put in place. Raises ArchiveDamaged, BackupRefused,
    CopyFailed.
    """
    _check_file(file)
    _check_empty()
    _home().mkdir(parents=True, exist_ok=True)
    area = Path(mkdtemp(prefix=".restore-", dir=_home()))
    try:
        manifest = archive_read(file, into=area, progress=progress)
        _check_suits(manifest)
        database_check(area / DATABASE, manifest.database)
        _put(area, _database_putter(manifest, progress))
    finally:
        shutil.rmtree(area, ignore_errors=True)
    return manifest


def last_backup() -> dict[str, Any] | None:
    """When this instance was last backed up, and into which file."""
    try:
        noted: dict[str, Any] = json.loads(_noted().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return noted | {"at": datetime.fromisoformat(noted["at"])}


def _home() -> Path:
    return Path(settings.FAIRWAY_HOME)


def _noted() -> Path:
    return _home() / "run" / "last-backup.json"


def _note(file: Path) -> None:
    _noted().parent.mkdir(parents=True, exist_ok=True)
    plain = {"at": timezone.now().isoformat(), "file": str(file), "bytes": file.stat().st_size}
    beside = _noted().with_suffix(".new")
    beside.write_text(json.dumps(plain), encoding="utf-8")
    beside.replace(_noted())


def _compression(file: Path) -> str:
    for suffix, compression in SUFFIXES.items():
        if file.name.endswith(suffix):
            return compression
    endings = ", ".join(SUFFIXES)
    raise BackupRefused(
        Text(
            "The name of a backup ends in one of {endings}: {file}.", {"endings": endings, "file": file.name}
        )
    )


@contextmanager
def _area(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the backup for what is on its way; what a killed backup left in it goes."""
    area = folder / ".fairway-backup"
    try:
        area.mkdir(mode=0o700, exist_ok=True)
        with (area / "lock").open("w") as lock, _stops_in_order():
            if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
                raise BackupRefused(
                    Text("Another backup is being written to {folder}.", {"folder": str(folder)})
                )
            for leftover in ("archive", DATABASE, f"{DATABASE}-journal"):
                (area / leftover).unlink(missing_ok=True)
            try:
                yield area
            finally:
                shutil.rmtree(area)
    except OSError as error:
        where = {"folder": str(folder), "reason": error.strerror or str(error)}
        raise BackupRefused(Text("The backup cannot be written to {folder}: {reason}.", where)) from error


@contextmanager
def _stops_in_order() -> Iterator[None]:
    """SIGTERM ends a backup like Ctrl+C does: nothing stays behind."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write(area: Path, compression: str, progress: Progress) -> tuple[Manifest, tuple[str, ...]]:
    """The database first and the files afterwards: they never change, so all that it names are there."""
    gone: list[str] = []
    with open(area / "archive", "xb", opener=_private) as stream:
        migrations = database_copy(area / DATABASE, progress)
        writer = Writer(stream, compression=compression)
        writer.add(DATABASE, area / DATABASE)
        for path, name in _files():
            progress(Text("Copying {name}.", {"name": name}))
            try:
                writer.add(f"{HOME}/{name}", path)
            except FileNotFoundError:
                gone.append(name)
        manifest = Manifest(
            fairway=version("fairway"),
            made_at=timezone.now().isoformat(),
            database=connection.vendor,
            migrations=migrations,
            members=writer.members,
        )
        writer.close(manifest, area)
        stream.flush()
        os.fsync(stream.fileno())
    return manifest, tuple(gone)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _files() -> Iterator[tuple[Path, str]]:
    """Every file of the instance with its name below FAIRWAY_HOME. Raises BackupRefused for a link."""
    of_the_database = database_files()
    for top in sorted(_home().iterdir()):
        if top.name in NOT_KEPT or top.name.startswith("."):
            continue
        for path, name in _below(top.resolve(), top.name):  # a folder here may be a link to another disk
            if path not in of_the_database:
                yield path, name


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    """The files in a folder, without hidden ones: those are locks, or on their way."""
    if not path.is_dir():
        yield path, name
        return
    try:
        children = sorted(path.iterdir())
    except FileNotFoundError:  # a load took it back meanwhile
        return
    for child in children:
        if child.is_symlink():
            where = {"path": str(child)}
            raise BackupRefused(
                Text("{path} is a link; a backup holds files. Replace it by what it leads to.", where)
            )
        if not child.name.startswith("."):
            yield from _below(child, f"{name}/{child.name}")


def _prune(folder: Path, keep: int) -> tuple[str, ...]:
    """Delete all but the newest `keep` backups with dated names."""
    old = sorted(folder.glob(_PATTERN))[:-keep]
    for file in old:
        file.unlink()
    return tuple(file.name for file in old)


def _check_file(file: Path) -> None:
    if not file.is_file():
        raise BackupRefused(Text("There is no file {file}.", {"file": str(file)}))


def _check_empty() -> None:
    """The secret key is made with the first command, so it may be there; nothing else of an instance may."""
    names = {path.name for path in _home().glob("[!.]*")} - {*NOT_KEPT, SECRET}
    names -= {path.name for path in database_files() if database_is_empty()}
    if names or not database_is_empty():
        raise BackupRefused(
            Text(
                "There is an instance here already: {what}. Restore into an empty FAIRWAY_HOME and an empty "
                "database; move what is there away first.",
                {"what": ", ".join(sorted(names)) or "its database has tables"},
            )
        )


def _check_suits(manifest: Manifest) -> None:
    """Raise BackupRefused when this version cannot read what the backup holds."""
    if (manifest.database, connection.vendor) == ("postgresql", "sqlite"):
        kinds = {"backup": manifest.database, "here": connection.vendor}
        raise BackupRefused(
            Text("The backup is of a {backup} database, and DATABASE_URL names a {here} one.", kinds)
        )
    unknown = set(manifest.migrations) - MigrationLoader(None).disk_migrations.keys()
    if unknown or _numbers(manifest.fairway) > _numbers(version("fairway")):
        versions: dict[str, Param] = {
            "theirs": manifest.fairway,
            "own": version("fairway"),
            "count": len(unknown),
        }
        raise BackupRefused(
            Text(
                "The backup was made by Fairway {theirs}, which is newer than this one ({own}): its database "
                "has {count} changes that this one does not know. Install that version first.",
                versions,
            )
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version)]


def _database_putter(manifest: Manifest, progress: Progress) -> Callable[[Path], None]:
    if manifest.database == connection.vendor:
        return database_put
    return lambda copy: records_move(copy, progress)


def _put(area: Path, put_database: Callable[[Path], None]) -> None:
    """Move everything into place, the database last; when that fails, what was moved goes."""
    moved: list[Path] = []
    home = area / HOME
    entries = sorted(home.iterdir(), key=lambda path: path.name == SECRET) if home.is_dir() else []
    try:
        for entry in entries:
            if entry.name != SECRET:
                moved.append(entry.rename(_home() / entry.name))
        put_database(area / DATABASE)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    if (home / SECRET).exists():
        (home / SECRET).replace(_home() / SECRET)
    sync_to_disk(_home())
