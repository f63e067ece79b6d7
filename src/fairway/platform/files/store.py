"""Contents on disk, outside the web root: FAIRWAY_HOME/files/ab/cd/<sha256>.

A place is made of a digest alone; no word of a visitor is ever part of a path.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 16
_LEFTOVER_SECONDS = 24 * 3600


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Content:
    path: Path
    sha256: str
    size: int


class TooLong(Exception):
    """The stream holds more than the limit."""


def files_root() -> Path:
    return Path(settings.FAIRWAY_HOME) / "files"


def blob_path(digest: str) -> Path:
    """Where the content lies, or would lie. Raises ValueError for what is not a SHA-256 digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("That is not a SHA-256 digest in hexadecimal.")
    return files_root() / digest[:2] / digest[2:4] / digest


@contextmanager
def incoming() -> Iterator[Path]:
    """A folder on the same disk that nobody reads. It goes with what is left in it."""
    area = files_root() / ".incoming"
    area.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=area, prefix="") as folder:
        yield Path(folder)


def receive(stream: Readable, target: Path, *, limit: int) -> Content:
    """Write the stream to `target`. Raises TooLong at the first byte beyond `limit`."""
    digest, size = sha256(), 0
    with target.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLong
            digest.update(chunk)
            out.write(chunk)
    return Content(target, digest.hexdigest(), size)


def finished(path: Path) -> Content:
    """A file that was written to the side, now safe on disk."""
    path.chmod(0o400)
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = file_digest(file, "sha256").hexdigest()
    return Content(path, digest, path.stat().st_size)


def keep(content: Content) -> None:
    """Move a finished content to its place in one step; the same content is there once."""
    place = blob_path(content.sha256)
    if place.exists():
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content.path.rename(place)
    for folder in (place.parent, place.parent.parent, files_root()):
        _sync(folder)


def remove(digest: str) -> None:
    blob_path(digest).unlink(missing_ok=True)


def digest_on_disk(digest: str) -> str | None:
    """The digest of what lies at the place of `digest`; None when nothing does."""
    try:
        with blob_path(digest).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def digests_on_disk() -> Iterator[str]:
    """The names of all contents, whether a record owns them or not."""
    for path in sorted(files_root().glob("??/??/*")):
        if _DIGEST.fullmatch(path.name):
            yield path.name


def leftovers_clear() -> int:
    """Remove what killed uploads left a day ago or earlier; how many there were."""
    oldest, removed = time.time() - _LEFTOVER_SECONDS, 0
    for folder in (files_root() / ".incoming").glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def opened(digest: str) -> IO[bytes]:
    return blob_path(digest).open("rb")


def _sync(folder: Path) -> None:
    """Make a new name in the folder outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
