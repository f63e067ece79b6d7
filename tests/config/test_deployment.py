"""What the guides and deploy/ tell an operator to do can be done."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.config.instances import SECONDS, Instance

from fairway.config.cli import fairway
from fairway.config.environment import read_environment

ROOT = Path(__file__).parents[2]
DEPLOY, DOCS = ROOT / "deploy", ROOT / "docs"
GUIDES = ("operator-guide.md", "upgrade.md", "postgresql.md")
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_RUN_BLOCK = re.compile(r"<!-- This block is run by the tests\. -->\n```sh\n(.*?)```", re.DOTALL)


def commands(text: str) -> Iterator[list[str]]:
    """The `fairway …` commands in shell text, as lists of words."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        for at, word in enumerate(words):
            if word.endswith("/bin/fairway") or (at == 0 and word == "fairway"):
                yield words[at + 1 :]
                break


def check_command(words: list[str]) -> None:
    """Raise UsageError unless the command line has such a command and takes such arguments."""
    command: click.Command = fairway
    context = click.Context(fairway, info_name="fairway")
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
        context = click.Context(found, info_name=name, parent=context, **found.context_settings)
    command.make_parser(context).parse_args(args=list(words))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_exists(guide: str) -> None:
    found = [words for block in _BLOCK.findall((DOCS / guide).read_text()) for words in commands(block)]
    assert found
    for words in found:
        check_command(words)


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    for wrong in ("fairway bakcup x.tar", "fairway retention run --dryrun", "fairway mail rsend"):
        with pytest.raises(click.UsageError):
            check_command(next(commands(wrong)))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH where `fairway` is this one, as after an installation."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "fairway"
    script.write_text(f"#!{sys.executable}\nfrom fairway.config.cli import main\nmain()\n")
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def run_blocks(guide: str, instance: Instance, **variables: str) -> str:
    """Run the marked blocks of a guide one after the other, in one shell."""
    blocks = _RUN_BLOCK.findall((DOCS / guide).read_text())
    assert blocks
    done = subprocess.run(
        ["sh", "-euxc", "".join(blocks)], env=instance.environment | variables,
        capture_output=True, text=True, timeout=2 * SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_backup_of_the_operator_guide_can_be_made_and_restored(
    instance: Instance, tmp_path: Path, path: str
) -> None:
    if instance.database_url:
        pytest.skip("The same instance cannot be restored beside itself; test_backup restores elsewhere.")
    backups, new = tmp_path / "backups", tmp_path / "new"
    backups.mkdir()
    said = run_blocks("operator-guide.md", instance, PATH=path, BACKUPS=str(backups), NEW_HOME=str(new))
    assert "is sound" in said
    assert "Everything that was restored is sound." in said
    assert len(list(backups.iterdir())) == 2
    assert (new / "secret-key").read_text() == (instance.home / "secret-key").read_text()


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_that_exists_as_nobody_in_particular(unit: str) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / unit)
    service = parser["Service"]
    (words,) = commands(service["ExecStart"])
    check_command(words)
    assert service["User"] == "fairway"
    for closed in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[closed] == "yes"
    assert service["ProtectSystem"] == "strict"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="This machine has no systemd-analyze.")
@pytest.mark.parametrize("unit", [*UNITS, "fairway-backup.timer"])
def test_systemd_understands_a_unit(unit: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(DEPLOY / unit)], capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in said if "fairway" in line] == []


def test_the_example_of_the_settings_can_be_read() -> None:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("# "))
    read = read_environment({name.lstrip("#"): value for name, value in given.items()})
    assert read.https
    assert "trade.example.org" in read.allowed_hosts


def test_the_image_is_not_run_as_root_and_asks_for_its_health() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER [1-9]\d+$", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert "127.0.0.1:8000/healthz" in text


def test_the_proxy_sets_what_the_settings_rely_on() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    for header in ("Host $host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in text
    log_format = text.split("log_format")[1].split(";")[0]
    assert "$request " not in log_format
    assert "$args" not in log_format


def test_django_has_nothing_to_say_about_a_deployment(instance: Instance) -> None:
    public = {
        "FAIRWAY_HTTPS": "1",
        "FAIRWAY_SITE_URL": "https://trade.example.org",
        "FAIRWAY_ALLOWED_HOSTS": "trade.example.org",
    }
    deployed = Instance(instance.home, instance.database_url, instance.variables | public)
    done = deployed.run("manage", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_models_and_the_migrations_agree(instance: Instance) -> None:
    done = instance.run("manage", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout
