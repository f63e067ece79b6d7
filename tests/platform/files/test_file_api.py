"""Files over HTTP, with a token."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from file_samples import EICAR, picture
from tests.people import People

from fairway.platform.accounts.models import ApiToken
from fairway.platform.audit.models import Event
from fairway.platform.files import store
from fairway.platform.files.cli import files as command
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import file_store

FILES = "/api/v1/files"


@pytest.fixture
def caller(people: People) -> Any:
    """A client that calls with a token of the firm with these scopes."""
    from fairway.platform.accounts.token_services import token_issue

    def with_scopes(*scopes: str) -> Client:
        made = token_issue(
            actor=people.actor(people.owner),
            organisation=people.firm,
            name="test",
            scopes=list(scopes),
            expires_on=timezone.now().date() + timedelta(days=30),
        )
        return Client(headers={"Authorization": f"Bearer {made.secret}"})

    return with_scopes


@pytest.fixture
def file(people: People) -> StoredFile:
    return file_store(
        actor=people.actor(people.owner), organisation=people.firm, name="a.txt", stream=io.BytesIO(b"words")
    )


def test_a_file_is_added_listed_fetched_and_deleted(caller: Any) -> None:
    client = caller("files:read", "files:write")
    added = client.post(FILES, {"file": SimpleUploadedFile("../a.png", picture())})
    assert added.status_code == 201
    described = added.json()
    assert (described["name"], described["media_type"]) == ("a.png", "image/png")
    assert client.get(FILES).json() == {"items": [described], "next": None}
    content = client.get(f"{FILES}/{described['id']}/content")
    assert sha256(b"".join(content.streaming_content)).hexdigest() == described["sha256"]
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(verb="file.downloaded").count() == 1
    assert client.delete(f"{FILES}/{described['id']}").status_code == 204
    assert client.get(FILES).json()["items"] == []
    assert client.get(f"{FILES}/{described['id']}/content").status_code == 404


def test_a_call_that_is_repeated_adds_nothing(caller: Any) -> None:
    client = caller("files:write")
    first, second = (client.post(FILES, {"file": SimpleUploadedFile("a.txt", b"words")}) for _ in range(2))
    assert first.json() == second.json()
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"words")}, 422),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 1_100_000)}, 413),
        ({"other": "words"}, 422),
        ({}, 422),
    ],
)
def test_a_refused_file_is_a_problem_and_leaves_nothing(
    caller: Any, settings, sent: dict, status: int
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    answer = caller("files:write").post(FILES, sent)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not StoredFile.objects.exists()


def test_without_a_token_or_its_scope_nothing_is_read_or_changed(caller: Any, file: StoredFile) -> None:
    one, reader, writer = f"{FILES}/{file.pk}", caller("files:read"), caller("files:write")
    assert Client().get(FILES).status_code == 401
    assert Client().post(FILES, {"file": SimpleUploadedFile("b.txt", b"b")}).status_code == 401
    assert writer.get(FILES).status_code == 403
    assert writer.get(f"{one}/content").status_code == 403
    assert reader.post(FILES, {"file": SimpleUploadedFile("b.txt", b"b")}).status_code == 403
    assert reader.delete(one).status_code == 403
    assert StoredFile.objects.get().deleted_at is None


def test_the_files_of_another_firm_do_not_exist(caller: Any, people: People) -> None:
    theirs = file_store(
        actor=people.actor(people.stranger),
        organisation=people.other_firm,
        name="a.txt",
        stream=io.BytesIO(b"words"),
    )
    client = caller("files:read", "files:write")
    assert client.get(FILES).json()["items"] == []
    assert client.get(f"{FILES}/{theirs.pk}/content").status_code == 404
    assert client.delete(f"{FILES}/{theirs.pk}").status_code == 404
    theirs.refresh_from_db()
    assert theirs.deleted_at is None


def test_pages_of_files_meet_and_a_wrong_cursor_is_a_problem(caller: Any, people: People) -> None:
    for number in range(3):
        file_store(
            actor=people.actor(people.owner),
            organisation=people.firm,
            name=f"{number}.txt",
            stream=io.BytesIO(b"%d" % number),
        )
    client = caller("files:read")
    first = client.get(FILES, {"limit": 2}).json()
    second = client.get(FILES, {"limit": 2, "cursor": first["next"]}).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["2.txt", "1.txt", "0.txt"]
    assert second["next"] is None
    assert client.get(FILES, {"cursor": "x"}).status_code == 422


def test_verify_says_what_is_wrong_and_ends_with_1(file: StoredFile) -> None:
    whole = CliRunner().invoke(command, ["verify"])
    assert (whole.exit_code, whole.output) == (0, "Every stored content is whole.\n")
    place = store.blob_path(file.blob_id)
    place.unlink()
    place.write_bytes(b"altered")
    altered = CliRunner().invoke(command, ["verify", "--json"])
    assert altered.exit_code == 1
    assert json.loads(altered.output) == {"faults": [{"sha256": file.blob_id, "problem": "altered"}]}
    assert "restore it from a backup" in CliRunner().invoke(command, ["verify"]).output


def test_scan_catches_up_with_a_new_scanner(people: People, settings, tmp_path) -> None:
    import sys

    file_store(
        actor=people.actor(people.owner), organisation=people.firm, name="e.txt", stream=io.BytesIO(EICAR)
    )
    assert CliRunner().invoke(command, ["scan"]).exit_code == 1
    program = tmp_path / "scanner.py"
    program.write_text("import sys; sys.exit(b'EICAR' in open(sys.argv[1], 'rb').read())")
    settings.VIRUS_SCANNER = f"{sys.executable} -X dev=0 {program}"
    found = CliRunner().invoke(command, ["scan", "--json"])
    assert (found.exit_code, json.loads(found.output)) == (1, {"infected": 1})
    assert CliRunner().invoke(command, ["scan"]).output == "Every file was scanned already.\n"


def test_an_expired_token_reads_nothing(caller: Any, file: StoredFile) -> None:
    client = caller("files:read")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(FILES).status_code == 401
