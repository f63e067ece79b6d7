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
models = [m for m in apps.get_models() if m._meta.managed and m._meta.app_label != "contenttypes"]
rows = {
    m._meta.label: [repr(row) for row in serializers.serialize("python", m._base_manager.order_by("pk"))]
    for m in models
}
print(json.dumps(rows))
"""


def rows(instance: Instance) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads(instance.python(ROWS))
    return found


def test_every_row_arrives_and_the_audit_log_is_sound(
    instances: Callable[[str], Instance],
    tmp_path: Path,
    path: str,
) -> None:
    target = instances("home")
    source = Instance(target.home, "", target.variables)
    source.json("setup")
    source.python(WRITE)
    before = rows(source)
    backups = tmp_path / "backups"
    backups.mkdir()
    said = run_blocks(
        "postgresql.md", source, PATH=path, BACKUPS=str(backups), POSTGRESQL_URL=target.database_url
    )
    assert "5 events in 1 chains" in said
    assert rows(target) == before
    assert [file.name for file in backups.iterdir()] == ["before-the-move.tar"]
    target.python(WRITE)  # the sequences were moved on too
    assert target.json("audit", "verify")["events"] == 10
