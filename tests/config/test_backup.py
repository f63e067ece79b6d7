"""A whole instance backed up while it is written to, and restored elsewhere."""

from __future__ import annotations

import io
import json
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.config.instances import SECONDS, TESTS, Instance

Make = Callable[[str], Instance]
ROWS = """
import json
from django.apps import apps
from django.core import serializers
models = [m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy and m._meta.managed]
rows = {}
for model in models:
    plain = json.loads(serializers.serialize("json", model._base_manager.order_by("pk")))
    rows[model._meta.label] = {str(row["pk"]): row["fields"] for row in plain}
print(json.dumps(rows))
"""
# What the writer writes: compared by its own promises instead.
WRITTEN = ("accounts.Organisation", "operations.JobRun", "files.Blob", "idb.Release")


def rows(instance: Instance) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(instance.python(ROWS))
    return found


def files(home: Path) -> dict[str, str]:
    """The checksum of each file that belongs to the instance."""
    kept = [path for part in ("releases", "files") for path in (home / part).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in [*kept, home / "secret-key"]
        if not any(part.startswith(".") for part in path.relative_to(home).parts)
    }


@contextmanager
def writer(instance: Instance) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(TESTS / "config" / "backup_writer.py")]
    process = subprocess.Popen(command, env=instance.environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("1 "), "the writer did not begin"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_backup_made_under_writing_is_of_one_moment_and_restores_bit_for_bit(
    instance: Instance,
    instances: Make,
    tmp_path: Path,
) -> None:
    file = tmp_path / "backup.tar"
    with writer(instance) as process:
        time.sleep(1)
        made = instance.json("backup", str(file))
        assert process.poll() is None, "the writer failed during the backup"
        time.sleep(0.5)
    other = instances("other")
    restored = other.json("restore", str(file))
    assert restored["problems"] == []
    assert restored["members"] == made["members"]
    before, after = rows(instance), rows(other)

    last = int(after["operations.JobRun"]["writer"]["problem"])
    assert 0 < last < int(before["operations.JobRun"]["writer"]["problem"]), "nothing was written meanwhile"
    firms = [row["name"] for row in after["accounts.Organisation"].values()]
    assert sorted(firms) == [f"{number:09}" for number in range(1, last + 1)]
    assert len(after["files.Blob"]) == last
    for name in ("accounts.Organisation", "files.Blob"):
        assert after[name].items() <= before[name].items()
    same = before.keys() - set(WRITTEN)
    assert {name: after[name] for name in same} == {name: before[name] for name in same}

    assert_files_are_whole(instance, other, after)


def assert_files_are_whole(instance: Instance, other: Instance, after: dict[str, dict[str, Any]]) -> None:
    """Every file is the original's, and each that the restored records name is there."""
    copied = files(other.home)
    assert copied.items() <= files(instance.home).items()
    for digest in after["files.Blob"]:
        assert copied[f"files/{digest[:2]}/{digest[2:4]}/{digest}"] == digest
    for release in after["idb.Release"].values():
        assert copied[f"{release['folder']}/manifest.json"] == release["manifest_sha256"]
    assert other.json("data", "verify")["releases"]


def test_a_backup_is_private_and_says_what_it_holds(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    made = instance.json("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == [file, instance.home]
    verified = instance.json("backup", "verify", str(file))
    assert {name: verified[name] for name in ("members", "made_at", "database")} == {
        name: made[name] for name in ("members", "made_at", "database")
    }
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert names[0] == "database"
    assert "home/secret-key" in names
    assert not [
        name for name in names if name.startswith(("home/static", "home/run", "home/fairway.sqlite3"))
    ]


def test_a_folder_gets_dated_backups_and_keeps_the_newest(instance: Instance, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "notes.txt").write_text("not a backup")
    (folder / "fairway-20200101T000000Z.tar").write_bytes(b"old")
    made = instance.json("backup", str(folder), "--keep", "1")
    assert made["pruned"] == ["fairway-20200101T000000Z.tar"]
    assert sorted(folder.iterdir()) == sorted([Path(made["file"]), folder / "notes.txt"])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("backup.zip", "ends in one of .tar, .tar.gz"),
        ("home/backup.tar", "outside FAIRWAY_HOME"),
        ("there.tar", "exists already"),
        ("missing/backup.tar", "No such file or directory"),
    ],
)
def test_a_place_where_no_backup_can_be_is_refused(
    instance: Instance, tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / "there.tar").write_bytes(b"mine")
    done = instance.run("backup", str(tmp_path / name))
    assert done.returncode == 2
    assert says in done.stderr
    assert sorted(tmp_path.iterdir()) == [instance.home, tmp_path / "there.tar"]
    assert (tmp_path / "there.tar").read_bytes() == b"mine"


def test_an_instance_that_is_not_there_is_not_backed_up(instances: Make, tmp_path: Path) -> None:
    done = instances("empty").run("backup", str(tmp_path / "backup.tar"))
    assert done.returncode == 2
    assert "Run “fairway setup”." in done.stderr


def test_a_link_in_the_files_is_refused(instance: Instance, tmp_path: Path) -> None:
    (instance.home / "releases" / "elsewhere").symlink_to(tmp_path)
    done = instance.run("backup", str(tmp_path / "backup.tar"))
    assert done.returncode == 2
    assert "elsewhere is a link" in done.stderr
    assert sorted(tmp_path.iterdir()) == [instance.home]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_killed_backup_leaves_no_half_file(instance: Instance, tmp_path: Path, how: signal.Signals) -> None:
    big = instance.home / "files" / "big"
    big.parent.mkdir(exist_ok=True)
    with big.open("wb") as stream:
        stream.truncate(1_500_000_000)  # reading it takes a while
    folder = tmp_path / "backups"
    folder.mkdir()
    process = instance.start("backup", str(folder / "backup.tar"), stderr=subprocess.DEVNULL)
    while not (folder / ".fairway-backup" / "archive").exists():
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(how)
    assert process.wait(SECONDS) != 0
    assert [path.name for path in folder.iterdir()] == [".fairway-backup"] * (how is signal.SIGKILL)
    big.unlink()
    instance.json("backup", str(folder / "backup.tar"))
    assert [path.name for path in folder.iterdir()] == ["backup.tar"]


def test_a_second_backup_into_the_folder_is_refused(instance: Instance, tmp_path: Path) -> None:
    area = tmp_path / ".fairway-backup"
    area.mkdir()
    import fcntl

    with (area / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = instance.run("backup", str(tmp_path / "backup.tar"))
    assert done.returncode == 2
    assert "Another backup is being written" in done.stderr


def test_an_instance_that_is_there_is_never_overwritten(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    instance.json("backup", str(file))
    before = rows(instance), files(instance.home)
    done = instance.run("restore", str(file))
    assert done.returncode == 2
    assert "There is an instance here already" in done.stderr
    assert (rows(instance), files(instance.home)) == before


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with other members."""
    with tarfile.open(file) as archive:
        members = {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]
    change(members)
    target = file.with_name("changed.tar")
    with tarfile.open(target, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target


def newer(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append(["accounts", "9999_from_the_future"])
    members["manifest.json"] = json.dumps(manifest).encode()


def of_a_later_version(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b'"fairway": "', b'"fairway": "9')


def of_another_kind(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["database"] = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["database"]]
    members["manifest.json"] = json.dumps(manifest).encode()


def with_a_broken_database(members: dict[str, bytes]) -> None:
    members["database"] = members["database"][:100] + b"\xff" * 5000
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["database"] = {
        "sha256": sha256(members["database"]).hexdigest(), "size": len(members["database"]),
    }  # fmt: skip
    members["manifest.json"] = json.dumps(manifest).encode()


def damaged(members: dict[str, bytes]) -> None:
    members["home/secret-key"] = members["home/secret-key"][::-1]


def escaping(members: dict[str, bytes]) -> None:
    manifest = members.pop("manifest.json")
    members["home/../../escaped"] = b"x"
    members["manifest.json"] = manifest


def cut_short(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


REFUSED = [
    (newer, 2, "newer than this one"),
    (of_a_later_version, 2, "newer than this one"),
    (of_another_kind, None, ""),
    (with_a_broken_database, None, ""),
    (damaged, 4, "The checksum of home/secret-key differs."),
    (escaping, 4, "home/../../escaped does not belong."),
    (cut_short, 4, "cut short"),
]


def test_what_does_not_fit_is_refused_and_changes_nothing(
    instance: Instance,
    instances: Make,
    tmp_path: Path,
) -> None:
    good = tmp_path / "good.tar"
    instance.json("backup", str(good))
    other = instances("other")
    other.home.mkdir()
    (other.home / "secret-key").write_text("k" * 50)
    for change, code, says in REFUSED:
        done = other.run("restore", str(changed(good, change)))
        assert done.returncode == code if code else done.returncode in (1, 2, 4), (change, done.stderr)
        assert says in done.stderr
        assert "Traceback" not in done.stderr
        assert [path.name for path in other.home.iterdir()] == ["secret-key"]
        assert (other.home / "secret-key").read_text() == "k" * 50
    assert not (tmp_path / "escaped").exists()
    assert other.json("restore", str(good))["problems"] == []  # nothing of the refused ones is in the way


def test_a_backup_of_an_earlier_version_is_upgraded(
    instance: Instance,
    instances: Make,
    tmp_path: Path,
) -> None:
    assert instance.run("manage", "migrate", "operations", "zero").returncode == 0
    file = tmp_path / "backup.tar"
    instance.json("backup", str(file))
    other = instances("other")
    assert other.json("restore", str(file))["problems"] == []
    assert other.run("manage", "migrate", "--check").returncode == 0
    assert other.run("mail", "list", "--json").returncode == 0


def test_without_the_client_programs_the_backup_says_what_to_install(
    instance: Instance, tmp_path: Path
) -> None:
    if not instance.database_url:
        pytest.skip("SQLite needs no client programs.")
    without = Instance(instance.home, instance.database_url, {"FAIRWAY_POSTGRESQL_PROGRAMS": str(tmp_path)})
    done = without.run("backup", str(tmp_path / "backup.tar"))
    assert done.returncode == 1
    assert "pg_dump is missing" in done.stderr
    assert not (tmp_path / "backup.tar").exists()
    shutil.rmtree(instance.home)
