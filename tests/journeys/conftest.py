from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_tries_yet(db: None) -> None:
    """What is counted against attackers outlives a test that commits."""
    cache.clear()
