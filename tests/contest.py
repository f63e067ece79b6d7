"""Several at once against one database, as two server processes would be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

Answer = TypeVar("Answer")


class Contest:
    """Runs what it is given in threads of its own. On SQLite they share a copy in a file: the database of
    the tests is in memory, where a second connection fails instead of waiting.
    """

    def __init__(self, file: Path) -> None:
        self._file = file if connection.vendor == "sqlite" else None
        if self._file:
            with sqlite3.connect(self._file) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
            copy.close()

    def at_once(self, *acts: Callable[[], object], expected: type[Exception]) -> list[object]:
        """What each returned, or the exception of the type that a loser is expected to get."""
        start = Barrier(len(acts))

        def attempt(act: Callable[[], object]) -> object:
            start.wait()
            try:
                return act()
            except expected as refusal:
                return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(self._connected, [lambda act=act: attempt(act) for act in acts]))

    def afterwards(self, read: Callable[[], Answer]) -> Answer:
        """What `read` finds in the database of the contest."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self._connected, read).result()

    def _connected(self, act: Callable[[], Answer]) -> Answer:
        if self._file:
            connection.settings_dict = connection.settings_dict | {"NAME": str(self._file)}
        try:
            return act()
        finally:
            connection.close()


@pytest.fixture
def contest(transactional_db: None, tmp_path: Path) -> Callable[[], Contest]:
    """Call it when the rows of the test are made."""
    return lambda: Contest(tmp_path / "contest.sqlite3")
