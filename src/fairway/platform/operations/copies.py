"""The database of records as one file, copied as of one moment while others write; and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

from fairway.kernel.text import Text, UserError
from fairway.platform.operations.archive import ArchiveDamaged, Progress

Migrations = tuple[tuple[str, str], ...]
_PAGES_A_STEP = 4_000
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


class CopyFailed(UserError):
    """The database could not be copied or put back; it is as it was."""


def database_copy(target: Path, progress: Progress) -> Migrations:
    """Copy the database into the file `target`; returns the migrations that the copy holds.

    Writers never wait for it. Raises CopyFailed.
    """
    return _copy_postgresql(target, progress) if _is_postgresql() else _copy_sqlite(target, progress)


def database_put(copy: Path) -> None:
    """Make `copy` the database, which must be empty: all of it, or nothing. Raises CopyFailed."""
    if _is_postgresql():
        _pg(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            str(copy),
        )
        return
    connection.close()
    target = _sqlite_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (f"{target}-wal", f"{target}-shm"):  # of the empty file that is replaced
        Path(leftover).unlink(missing_ok=True)
    beside = target.with_name(f".{target.name}.restoring")  # the copy may lie on another disk
    shutil.move(copy, beside)
    beside.replace(target)


def database_check(copy: Path, kind: str) -> None:
    """Raise ArchiveDamaged or CopyFailed when the copy cannot be a database of that kind."""
    if kind == "postgresql":
        _pg("pg_restore", "--list", str(copy), connected=False)
        return
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise ArchiveDamaged(Text("The database in the backup is damaged: {reason}.", {"reason": found}))


def database_is_empty() -> bool:
    if not _is_postgresql() and not _sqlite_file().exists():
        return True  # looking into it would make it
    return not connection.introspection.table_names()


def database_files() -> set[Path]:
    """The files that SQLite writes; none on PostgreSQL. What lies in them is copied as a database."""
    if _is_postgresql():
        return set()
    return {Path(f"{_sqlite_file().resolve()}{suffix}") for suffix in ("", "-wal", "-shm", "-journal")}


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_sqlite(target: Path, progress: Progress) -> Migrations:
    with (
        closing(sqlite3.connect(_sqlite_file(), isolation_level=None)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("BEGIN")
        # The first read takes the snapshot; without one, each write of others starts the copy anew.
        migrations = tuple(source.execute(_MIGRATIONS).fetchall())

        def step(_status: int, remaining: int, total: int) -> None:
            percent = 100 * (total - remaining) // total
            progress(Text("Copying the database: {percent} %.", {"percent": percent}))

        source.backup(copy, pages=_PAGES_A_STEP, progress=step)
    return migrations


def _copy_postgresql(target: Path, progress: Progress) -> Migrations:
    progress(Text("Copying the database."))
    with _snapshot() as snapshot:
        rows = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", "name")
        migrations = tuple((app, name) for app, name in rows)
        _pg("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    return migrations


@contextmanager
def _snapshot() -> Iterator[str]:
    """The name of a snapshot that other sessions can read, while this one reads it too."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def _pg(program: str, *arguments: str, connected: bool = True) -> None:
    """Run one of PostgreSQL's client programs on the database. Raises CopyFailed."""
    at, environment = _pg_address()
    command = [_pg_program(program), *([f"--dbname={at}"] if connected else []), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip() or f"exit code {done.returncode}"
        raise CopyFailed(Text("{program} failed: {said}", {"program": program, "said": said}))


def _pg_program(name: str) -> str:
    found = shutil.which(name, path=settings.POSTGRESQL_PROGRAMS or None)
    if found is None:
        raise CopyFailed(
            Text(
                "The program {name} is missing. Install PostgreSQL's client programs, or name their folder "
                "in FAIRWAY_POSTGRESQL_PROGRAMS.",
                {"name": name},
            )
        )
    return found


def _pg_address() -> tuple[str, dict[str, str]]:
    """How the programs reach the database. The password stays out of the list of processes."""
    named: dict[str, Any] = connection.settings_dict
    parts = {"dbname": named["NAME"], "user": named["USER"], "host": named["HOST"], "port": named["PORT"]}
    at = make_conninfo(**{name: value for name, value in parts.items() if value}, **named["OPTIONS"])
    password = {"PGPASSWORD": named["PASSWORD"]} if named["PASSWORD"] else {}
    return at, os.environ | password
