"""From SQLite to PostgreSQL: every record of a copy, as it is, into the empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import Model

from fairway.config.database import database
from fairway.kernel.text import Text
from fairway.platform.operations.archive import Progress
from fairway.platform.operations.copies import CopyFailed

COPY = "copy"  # the alias of the SQLite file
MADE_BY_DJANGO = ("auth", "contenttypes")  # its lists of models and of rights nobody uses; made anew
_ROWS_A_READ = 2000


def records_move(copy: Path, progress: Progress) -> None:
    """Bring the SQLite file `copy` to this version and put its records into the database.

    All of them, or nothing at all. Raises CopyFailed.
    """
    try:
        with _connected(copy), transaction.atomic():
            progress(Text("Preparing both databases."))
            call_command("migrate", database=COPY, verbosity=0, interactive=False)
            call_command("migrate", verbosity=0, interactive=False)
            for model in _models():
                progress(Text("Moving {table}.", {"table": model._meta.db_table}))
                _move(model)
            _number_on()
    except DatabaseError as error:
        raise CopyFailed(Text("The records could not be moved: {reason}", {"reason": str(error)})) from error


@contextmanager
def _connected(copy: Path) -> Iterator[None]:
    connections.databases[COPY] = connections.configure_settings(
        {DEFAULT_DB_ALIAS: database(f"sqlite:///{copy}", default=copy)}
    )[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[COPY].close()
        del connections.databases[COPY]


def _models() -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in MADE_BY_DJANGO
    ]


def _move(model: type[Model]) -> None:
    if model._base_manager.exists():
        raise DatabaseError(f"{model._meta.db_table} is not empty")
    rows: Any = model._base_manager.using(COPY).order_by("pk")
    for row in rows.iterator(_ROWS_A_READ):
        # Raw: no field may be filled in anew, such as the moment when a row was made.
        row.save_base(using=DEFAULT_DB_ALIAS, raw=True, force_insert=True)


def _number_on() -> None:
    """New rows get numbers after those of the rows that came."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
