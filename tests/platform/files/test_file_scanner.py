"""The operator's scanner: a real program, run on real files."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from file_samples import EICAR
from tests.people import People

from fairway.platform.audit.models import Event
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.models import Scan, StoredFile
from fairway.platform.files.services import file_rescan, file_store

PROGRAM = """
import pathlib, sys
content = pathlib.Path(sys.argv[-1]).read_bytes()
sys.exit(1 if b"EICAR-STANDARD-ANTIVIRUS" in content else 0)
"""


@pytest.fixture
def scanner(tmp_path: Path, settings) -> Path:
    """A small scanner, at a path with a space in it."""
    program = tmp_path / "my scanner.py"
    program.write_text(PROGRAM)
    settings.VIRUS_SCANNER = f"{sys.executable} '{program}' --no-summary"
    return program


def add(people: People, content: bytes) -> StoredFile:
    return file_store(
        actor=people.actor(people.owner), organisation=people.firm, name="a.txt", stream=io.BytesIO(content)
    )


def left(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_clean_file_is_marked_clean(people: People, scanner: Path) -> None:
    assert add(people, b"words").scan == Scan.CLEAN


def test_an_infected_file_is_refused_and_nothing_is_kept(
    people: People, scanner: Path, files_root: Path
) -> None:
    with pytest.raises(FileRefused, match="infected") as refused:
        add(people, EICAR)
    assert refused.value.why is Why.INFECTED
    assert left(files_root) == []
    assert not StoredFile.objects.exists()
    assert Event.objects.get().after == {"refusal": "infected"}


@pytest.mark.parametrize(
    "command",
    [
        "/does/not/exist",
        f"{sys.executable} -c 'import sys; sys.exit(2)'",
        f"{sys.executable} -c 'import os; os.kill(os.getpid(), 9)'",
        f"{sys.executable} -c 'import time; time.sleep(60)'",
        "unclosed 'quote",
        "   ",
    ],
    ids=["missing", "fails", "dies", "hangs", "unreadable", "blank"],
)
def test_a_scanner_that_gives_no_answer_lets_nothing_in(
    people: People, files_root: Path, settings, monkeypatch, command: str
) -> None:
    settings.VIRUS_SCANNER = command
    monkeypatch.setattr("fairway.platform.files.scanner.SECONDS", 0.5)
    with pytest.raises(FileRefused, match="Try again"):
        add(people, b"words")
    assert left(files_root) == []
    assert not StoredFile.objects.exists()


def test_no_shell_reads_the_command(people: People, tmp_path: Path, settings) -> None:
    settings.VIRUS_SCANNER = f"{sys.executable} -c pass ; touch {tmp_path}/owned"
    add(people, b"words")
    assert not (tmp_path / "owned").exists()


def test_files_from_before_the_scanner_are_scanned_later(
    people: People, tmp_path: Path, settings, request: pytest.FixtureRequest
) -> None:
    harmful, harmless = add(people, EICAR), add(people, b"words")
    assert file_rescan(file=harmful) is Scan.NOT_SCANNED
    request.getfixturevalue("scanner")
    assert file_rescan(file=harmful) is Scan.INFECTED
    assert file_rescan(file=harmless) is Scan.CLEAN
    harmful.refresh_from_db()
    assert harmful.scan == Scan.INFECTED
    assert Event.objects.filter(verb="file.infected").count() == 1
