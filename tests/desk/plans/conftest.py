"""A tariff that changes under the plans of the tests, in an instance of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from tests.desk.helpdesk.helpdesk_questions import load_tariff

from fairway.data.idb.models import Release

Publish = Callable[..., Release]


@pytest.fixture
def publish(settings, tmp_path: Path, db: None) -> Publish:
    """Publish an invented tariff of Antarctica with the rate for mangoes; no other law is loaded."""
    Release.objects.all().delete()
    settings.FAIRWAY_HOME = tmp_path / "home"
    numbers = count()

    def publish(rate: str, *, start: str = "2025-01-01", code: str = "08045000", **about: str) -> Release:
        folder = tmp_path / f"tariff-{next(numbers)}"
        facts = {"published": "2026-06-01"} | about
        return load_tariff(folder, [(code, "Mangoes", rate)], start=start, **facts)

    return publish
