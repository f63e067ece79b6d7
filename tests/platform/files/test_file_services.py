"""Adding, deleting and removing files, on real rows and a real disk. A refusal leaves only its event."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.http import Http404
from django.utils import timezone
from file_samples import EICAR, archive, hostile_pdf, photograph, picture, png_bomb, workbook
from tests.people import People

from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.audit.models import Event
from fairway.platform.files import services, store
from fairway.platform.files.domain.limits import GRACE
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.examination.apart import examine_apart
from fairway.platform.files.models import Blob, Scan, StoredFile
from fairway.platform.files.selectors import Problem, blobs_verify, files_of, files_page
from fairway.platform.files.services import blobs_purge, file_delete, file_store

WORDS = b"Certificate of origin, 12 crates.\n"


def add(people: People, content: bytes = WORDS, name: str = "origin.txt", **who: object) -> StoredFile:
    actor = who.get("actor") or people.actor(people.owner)
    organisation = who.get("organisation") or people.firm
    return file_store(actor=actor, organisation=organisation, name=name, stream=io.BytesIO(content))


def on_disk(root: Path) -> list[Path]:
    """Everything, also what nobody should see."""
    return [path for path in root.rglob("*") if path.is_file()]


def refused(people: People, root: Path, content: bytes, name: str) -> Why:
    before = StoredFile.objects.count(), Blob.objects.count(), on_disk(root)
    with pytest.raises(FileRefused) as error:
        add(people, content, name)
    assert (StoredFile.objects.count(), Blob.objects.count(), on_disk(root)) == before
    event = Event.objects.get(verb="file.refused")
    assert (event.organisation, event.after) == (people.firm.pk, {"refusal": str(error.value.why)})
    return error.value.why


def test_a_file_is_kept_by_its_digest_with_its_event(people: People, files_root: Path) -> None:
    file = add(people, name="../../Café <1>.txt")
    assert file.name == "Café -1-.txt"
    assert (file.media_type, file.size, file.scan) == ("text/plain", len(WORDS), Scan.NOT_SCANNED)
    assert file.uploaded_by == people.owner
    digest = file.blob_id
    assert on_disk(files_root) == [files_root / digest[:2] / digest[2:4] / digest]
    assert store.blob_path(digest).read_bytes() == WORDS
    event = Event.objects.get(subject=f"files.storedfile:{file.pk}")
    assert event.after == {
        "kind": "TXT", "size": len(WORDS), "sha256": digest, "original_sha256": digest,
    }  # fmt: skip


def test_what_is_kept_is_what_was_cleaned(people: People) -> None:
    file = add(people, photograph(), "mango.jpg")
    assert file.was_cleaned
    assert b"SpyPhone" not in store.blob_path(file.blob_id).read_bytes()
    cleaned = add(people, hostile_pdf(), "terms.pdf")
    assert b"alert" not in store.blob_path(cleaned.blob_id).read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (picture("JPEG") + archive({"a": "b"}), "a.jpg", Why.TWO_KINDS),
        (b"<svg onload=alert(1)>", "a.png", Why.UNKNOWN_KIND),
        (png_bomb(), "a.png", Why.EXPANDS),
        (workbook({"xl/vbaProject.bin": b"x"}), "a.xlsx", Why.ACTIVE),
        (b"a", "a.exe", Why.UNKNOWN_KIND),
        (b"a", "a." + "x" * 300_000, Why.UNKNOWN_KIND),
        (b"", "a.txt", Why.EMPTY),
    ],
    ids=["polyglot", "svg", "bomb", "macro", "exe", "endless ending", "empty"],
)
def test_a_refused_file_leaves_nothing(
    people: People, files_root: Path, content: bytes, name: str, expected: Why
) -> None:
    assert refused(people, files_root, content, name) is expected


def test_a_file_that_breaks_its_examination_is_refused(people: People, files_root: Path, monkeypatch) -> None:
    monkeypatch.setattr("fairway.platform.files.examination.apart._SECONDS", 0.001)
    assert refused(people, files_root, WORDS, "a.txt") is Why.EXPANDS


def test_what_takes_too_much_memory_ends_the_examination_alone(tmp_path: Path) -> None:
    source = tmp_path / "two gigabytes of nothing"
    source.touch()
    os.truncate(source, 2_000_000_000)
    with pytest.raises(FileRefused) as error:
        examine_apart(source, tmp_path / "target", "txt")
    assert error.value.why is Why.EXPANDS
    assert not (tmp_path / "target").exists()


class Endless:
    """A stream that never ends; it counts what was asked of it."""

    taken = 0

    def read(self, size: int = -1, /) -> bytes:
        self.taken += size
        return b"x" * size


def test_a_stream_is_cut_at_the_limit(people: People, files_root: Path, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    endless = Endless()
    with pytest.raises(FileRefused) as error:
        file_store(actor=people.actor(people.owner), organisation=people.firm, name="a.txt", stream=endless)
    assert error.value.why is Why.TOO_LARGE
    assert endless.taken < 1_200_000
    assert on_disk(files_root) == []
    assert not StoredFile.objects.exists()


def test_the_same_content_is_kept_once(people: People, files_root: Path) -> None:
    first = add(people, name="a.txt")
    second = add(people, name="b.txt")
    theirs = add(people, name="a.txt", actor=people.actor(people.stranger), organisation=people.other_firm)
    assert len({first.pk, second.pk, theirs.pk}) == 3
    assert len({first.blob_id, second.blob_id, theirs.blob_id}) == 1
    assert len(on_disk(files_root)) == 1


def test_a_file_sent_again_is_the_one_that_is_there(people: People) -> None:
    assert add(people).pk == add(people).pk
    assert Event.objects.filter(verb="file.stored").count() == 1


def test_the_quota_of_an_organisation_counts_what_waits_to_be_removed(
    people: People, files_root: Path, monkeypatch
) -> None:
    monkeypatch.setattr(services, "QUOTA_BYTES", 100)
    first = add(people, b"x" * 60)
    assert refused(people, files_root, b"y" * 60, "b.txt") is Why.OVER_QUOTA
    file_delete(actor=people.actor(people.owner), file=first)
    with pytest.raises(FileRefused):
        add(people, b"y" * 60, "b.txt")
    blobs_purge(now=timezone.now() + GRACE + timedelta(seconds=1))
    assert add(people, b"y" * 60, "b.txt").size == 60


@pytest.mark.parametrize("role", ["stranger", "officer", "supervisor", "administrator"])
def test_others_neither_add_nor_delete_nor_see(people: People, files_root: Path, role: str) -> None:
    file, before = add(people), on_disk(files_root)
    actor = people.actor(getattr(people, role))
    with pytest.raises(Http404):
        add(people, b"other words", actor=actor)
    with pytest.raises(Http404):
        file_delete(actor=actor, file=file)
    assert list(files_of(actor, people.firm.pk)) == []
    assert on_disk(files_root) == before
    assert StoredFile.objects.get().deleted_at is None


def test_an_adviser_adds_but_does_not_delete(people: People) -> None:
    adviser = people.actor(people.adviser)
    file = add(people, actor=adviser)
    with pytest.raises(PermissionDenied):
        file_delete(actor=adviser, file=file)
    assert list(files_of(adviser, people.firm.pk)) == [file]


@pytest.mark.parametrize(
    ("scopes", "may_add"), [(["files:read"], False), (["files:write"], True), ([], False)]
)
def test_a_token_adds_within_its_scopes(people: People, scopes: list[str], may_add: bool) -> None:
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    token = Actor(ActorKind.TOKEN, "t1", (standing,), frozenset(scopes))
    if may_add:
        assert add(people, actor=token).uploaded_by is None
    else:
        with pytest.raises((Http404, PermissionDenied)):
            add(people, actor=token)
        assert not StoredFile.objects.exists()


def test_a_deleted_file_is_gone_at_once_and_its_content_after_the_grace(
    people: People, files_root: Path
) -> None:
    owner, file = people.actor(people.owner), add(people)
    file_delete(actor=owner, file=file)
    file_delete(actor=owner, file=file)
    assert Event.objects.filter(verb="file.deleted").count() == 1
    assert list(files_of(owner, people.firm.pk)) == []
    now = timezone.now()
    assert blobs_purge(now=now + GRACE - timedelta(minutes=1)) == 0
    assert len(on_disk(files_root)) == 1
    assert blobs_purge(now=now + GRACE + timedelta(minutes=1)) == 1
    assert on_disk(files_root) == []
    assert list(blobs_verify(now=now + GRACE + timedelta(minutes=1))) == []


def test_a_content_that_another_file_has_is_not_removed(people: People, files_root: Path) -> None:
    first = add(people, name="a.txt")
    add(people, name="b.txt")
    file_delete(actor=people.actor(people.owner), file=first)
    assert blobs_purge(now=timezone.now() + 2 * GRACE) == 0
    assert len(on_disk(files_root)) == 1


def test_a_removed_content_comes_back_with_its_file(people: People, files_root: Path) -> None:
    file_delete(actor=people.actor(people.owner), file=add(people))
    blobs_purge(now=timezone.now() + 2 * GRACE)
    again = add(people)
    assert again.blob.removed_at is None
    assert store.blob_path(again.blob_id).read_bytes() == WORDS


def test_what_a_killed_upload_left_goes_after_a_day(people: People, files_root: Path) -> None:
    old, young = files_root / ".incoming" / "old", files_root / ".incoming" / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "received").write_bytes(b"half")
    os.utime(old, (0, 0))
    blobs_purge(now=timezone.now())
    assert not old.exists()
    assert young.exists()


def test_missing_altered_and_unowned_contents_are_found(people: People, files_root: Path) -> None:
    whole, missing, altered = (add(people, f"{n}".encode(), f"{n}.txt") for n in range(3))
    store.blob_path(missing.blob_id).unlink()
    place = store.blob_path(altered.blob_id)
    place.chmod(0o600)
    place.write_bytes(b"something else")
    unowned = store.blob_path("ab" * 32)
    unowned.parent.mkdir(parents=True)
    unowned.write_bytes(b"left")
    found = {fault.sha256: fault.problem for fault in blobs_verify(now=timezone.now())}
    assert found == {
        missing.blob_id: Problem.MISSING,
        altered.blob_id: Problem.ALTERED,
        "ab" * 32: Problem.UNOWNED,
    }
    assert whole.blob_id not in found


def test_pages_of_the_list_meet_without_a_gap(people: People) -> None:
    added = [add(people, f"{n}".encode(), f"{n}.txt") for n in range(5)]
    owner, found, cursor = people.actor(people.owner), [], ""
    while cursor is not None:
        page, cursor = files_page(owner, after=cursor, limit=2)
        found += page
    assert [file.pk for file in found] == [file.pk for file in reversed(added)]


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "AB" * 32, "ab" * 31 + "/x", "ab" * 33])
def test_a_place_is_made_of_a_digest_alone(digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.blob_path(digest)


def test_the_scanner_test_file_is_words_to_the_examination(people: People) -> None:
    """Without a scanner nothing knows it: it is marked as not scanned."""
    assert add(people, EICAR).scan == Scan.NOT_SCANNED


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer; test_file_kill adds at once"
)
@pytest.mark.django_db(transaction=True)
def test_a_content_that_is_removed_and_added_at_the_same_moment_is_there_with_its_record(
    people: People, files_root: Path
) -> None:
    owner, later = people.actor(people.owner), timezone.now() + 2 * GRACE
    for turn in range(3):
        file_delete(actor=owner, file=add(people, name=f"{turn}.txt"))
        works = [lambda: blobs_purge(now=later)] + [
            lambda name=f"{turn}-{number}.txt": add(people, name=name, actor=owner) for number in range(3)
        ]
        with ThreadPoolExecutor(len(works)) as pool:
            for done in [pool.submit(closing_connections, work) for work in works]:
                done.result()
        assert StoredFile.objects.filter(deleted_at__isnull=True).count() == 3
        assert list(blobs_verify(now=later)) == []
        assert len(on_disk(files_root)) == 1
        for file in StoredFile.objects.filter(deleted_at__isnull=True):
            file_delete(actor=owner, file=file)


def closing_connections(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connections.close_all()
