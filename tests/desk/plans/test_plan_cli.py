"""`fairway plans check`: its output for people and programs, and how it ends."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.desk.plans.plan_samples import ICE, saved

from fairway.desk.plans import checking
from fairway.desk.plans.cli import plans
from fairway.platform.terminal import ExitCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(people, publish) -> None:
    publish("10")
    saved(people, ICE)
    publish("12.5")


def run(*arguments: str):
    return CliRunner().invoke(plans, ["check", *arguments])


def test_it_says_what_it_found(changed):
    result = run()
    assert (result.exit_code, result.stdout) == (0, "Plans checked: 1 of 1. Changed: 1.\n")
    assert "1 plans looked at, 1 checked." in result.stderr


def test_json_is_only_json(changed):
    result = run("--json")
    assert json.loads(result.stdout) == {"seen": 1, "checked": 1, "changed": 1, "failed": 0}
    assert result.stderr == ""


def test_again_there_is_nothing_to_do(changed):
    run()
    assert json.loads(run("--json").stdout) == {"seen": 1, "checked": 0, "changed": 0, "failed": 0}


def test_a_plan_that_fails_is_told_by_the_exit_code(changed, monkeypatch):
    def broken(**_arguments: object) -> None:
        raise OSError("The disk is gone.")

    monkeypatch.setattr(checking, "plan_check", broken)
    result = run()
    assert result.exit_code == ExitCode.FAILED
    assert "Plans that failed: 1." in result.stdout
