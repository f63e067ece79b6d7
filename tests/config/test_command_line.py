"""The `fairway` command as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fairway.config.cli import COMMANDS, fairway

FAIRWAY = (sys.executable, "-c", "from fairway.config.cli import main; main()")
PASSED_ON = ("manage",)  # its options are Django's


def run(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"FAIRWAY_HOME": str(home), "DATABASE_URL": ""} | variables
    return subprocess.run(
        [*FAIRWAY, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join([*above, name]), command


def test_help_lists_every_command_without_loading_any(tmp_path: Path) -> None:
    loaded = "import sys; from fairway.config.cli import fairway; fairway(standalone_mode=False); "
    loaded += "print([name for name in sys.modules if name.split('.')[0] in ('django', 'duckdb', 'pyarrow')])"
    result = subprocess.run(
        [sys.executable, "-c", loaded, "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    lines = result.stdout.splitlines()
    assert lines[-1] == "[]"
    listed = [line.split()[0] for line in lines if line.startswith("  ") and not line.strip().startswith("-")]
    assert set(COMMANDS) <= set(listed)


@pytest.mark.parametrize("name", [name for name, _command in commands(fairway)])
def test_every_command_has_help_and_json(name: str) -> None:
    command = dict(commands(fairway))[name]
    assert command.help
    flags = {flag for parameter in command.params for flag in parameter.opts}
    assert "--json" in flags or name in PASSED_ON


def test_a_command_that_does_not_exist_is_bad_input(tmp_path: Path) -> None:
    result = run(tmp_path, "quotte")
    assert result.returncode == 2
    assert "quotte" in result.stderr


@pytest.mark.parametrize(
    ("variable", "value"), [("FAIRWAY_DEBUG", "maybe"), ("FAIRWAY_HOMES", "/x"), ("DATABASE_URL", "odd://x")]
)
def test_a_bad_setting_is_one_line(tmp_path: Path, variable: str, value: str) -> None:
    result = run(tmp_path, "setup", **{variable: value})
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {variable} ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("data", "status"), ("serve", "--port", "8499")])
def test_an_instance_that_was_not_set_up_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(tmp_path, *command)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Run “fairway setup”." in result.stderr
    assert "Traceback" not in result.stderr


def test_setup_makes_an_instance_and_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = run(home, "setup", "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["published"]
    assert (home / "static" / "staticfiles.json").is_file()
    kept = (home / "secret-key").read_text()
    second = run(home, "setup", "--json")
    assert json.loads(second.stdout) == {"home": str(home), "published": []}
    assert (home / "secret-key").read_text() == kept
