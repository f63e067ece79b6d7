"""Where releases live under FAIRWAY_HOME, and how a finished folder gets there in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files import locks

from fairway.data.idb.folder import sync_to_disk
from fairway.kernel.text import Text


def releases_root() -> Path:
    return Path(settings.FAIRWAY_HOME) / "releases"


@contextmanager
def staging(on_step: Callable[[Text], None]) -> Iterator[Path]:
    """A folder name to write into that nobody reads; one process at a time is inside.

    The lock ends with the process, however it dies, so whatever lies in the staging area when it
    is taken was left by a process that was killed, and goes.
    """
    area = releases_root() / ".staging"
    area.mkdir(parents=True, exist_ok=True)
    with (releases_root() / ".lock").open("w") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            on_step(Text("Another load is publishing; waiting for it."))
            locks.lock(lock, locks.LOCK_EX)
        _clear(area)
        try:
            yield area / uuid4().hex
        finally:
            _clear(area)
            locks.unlock(lock)


def move_into_place(staged: Path, folder: str) -> None:
    """Rename the staged release to `folder`, its final place below FAIRWAY_HOME."""
    target = Path(settings.FAIRWAY_HOME) / folder
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.rename(target)
    sync_to_disk(target.parent, target.parent.parent, releases_root())


def _clear(area: Path) -> None:
    for leftover in area.iterdir():
        shutil.rmtree(leftover)
