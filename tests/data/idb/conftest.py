from __future__ import annotations

from pathlib import Path

import pytest
from idb_samples import NEW_ROWS, OLD_ROWS, write_source

from fairway.data.idb.models import Release


@pytest.fixture
def home(settings, tmp_path: Path, db) -> Path:
    """An instance of its own, without the starter pack."""
    Release.objects.all().delete()
    settings.FAIRWAY_HOME = tmp_path / "home"
    return settings.FAIRWAY_HOME


@pytest.fixture
def old_source(tmp_path: Path) -> Path:
    return write_source(tmp_path / "old.csv", OLD_ROWS)


@pytest.fixture
def new_source(tmp_path: Path) -> Path:
    return write_source(tmp_path / "new.csv", NEW_ROWS)
