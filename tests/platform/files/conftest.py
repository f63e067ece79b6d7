"""A store of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    return tmp_path / "files"
