"""The worker beside a demonstration: a dead one is followed by another, a stopped one is not."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairway.config import worker_beside as beside

# Writes down that it lives, and then does what it is told.
LIVES = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "SECONDS_BEFORE_THE_NEXT", 0.05)


def worker(note: Path, then: str) -> tuple[str, ...]:
    return (sys.executable, "-c", LIVES + then, str(note))


def lives(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().splitlines()] if note.exists() else []


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_that_is_killed_is_followed_by_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    note = tmp_path / "lives"
    with beside.worker_beside(worker(note, "time.sleep(600)")):
        wait_until(lambda: len(lives(note)) == 1)
        os.kill(lives(note)[0], signal.SIGKILL)
        wait_until(lambda: len(lives(note)) == 2)
    assert [record.getMessage() for record in caplog.records] == ["The worker died (-9). It is begun anew."]
    wait_until(lambda: is_gone(lives(note)[1]))
    assert len(lives(note)) == 2


def test_a_worker_that_cannot_live_is_given_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    note = tmp_path / "lives"
    with beside.worker_beside(worker(note, "sys.exit(1)")):
        wait_until(lambda: any(record.levelno == logging.ERROR for record in caplog.records))
    assert len(lives(note)) == beside.MOST_DEATHS
    assert "not begun again" in caplog.text


def test_a_worker_that_stops_in_order_stays_stopped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    note = tmp_path / "lives"
    with beside.worker_beside(worker(note, "sys.exit(0)")):
        wait_until(lambda: len(lives(note)) == 1)
        time.sleep(0.3)
    assert len(lives(note)) == 1
    assert caplog.records == []
