"""The pages of files, as a person uses them: without JavaScript."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from file_samples import hostile_pdf, pdf_of_stream, picture, zeros_packed
from tests.people import People, signed_in

from fairway.platform.accounts.models import Membership
from fairway.platform.audit.models import Event
from fairway.platform.files.links import link_make
from fairway.platform.files.models import Scan, StoredFile
from fairway.platform.files.services import file_delete, file_store

WORDS = b"Certificate of origin.\n"


def place(people: People, route: str, *more: object) -> str:
    return reverse(f"files:{route}", args=[people.firm.pk, *more])


def send(client: Client, people: People, content: bytes, name: str) -> Any:
    return client.post(place(people, "add"), {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.fixture
def owner(people: People) -> Client:
    return signed_in(Client(), people.owner)


@pytest.fixture
def file(people: People) -> StoredFile:
    return file_store(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="origin.txt",
        stream=io.BytesIO(WORDS),
    )


def test_a_file_is_added_shown_downloaded_and_deleted(people: People, owner: Client) -> None:
    page = owner.get(place(people, "list"))
    assert "No files yet" in page.content.decode()
    page = send(owner, people, hostile_pdf(), "Price list.pdf")
    assert page.redirect_chain == [(place(people, "list"), 302)]
    assert "Price list.pdf" in page.content.decode()
    file = StoredFile.objects.get()
    page = owner.get(place(people, "file", file.pk))
    assert "written anew" in page.content.decode()
    assert "added the file" in page.content.decode()
    answer = owner.get(place(people, "download", file.pk), follow=True)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert "Delete “Price list.pdf”?" in owner.get(place(people, "delete", file.pk)).content.decode()
    assert StoredFile.objects.get().deleted_at is None
    page = owner.post(place(people, "delete", file.pk), follow=True)
    assert "No files yet" in page.content.decode()
    assert owner.get(place(people, "file", file.pk)).status_code == 404


def test_a_refused_file_is_explained_at_its_field(people: People, owner: Client) -> None:
    page = send(owner, people, picture("PNG"), "photo.pdf")
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert "This file is PNG, but its name says PDF" in page.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Choose a file."), ({"file": SimpleUploadedFile("a.txt", b"")}, "This file is empty.")],
)
def test_no_file_and_an_empty_file_are_explained(
    people: People, owner: Client, sent: dict, words: str
) -> None:
    answer = owner.post(place(people, "add"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_small_pdf_that_unpacks_to_much_is_explained(people: People, owner: Client) -> None:
    page = send(owner, people, pdf_of_stream(zeros_packed(300), "FlateDecode"), "bomb.pdf")
    assert page.status_code == 422
    assert "unpacks to more than 200 megabytes" in page.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("times", [1.2, 10])
def test_a_file_beyond_the_limit_is_answered_with_413_and_words(
    people: People, settings, times: float
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    client = signed_in(Client(enforce_csrf_checks=True), people.owner)
    token = client.get(place(people, "list")).context["csrf_token"]
    content = b"x" * int(times * 1_000_000)
    answer = client.post(
        place(people, "add"),
        {"csrfmiddlewaretoken": str(token), "file": SimpleUploadedFile("a.txt", content)},
    )
    assert answer.status_code == 413
    assert "larger than 1 megabytes" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert Event.objects.get().after == {"refusal": "too-large"}


def test_a_file_without_the_form_token_is_refused(people: People) -> None:
    client = signed_in(Client(enforce_csrf_checks=True), people.owner)
    answer = client.post(place(people, "add"), {"file": SimpleUploadedFile("a.txt", WORDS)})
    assert answer.status_code == 403
    assert not StoredFile.objects.exists()


def test_a_file_is_handed_out_as_an_attachment_that_nothing_shows_or_keeps(
    people: People, owner: Client, file: StoredFile
) -> None:
    link = link_make(file=file, actor=people.actor(people.owner))
    answer = owner.get(link)
    assert b"".join(answer.streaming_content) == WORDS
    assert answer.headers["Content-Disposition"] == 'attachment; filename="origin.txt"'
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(verb="file.downloaded").count() == 1


def test_asking_for_the_head_is_no_download(people: People, owner: Client, file: StoredFile) -> None:
    answer = owner.head(link_make(file=file, actor=people.actor(people.owner)))
    for close in answer._resource_closers:  # as a server does; the client of the tests does not
        close()
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(WORDS)))
    assert not Event.objects.filter(verb="file.downloaded").exists()


def test_a_link_is_of_no_use_to_anybody_else(people: People, file: StoredFile) -> None:
    link = link_make(file=file, actor=people.actor(people.owner))
    assert Client().get(link).status_code == 302
    for other in (people.colleague, people.stranger, people.administrator):
        assert signed_in(Client(), other).get(link).status_code == 404
    assert not Event.objects.filter(verb="file.downloaded").exists()


def test_a_link_ends_after_five_minutes(people: People, owner: Client, file: StoredFile, monkeypatch) -> None:
    link = link_make(file=file, actor=people.actor(people.owner))
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 301)
    assert owner.get(link).status_code == 404


def test_a_link_that_was_changed_or_made_for_something_else_leads_nowhere(
    people: People, owner: Client, file: StoredFile
) -> None:
    link = link_make(file=file, actor=people.actor(people.owner))
    forged = signing.dumps({"file": str(file.pk), "member": str(people.owner.pk)}, salt="another")
    for wrong in (link[:-3] + "xx/", reverse("files:content", args=[forged]), "/files/x/", "/files/..%2f/"):
        assert owner.get(wrong).status_code == 404


def test_a_link_ends_with_the_membership_and_with_the_file(
    people: People, owner: Client, file: StoredFile
) -> None:
    colleague = signed_in(Client(), people.colleague)
    theirs = link_make(file=file, actor=people.actor(people.colleague))
    assert b"".join(colleague.get(theirs).streaming_content) == WORDS
    Membership.objects.filter(user=people.colleague).update(left_at=timezone.now())
    assert colleague.get(theirs).status_code == 404
    link = link_make(file=file, actor=people.actor(people.owner))
    file_delete(actor=people.actor(people.owner), file=file)
    assert owner.get(link).status_code == 404


def test_an_infected_file_is_not_handed_out(people: People, owner: Client, file: StoredFile) -> None:
    StoredFile.objects.update(scan=Scan.INFECTED)
    assert "kept as evidence" in owner.get(place(people, "file", file.pk)).content.decode()
    assert owner.get(place(people, "download", file.pk), follow=True).status_code == 404


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("owner", 200), ("colleague", 200), ("adviser", 200),
        ("stranger", 404), ("officer", 404), ("supervisor", 404), ("administrator", 404),
    ],
)  # fmt: skip
def test_who_sees_the_files_of_a_firm(people: People, file: StoredFile, role: str, expected: int) -> None:
    client = signed_in(Client(), getattr(people, role))
    for route, *more in (("list",), ("table",), ("add",), ("file", file.pk)):
        assert client.get(place(people, route, *more)).status_code == expected, route


def test_an_adviser_is_not_offered_to_delete(people: People, file: StoredFile) -> None:
    client = signed_in(Client(), people.adviser)
    assert "Delete the file" not in client.get(place(people, "file", file.pk)).content.decode()
    assert client.post(place(people, "delete", file.pk)).status_code == 403
    assert StoredFile.objects.get().deleted_at is None


def test_a_file_is_not_found_under_another_organisation(people: People, file: StoredFile) -> None:
    client = signed_in(Client(), people.stranger)
    for route in ("file", "download", "delete"):
        address = reverse(f"files:{route}", args=[people.other_firm.pk, file.pk])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert StoredFile.objects.get().deleted_at is None


def test_a_hostile_name_is_shown_as_text(people: People, owner: Client) -> None:
    page = send(owner, people, WORDS, "<img src=x onerror=alert(1)> & “a”.txt")
    assert b"<img" not in page.content
    assert StoredFile.objects.get().name == "-img src=x onerror=alert(1)- & “a”.txt"


def test_the_list_is_paged_and_downloads_whole(people: People, owner: Client, file: StoredFile) -> None:
    StoredFile.objects.bulk_create(
        StoredFile(
            organisation=people.firm, blob=file.blob, original_sha256=file.original_sha256, size=9,
            media_type="text/plain", name=f"=cmd|{number}.txt", uploaded_by=people.owner,
        )
        for number in range(30)
    )  # fmt: skip
    page = owner.get(place(people, "list"))
    assert len(page.context["page"].object_list) == 25
    rows = list(csv.reader(io.StringIO(owner.get(place(people, "table")).content.decode())))
    assert len(rows) == 32
    assert {row[0][0] for row in rows[1:]} == {"'", "o"}


def test_a_list_of_many_files_takes_few_questions(
    people: People, owner: Client, file: StoredFile, django_assert_max_num_queries
) -> None:
    for name in ("b.txt", "c.txt", "d.txt"):
        StoredFile.objects.create(
            organisation=people.firm, blob=file.blob, original_sha256=file.original_sha256, size=9,
            media_type="text/plain", name=name, uploaded_by=people.owner,
        )  # fmt: skip
    with django_assert_max_num_queries(10):
        owner.get(place(people, "list"))
