"""The triggers that keep events as they were written: the database refuses to change, remove or replace one.

A migration that alters the table must end with `guards_create`: on SQLite Django alters a table by making
it anew, without its triggers.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_REFUSAL = "Audit events are never changed or removed."
_EXPECTED = {
    "sqlite": {"audit_event_no_update", "audit_event_no_delete", "audit_event_no_replace"},
    "postgresql": {"audit_event_no_update", "audit_event_no_delete"},
}

_CREATE = {
    "sqlite": (
        f"CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        # INSERT OR REPLACE removes a row without calling its DELETE trigger.
        f"CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event"  # noqa: S608  (constants)
        f" WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id"
        f" OR (subject = NEW.subject AND sequence = NEW.sequence))"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION USING MESSAGE = '{_REFUSAL}', ERRCODE = 'integrity_constraint_violation';"
        f" END $$",
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()",
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE OR TRUNCATE ON audit_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()",
    ),
}
_DROP = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in sorted(_EXPECTED["sqlite"])),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_event_refuse() CASCADE",),
}


def guards_create(connection: BaseDatabaseWrapper) -> None:
    _run(_DROP[connection.vendor] + _CREATE[connection.vendor], connection)


def guards_drop(connection: BaseDatabaseWrapper) -> None:
    _run(_DROP[connection.vendor], connection)


def guards_missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand and do not, or that somebody has switched off."""
    found = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'",
        "postgresql": "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = 'audit_event'::regclass AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(found)
        standing = {name for (name,) in cursor.fetchall()}
    return sorted(_EXPECTED[connection.vendor] - standing)


def guards_forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrations."""
    guards_create(schema_editor.connection)


def guards_backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrations."""
    guards_drop(schema_editor.connection)


def _run(statements: tuple[str, ...], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
