"""Whether the process lives, and whether the instance can serve."""

from __future__ import annotations

import os
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

Check = Callable[[], str | None]


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The instance can serve: database reachable and migrated, home folder writable, tariffs readable."""
    problems = {name: problem for name, check in CHECKS.items() if (problem := check())}
    status = 503 if problems else 200
    return JsonResponse({"status": "not ready" if problems else "ok", "problems": problems}, status=status)


def _database() -> str | None:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return f"The database cannot be reached: {error.__class__.__name__}."
    return f"{len(pending)} migrations are not applied: run “fairway setup”." if pending else None


def _home() -> str | None:
    home = settings.FAIRWAY_HOME
    if not home.is_dir() or not os.access(home, os.W_OK):
        return f"The folder {home} is missing or cannot be written."
    return None


CHECKS: dict[str, Check] = {"database": _database, "home": _home}
