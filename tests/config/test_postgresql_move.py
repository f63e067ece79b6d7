"""Moving from SQLite to PostgreSQL, as its guide says, loses nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.config.instances import Instance
from tests.config.test_deployment import path, run_blocks

__all__ = ["path"]

pytestmark = pytest.mark.skipif(
    os.environ.get("FAIRWAY_TEST_DATABASE") != "postgresql", reason="Needs the embedded PostgreSQL."
)
WRITE = """
from django.core.mail import send_mail
from django.db import transaction
from fairway.config.api import api  # every room
from fairway.kernel.text import Text
from fairway.platform.access.actor import OrganisationKind, system
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.platform.audit.verbs import VERBS
VERBS["test.happened"] = Text("{actor} did it.")
firm = Organisation.objects.create(kind=OrganisationKind.FIRM, name="Zoë & <Söhne> \\U0001f6a2", economy="SN")
for number in range(5):
    with transaction.atomic():
        event_record(actor=system("test"), verb="test.happened", subject=firm, after={"é": number})
send_mail("Subject", "Body", None, ["a@example.org"])
"""
ROWS = """
import json
from django.apps import apps
from django.core import serializers
def plain(model):
    rows = serializers.serialize("python", model._base_manager.order_by("pk"))
    return [json.dumps(row, sort_keys=True, default=repr) for row in rows]
models = [m for m in apps.get_models() if m._meta.managed and m._meta.app_label != "contenttypes"]
print(json.dumps({model._meta.label: plain(model) for model in models}))
"""


def rows(instance: Instance) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads(instance.python(ROWS))
    return found


def test_every_row_arrives_and_the_audit_log_is_sound(
    instances: Callable[[str], Instance],
    tmp_path: Path,
    path: str,
) -> None:
    target = instances("new")
    source = Instance(tmp_path / "home", "", target.variables)
    source.json("setup")
    source.python(WRITE)
    before = rows(source)
    backups = tmp_path / "backups"
    backups.mkdir()
    places = {"BACKUPS": str(backups), "NEW_HOME": str(target.home), "POSTGRESQL_URL": target.database_url}
    said = run_blocks("postgresql.md", source, PATH=path, **places)
    assert "Everything that was restored is sound." in said
    assert rows(target) == before
    target.python(WRITE)  # the numbers of the rows go on after those that came
    assert target.json("audit", "verify")["events"] == 2 * 5


def test_a_move_that_fails_leaves_an_empty_database(
    instances: Callable[[str], Instance],
    tmp_path: Path,
) -> None:
    """A row that PostgreSQL cannot hold: SQLite does not look at the length of texts."""
    target = instances("new")
    source = Instance(tmp_path / "home", "", target.variables)
    source.json("setup")
    source.python(WRITE + "Organisation.objects.update(name='x' * 1000)")
    source.json("backup", str(tmp_path / "backup.tar"))
    done = target.run("restore", str(tmp_path / "backup.tar"))
    assert done.returncode == 1
    assert "The records could not be moved" in done.stderr
    assert [path.name for path in target.home.iterdir()] == ["secret-key"]
    assert (
        target.python("from django.db import connection; print(connection.introspection.table_names())")
        == "[]\n"
    )
