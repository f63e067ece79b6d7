"""A backup as one tar file: its members, and a manifest at its end with the checksum of each."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from fairway.kernel.text import Text, UserError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"  # the member that holds the copy of the database
HOME = "home"  # the folder of the members that come from FAIRWAY_HOME
_LARGEST_MANIFEST = 200_000_000
_CHUNK = 1 << 20
Progress = Callable[[Text], None]


class ArchiveDamaged(UserError):
    """The file is no backup, or not all of one, or not the one that was written."""


@dataclass(frozen=True, slots=True)
class Member:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive holds and where it comes from. `migrations` are those of the database's copy."""

    fairway: str  # the version that wrote it
    made_at: str
    database: str  # "sqlite" or "postgresql"
    migrations: tuple[tuple[str, str], ...]
    members: Mapping[str, Member]

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members.values())

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Raises ValueError, KeyError or TypeError when the text is no manifest of this format."""
        plain = json.loads(text)
        if plain["format"] != FORMAT:
            raise ValueError(f"format {plain['format']}")
        return cls(
            fairway=str(plain["fairway"]),
            made_at=str(plain["made_at"]),
            database=str(plain["database"]),
            migrations=tuple((str(app), str(name)) for app, name in plain["migrations"]),
            members={
                str(name): Member(str(facts["sha256"]), int(facts["size"]))
                for name, facts in plain["members"].items()
            },
        )


class Writer:
    """Writes an archive; `suffix` names its compression as tarfile does: "", "gz", "zst" …"""

    def __init__(self, target: IO[bytes], *, compression: str) -> None:
        self._tar = tarfile.open(fileobj=target, mode=cast("Any", f"w:{compression}"))  # noqa: SIM115
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path) -> None:
        """Copy one file. Raises FileNotFoundError when it is gone, OSError when it shrinks meanwhile."""
        with path.open("rb") as source:
            info = self._tar.gettarinfo(arcname=name, fileobj=source)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            hashed = _Hashed(source)
            self._tar.addfile(info, cast("IO[bytes]", hashed))
        self.members[name] = Member(hashed.sha256, info.size)

    def close(self, manifest: Manifest, folder: Path) -> None:
        """Write the manifest and end the archive; `folder` is a place for files on their way."""
        written = folder / MANIFEST
        written.write_text(manifest.to_json(), encoding="utf-8")
        self._tar.add(written, MANIFEST)
        self._tar.close()


def archive_read(path: Path, *, into: Path | None = None, progress: Progress = lambda _: None) -> Manifest:
    """The manifest, after comparing every member with its checksum.

    With `into` (an empty folder) the members are also written there. Raises ArchiveDamaged.
    """
    found: dict[str, Member] = {}
    manifest = None
    try:
        with tarfile.open(path, "r:*") as tar:
            for info in _regular(tar, path):
                if manifest or info.name in found:
                    raise _damaged(path, Text("{name} does not belong.", {"name": info.name}))
                if info.name == MANIFEST:
                    manifest = _manifest(tar, info)
                    continue
                progress(Text("Checking {name}.", {"name": info.name}))
                found[info.name] = _copied(tar, info, into / info.name if into else None)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, UserError):
            raise
        raise _damaged(path, Text("It is cut short or no backup.")) from error
    if manifest is None:
        raise _damaged(path, Text("It has no manifest: it is cut short or no backup."))
    _compare(path, manifest, found)
    return manifest


def _regular(tar: tarfile.TarFile, path: Path) -> Iterator[tarfile.TarInfo]:
    """The members, which may only be files with plain relative names."""
    for info in tar:
        name = PurePosixPath(info.name)
        is_plain = str(name) == info.name and not name.is_absolute() and ".." not in name.parts
        is_known = info.name in (MANIFEST, DATABASE) or (name.parts[:1] == (HOME,) and len(name.parts) > 1)
        if not (info.isreg() and is_plain and is_known) or {"\\", "\0"} & set(info.name):
            raise _damaged(path, Text("{name} does not belong.", {"name": info.name}))
        yield info


def _manifest(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Manifest:
    if info.size > _LARGEST_MANIFEST:
        raise ValueError("manifest")
    stream = tar.extractfile(info)
    assert stream is not None
    return Manifest.from_json(stream.read().decode("utf-8"))


def _copied(tar: tarfile.TarFile, info: tarfile.TarInfo, target: Path | None) -> Member:
    """Read one member through, into `target` if given, with its mode and its time."""
    stream = tar.extractfile(info)
    assert stream is not None
    hashed = _Hashed(stream)
    if target is None:
        size = sum(len(chunk) for chunk in iter(lambda: hashed.read(_CHUNK), b""))
        return Member(hashed.sha256, size)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as copy:
        size = sum(copy.write(chunk) for chunk in iter(lambda: hashed.read(_CHUNK), b""))
        copy.flush()
        os.fsync(copy.fileno())
    target.chmod(info.mode & 0o700)
    os.utime(target, (info.mtime, info.mtime))
    return Member(hashed.sha256, size)


def _compare(path: Path, manifest: Manifest, found: Mapping[str, Member]) -> None:
    if strays := manifest.members.keys() ^ found.keys():
        names = ", ".join(sorted(strays)[:5])
        raise _damaged(path, Text("These members are missing or do not belong: {names}.", {"names": names}))
    for name, member in manifest.members.items():
        if member != found[name]:
            raise _damaged(path, Text("The checksum of {name} differs.", {"name": name}))
    if DATABASE not in found:
        raise _damaged(path, Text("It holds no database."))


def _damaged(path: Path, why: Text) -> ArchiveDamaged:
    return ArchiveDamaged(Text("{file} is damaged. {why}", {"file": path.name, "why": why}))


class _Hashed:
    """A stream that hashes what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._digest.update(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
