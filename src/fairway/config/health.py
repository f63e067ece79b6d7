"""Whether the process lives, and whether the instance can serve."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from fairway.data.idb.domain.schema import TABLES, Kind
from fairway.data.idb.folder import ReleaseDamaged
from fairway.data.idb.selectors import release_file, releases_list
from fairway.platform.access.decisions import public
from fairway.platform.terminal import ExitCode

SET_UP = "Run “fairway setup”."


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The instance can serve; otherwise 503 with what is wrong."""
    problems = instance_problems()
    if problems:
        return JsonResponse({"status": "not ready", "problems": problems}, status=503)
    return JsonResponse({"status": "ok"})


def instance_problems() -> dict[str, str]:
    """What stands in the way of serving, by part; empty when the instance is ready."""
    try:
        return {part: problem for part, check in CHECKS.items() if (problem := check())}
    except DatabaseError as error:
        return {"database": f"The database cannot be read: {type(error).__name__}. {SET_UP}"}


def check_ready() -> None:
    """Say on standard error what /readyz would say; exit only when nothing can be served."""
    problems = instance_problems()
    for part, problem in problems.items():
        click.echo(f"{'Error' if part in BLOCKING else 'Warning'}: {problem}", err=True)
    if problems.keys() & BLOCKING:
        raise SystemExit(ExitCode.FAILED)


def _home() -> str | None:
    try:
        with tempfile.TemporaryFile(dir=settings.FAIRWAY_HOME) as file:
            file.write(b"ready")
    except OSError as error:
        return f"Nothing can be written in FAIRWAY_HOME: {error.strerror}."
    return None


def _migrations() -> str | None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} changes of the database are not applied. {SET_UP}" if pending else None


def _releases() -> str | None:
    current = list(releases_list().filter(superseded_at__isnull=True))
    if not current:
        return f"No release is loaded. {SET_UP}"
    try:
        for release in current:
            for table in TABLES[Kind(release.kind)]:
                release_file(release, table)
    except ReleaseDamaged as error:
        return str(error)
    return None


# In order: what cannot be asked while the one before fails is not asked.
CHECKS: dict[str, Callable[[], str | None]] = {
    "home": _home,
    "migrations": _migrations,
    "releases": _releases,
}
BLOCKING = {"home", "database", "migrations"}  # without these not even a page of errors can be served
