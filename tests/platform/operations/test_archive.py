"""An archive is read whole or refused; nothing in it can lead outside."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fairway.platform.operations.archive import ArchiveDamaged, Manifest, Writer, archive_read

Change = Callable[[tarfile.TarFile], None]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write(tmp_path / "good.tar", tmp_path)


def write(target: Path, work: Path, compression: str = "") -> Path:
    source = work / "source"
    source.write_bytes(b"rows" * 10_000)
    with target.open("wb") as stream:
        writer = Writer(stream, compression=compression)
        writer.add("database", source)
        writer.add("home/releases/a b/é.parquet", source)
        manifest = Manifest("1.0", "2026-01-01T00:00:00+00:00", "sqlite", (("idb", "0001"),), writer.members)
        writer.close(manifest, work)
    return target


@pytest.mark.parametrize("compression", ["", "gz"])
def test_an_archive_reads_back_as_it_was_written(tmp_path: Path, compression: str) -> None:
    into = tmp_path / "into"
    into.mkdir()
    manifest = archive_read(write(tmp_path / "a.tar", tmp_path, compression), into=into)
    assert manifest.migrations == (("idb", "0001"),)
    assert manifest.size == 80_000
    assert (into / "home/releases/a b/é.parquet").read_bytes() == b"rows" * 10_000
    assert (into / "database").stat().st_mtime == pytest.approx((tmp_path / "source").stat().st_mtime)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.5, 0.6, 0.9, 0.95])
def test_a_truncated_archive_is_refused(archive: Path, share: float) -> None:
    content = archive.read_bytes().rstrip(b"\0")
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ArchiveDamaged):
        archive_read(archive)


@pytest.mark.parametrize("share", [0.002, 0.2, 0.45, 0.55, 0.8])
def test_a_changed_byte_is_noticed(archive: Path, share: float) -> None:
    content = bytearray(archive.read_bytes().rstrip(b"\0"))
    content[int(len(content) * share)] ^= 0x40
    archive.write_bytes(content)
    with pytest.raises(ArchiveDamaged):
        archive_read(archive)


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.tar"
    file.write_bytes(b"PK\x03\x04 not a tar at all" * 100)
    with pytest.raises(ArchiveDamaged, match=r"a\.tar is damaged"):
        archive_read(file)


def member(name: str, **facts: object) -> Change:
    def add(archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        for fact, value in facts.items():
            setattr(info, fact, value)
        content = b"x" if info.isreg() else b""
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))

    return add


@pytest.mark.parametrize(
    "change",
    [
        member("../escaped"),
        member("home/../../escaped"),
        member("/tmp/escaped"),
        member("home/./odd"),
        member("home//odd"),
        member("home\\..\\odd"),
        member("home"),
        member("elsewhere/file"),
        member("home/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("home/hard", type=tarfile.LNKTYPE, linkname="database"),
        member("home/device", type=tarfile.CHRTYPE),
        member("home/folder", type=tarfile.DIRTYPE),
        member("home/stranger"),
        member("database"),
        member("manifest.json"),
    ],
)
def test_a_member_that_does_not_belong_is_refused(archive: Path, tmp_path: Path, change: Change) -> None:
    with tarfile.open(archive) as source, tarfile.open(tmp_path / "bad.tar", "w") as target:
        for number, info in enumerate(source):
            if number == 1:
                change(target)
            target.addfile(info, source.extractfile(info))
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(ArchiveDamaged):
        archive_read(tmp_path / "bad.tar", into=into)
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("left_out", ["database", "home/releases/a b/é.parquet", "manifest.json"])
def test_a_missing_member_is_noticed(archive: Path, tmp_path: Path, left_out: str) -> None:
    with tarfile.open(archive) as source, tarfile.open(tmp_path / "bad.tar", "w") as target:
        for info in source:
            if info.name != left_out:
                target.addfile(info, source.extractfile(info))
    with pytest.raises(ArchiveDamaged):
        archive_read(tmp_path / "bad.tar")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "members": []}'])
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    with tarfile.open(tmp_path / "bad.tar", "w") as target:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(text)
        target.addfile(info, io.BytesIO(text.encode()))
    with pytest.raises(ArchiveDamaged):
        archive_read(tmp_path / "bad.tar")
