"""The triggers that keep snapshots as they were taken: the database refuses to change one.

A migration that alters the table must end with `guards_forwards`: on SQLite Django alters a table by
making it anew, without its triggers.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_REFUSAL = "Snapshots of plans are never changed."
_CREATE = {
    "sqlite": (
        f"CREATE TRIGGER plans_snapshot_no_update BEFORE UPDATE ON plans_snapshot"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION plans_snapshot_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION USING MESSAGE = '{_REFUSAL}', ERRCODE = 'integrity_constraint_violation';"
        f" END $$",
        "CREATE TRIGGER plans_snapshot_no_update BEFORE UPDATE ON plans_snapshot"
        " FOR EACH STATEMENT EXECUTE FUNCTION plans_snapshot_refuse()",
    ),
}
_DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS plans_snapshot_no_update",),
    "postgresql": ("DROP FUNCTION IF EXISTS plans_snapshot_refuse() CASCADE",),
}


def guards_forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrations."""
    vendor = schema_editor.connection.vendor
    _run(_DROP[vendor] + _CREATE[vendor], schema_editor)


def guards_backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrations."""
    _run(_DROP[schema_editor.connection.vendor], schema_editor)


def _run(statements: tuple[str, ...], schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements:
        schema_editor.execute(statement)
