"""`kill -9` at any instant of an upload leaves no record, or a whole file; and the next upload works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def driven(tmp_path_factory) -> dict:
    driver = Path(__file__).with_name("file_kill_driver.py")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "FAIRWAY_HOME": str(tmp_path_factory.mktemp("kill") / "home"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, driver], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_killed_upload_is_not_there_and_the_next_one_is_whole(driven):
    named = [trial for trial in driven["trials"] if trial["point"] != "random"]
    for trial in named:
        assert (trial["killed"], trial["records"]) == (True, 0), trial["point"]
    for trial in driven["trials"]:
        assert (trial["damaged"], trial["whole"], trial["left"]) == ([], True, []), trial["point"]


def test_random_instants_leave_all_or_nothing(driven):
    random = [trial for trial in driven["trials"] if trial["point"] == "random"]
    assert all(trial["records"] in (0, 1) for trial in random)
    assert sum(trial["killed"] for trial in random) >= 3


def test_the_same_content_at_the_same_moment_is_kept_once(driven):
    assert driven["together"] == {"exit_codes": [0] * 6, "files": 6, "contents": 1, "faults": []}
