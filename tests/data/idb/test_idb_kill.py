"""`kill -9` at any instant of a load leaves the old release in place, or the new one whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def driven(tmp_path_factory) -> dict:
    work = tmp_path_factory.mktemp("kill")
    driver = Path(__file__).with_name("idb_kill_driver.py")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"FAIRWAY_HOME": str(work / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, driver, work], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def trials(driven) -> list[dict]:
    return driven["trials"]


def test_a_killed_load_publishes_all_or_nothing(trials):
    for trial in trials:
        before, after = trial["before"], trial["after"]
        if after["current"] == before["current"]:
            assert after["rates"] == before["rates"], trial["point"]
            assert trial["next"] == "published", trial["point"]
        else:
            assert after["rates"] != before["rates"], trial["point"]
            assert trial["next"] == "unchanged", trial["point"]


def test_before_the_commit_the_old_release_is_current(trials):
    named = [trial for trial in trials if not trial["point"].startswith("random")]
    assert all(trial["killed"] for trial in named)
    published = [t["point"] for t in named if t["after"]["current"] != t["before"]["current"]]
    assert published == ["after the commit"]


def test_no_release_is_damaged_and_the_next_load_clears_what_was_left(trials):
    assert [trial["point"] for trial in trials if trial["after"]["damaged"]] == []
    assert [trial["point"] for trial in trials if trial["leftovers"]] == []


def test_random_instants_hit_loads_under_way(trials):
    killed = [trial["killed"] for trial in trials if trial["point"].startswith("random")]
    assert sum(killed) >= 5


def test_loads_at_the_same_moment_are_published_one_after_the_other(driven):
    assert driven["together"] == {"exit_codes": [0, 0, 0, 0], "current": 1, "damaged": []}
