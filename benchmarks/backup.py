"""A large instance backed up while somebody writes without a pause, and restored bit for bit."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, timed

FAIRWAY = (sys.executable, "-c", "from fairway.config.cli import main; main()")
LONGEST_WAIT = 1.0  # seconds that one write may take while the backup runs
_FILE = 1_000_000
# A third of the size lies in the database, as letters that wait; the rest in uploaded files.
FILL = """
import json, os, secrets, sys
import django; django.setup()
from fairway.platform.files import store
from fairway.platform.files.models import Blob
from fairway.platform.operations.models import Letter
size, piece = int(sys.argv[1]), int(sys.argv[2])
for number in range(2 * size // 3 // piece):
    with store.incoming() as folder:
        (folder / "content").write_bytes(os.urandom(piece))
        content = store.finished(folder / "content")
        store.keep(content)
    Blob.objects.create(pk=content.sha256, size=content.size)
for start in range(0, size // 3, 20 * piece):
    rows = min(20 * piece, size // 3 - start) // 50_000
    Letter.objects.bulk_create(
        Letter(to=[], subject="x", content={"body": secrets.token_hex(25_000)}) for _ in range(rows)
    )
"""
# Prints the seconds of each write, until it is stopped.
WRITE = """
import time
import django; django.setup()
from fairway.platform.accounts.models import Organisation
from fairway.platform.operations.models import JobRun
number = 0
while True:
    number += 1
    start = time.perf_counter()
    Organisation.objects.create(kind="firm", name=f"{number:09}", economy="SN")
    print(time.perf_counter() - start, flush=True)
"""


def bench_backup(folder: Path, size: int) -> list[Result]:
    """`size` bytes of files and records."""
    home, file = folder / "large", folder / "large.tar"
    _run(home, *FAIRWAY, "setup")
    _run(home, sys.executable, "-c", FILL, str(size), str(min(_FILE, size // 30)))
    with _writer(home) as waits:
        quiet = max(_during(waits, lambda: time.sleep(2)))
        seconds = timed(lambda: waits.append(-1) or _run(home, *FAIRWAY, "backup", str(file)))
        busy = max(waits[waits.index(-1) + 1 :])
        written = len(waits)
    copied = timed(lambda: _run(home, "cp", str(file), str(folder / "copy.tar")))
    (folder / "copy.tar").unlink()
    restored = folder / "restored"
    again = timed(lambda: _run(restored, *FAIRWAY, "restore", str(file)))
    differing = _differing(home, restored, written)
    shown = f"{file.stat().st_size / 1e6:,.0f} MB"
    file.unlink()
    return [
        Result(
            f"backup of {shown} while writing", f"{seconds:.1f} s", f"copying the file: {copied:.1f} s",
            seconds / copied if copied else None, "–", True,
        ),
        Result(
            "longest write during that backup", f"{busy * 1000:.0f} ms", f"without it: {quiet * 1000:.0f} ms",
            busy / quiet, f"≤ {LONGEST_WAIT * 1000:.0f} ms", busy <= LONGEST_WAIT,
        ),
        Result(f"restore of {shown}, verified", f"{again:.1f} s", "–", None, "–", True),
        Result("files and rows that differ after it", f"{differing}", "–", None, "0", differing == 0),
    ]  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"FAIRWAY_HOME": str(home), "DATABASE_URL": ""}


def _run(home: Path, *command: str) -> str:
    done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[-3:]} failed: {done.stderr}")
    return done.stdout


@contextmanager
def _writer(home: Path) -> Iterator[list[float]]:
    """The seconds of each write, while they are made."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE], env=_environment(home), stdout=subprocess.PIPE, text=True
    )
    waits: list[float] = []
    assert process.stdout is not None
    lines = process.stdout
    reader = threading.Thread(target=lambda: waits.extend(float(line) for line in lines), daemon=True)
    reader.start()
    try:
        while not waits:
            time.sleep(0.05)
        yield waits
        if process.poll() is not None:
            raise RuntimeError("The writer failed.")
    finally:
        process.kill()
        process.wait()
        reader.join()


def _during(waits: list[float], call: Any) -> list[float]:
    before = len(waits)
    call()
    return waits[before:]


def _differing(home: Path, restored: Path, written: int) -> int:
    """Files that are not the same, rows that the original does not have, and writes that are missing between."""
    return _differing_files(home, restored) + _differing_rows(home, restored, written)


def _differing_files(home: Path, restored: Path) -> int:
    before, after = (_checksums(folder) for folder in (home, restored))
    return len(before.items() ^ after.items())


def _checksums(home: Path) -> dict[str, str]:
    found = {}
    for path in [home / "secret-key", *(home / "files").rglob("*"), *(home / "releases").rglob("*")]:
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(home).parts):
            with path.open("rb") as stream:
                found[str(path.relative_to(home))] = file_digest(stream, "sha256").hexdigest()
    return found


def _differing_rows(home: Path, restored: Path, written: int) -> int:
    with closing(sqlite3.connect(home / "fairway.sqlite3")) as database:
        database.execute("ATTACH ? AS copy", [str(restored / "fairway.sqlite3")])
        tables = [
            name for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]  # fmt: skip
        strangers = sum(
            database.execute(
                f'SELECT count(*) FROM (SELECT * FROM copy."{name}" EXCEPT SELECT * FROM main."{name}")'
            ).fetchone()[0]
            for name in tables
        )
        lost = sum(
            database.execute(
                f'SELECT (SELECT count(*) FROM main."{name}") - (SELECT count(*) FROM copy."{name}")'
            ).fetchone()[0]
            for name in tables
            if name != "accounts_organisation"
        )
        count, last = database.execute(
            "SELECT count(*), max(CAST(name AS INTEGER)) FROM copy.accounts_organisation"
        ).fetchone()
    missing = 0 if 0 < count == last <= written else 1
    return int(strangers + lost + missing)
