from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from fairway.config.health import instance_problems
from fairway.data.idb.models import Release

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", lambda: pytest.fail("/healthz asked the database"))
    assert client.get("/healthz").json() == {"status": "ok"}


def test_an_instance_with_the_starter_pack_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_without_a_release_the_instance_is_not_ready(client: Client) -> None:
    Release.objects.all().delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"] == {"releases": "No release is loaded. Run “fairway setup”."}


def test_a_release_without_its_files_is_named(client: Client, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    assert "is missing" in client.get("/readyz").json()["problems"]["releases"]


def test_a_home_that_is_gone_is_named(client: Client, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path / "gone"
    problem = client.get("/readyz").json()["problems"]["home"]
    assert problem == "Nothing can be written in FAIRWAY_HOME: No such file or directory."


def test_changes_that_were_not_applied_are_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'idb'")
    assert "not applied" in instance_problems()["migrations"]
