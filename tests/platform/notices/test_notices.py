"""Sending notices, counting and marking those unseen, and the pages."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from tests.people import People, signed_in

from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.access.actor import VISITOR
from fairway.platform.accounts.models import Organisation
from fairway.platform.notices.models import Notice, Seen
from fairway.platform.notices.selectors import MOST_COUNTED, address_for, unread_count
from fairway.platform.notices.services import notice_send, notices_see

pytestmark = pytest.mark.django_db
DUTY = Text("The duty is now {duty}.", {"duty": Money(Decimal("1234.5"), "USD")})


def send(organisation: Organisation, text: Text = DUTY, href: str = "/products/") -> Notice:
    return notice_send(organisation=organisation, kind="plan.changed", text=text, href=href)


def address(organisation: Organisation, rest: str = "/") -> str:
    return f"/workspace/{organisation.pk}/notices{rest}"


def test_a_notice_is_said_in_the_readers_language(people: People) -> None:
    notice = send(people.firm)
    notice.refresh_from_db()
    assert notice.text == DUTY


def test_the_address_of_a_notice_is_in_the_readers_language(people: People) -> None:
    with override("fr"):
        notice = send(people.firm, href="/fr/products/?q=1")
    assert notice.href == "/products/?q=1"
    assert address_for(notice, "es") == "/es/products/?q=1"
    assert address_for(notice, "en") == "/products/?q=1"


@pytest.mark.parametrize("href", ["https://elsewhere.example/", "//elsewhere.example", "plans/", "/\\e", ""])
def test_an_address_elsewhere_is_refused(people: People, href: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        send(people.firm, href=href)
    assert not Notice.objects.exists()


def test_a_sentence_that_could_not_be_said_is_refused(people: People) -> None:
    with pytest.raises(KeyError):
        send(people.firm, Text("The duty is now {duty}."))
    assert not Notice.objects.exists()


def test_unseen_notices_are_counted_in_one_query(people: People) -> None:
    for _ in range(3):
        send(people.firm)
    send(people.other_firm)
    owner = people.actor(people.owner)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert unread_count(owner, people.firm) == 3
    assert len(queries) == 1
    assert unread_count(owner, people.other_firm) == 0
    assert unread_count(VISITOR, people.firm) == 0


def test_the_count_stops_where_nobody_cares_any_more(people: People) -> None:
    for _ in range(MOST_COUNTED + 1):
        send(people.firm)
    assert unread_count(people.actor(people.owner), people.firm) == MOST_COUNTED


def test_what_came_before_a_person_joined_is_not_new_to_them(people: People) -> None:
    send(people.firm)
    people.colleague.memberships.update(joined_at=timezone.now() + timedelta(seconds=1))
    assert unread_count(people.actor(people.colleague), people.firm) == 0
    assert unread_count(people.actor(people.owner), people.firm) == 1


def test_seeing_is_of_one_person_and_never_goes_back(people: People) -> None:
    first, second, _third = send(people.firm), send(people.firm), send(people.firm)
    owner, colleague = people.actor(people.owner), people.actor(people.colleague)
    notices_see(actor=owner, organisation=people.firm, upto=second.pk)
    notices_see(actor=owner, organisation=people.firm, upto=first.pk)
    assert unread_count(owner, people.firm) == 1
    assert unread_count(colleague, people.firm) == 3


def test_notices_to_come_cannot_be_marked_as_seen(people: People) -> None:
    notice = send(people.firm)
    notices_see(actor=people.actor(people.owner), organisation=people.firm, upto=notice.pk + 10_000)
    send(people.firm)
    assert unread_count(people.actor(people.owner), people.firm) == 1


@pytest.mark.parametrize("role", ["stranger", "officer", "supervisor", "administrator"])
def test_who_does_not_belong_there_marks_nothing(people: People, role: str) -> None:
    notice = send(people.firm)
    with pytest.raises((Http404, PermissionDenied)):
        notices_see(actor=people.actor(getattr(people, role)), organisation=people.firm, upto=notice.pk)
    assert not Seen.objects.exists()


def test_the_page_shows_the_notices_and_which_are_new(client: Client, people: People) -> None:
    send(people.firm)
    page = signed_in(client, people.owner).get(address(people.firm)).content.decode()
    assert "The duty is now 1,234.50\N{NO-BREAK SPACE}USD." in page
    assert "New</span>" in page
    assert "Mark all as seen" in page


def test_marking_as_seen_takes_a_post(client: Client, people: People) -> None:
    notice = send(people.firm)
    signed_in(client, people.owner)
    assert client.get(address(people.firm, "/seen/")).status_code == 405
    answer = client.post(address(people.firm, "/seen/"), {"upto": notice.pk})
    assert answer.headers["Location"] == address(people.firm)
    assert "New</span>" not in client.get(address(people.firm)).content.decode()


@pytest.mark.parametrize("upto", ["", "x", "-1", "٣", "9" * 30])
def test_a_mark_that_is_no_number_is_not_found(client: Client, people: People, upto: str) -> None:
    send(people.firm)
    signed_in(client, people.owner)
    assert client.post(address(people.firm, "/seen/"), {"upto": upto}).status_code == 404
    assert not Seen.objects.exists()


def test_long_lists_are_paged_with_a_steady_number_of_queries(client: Client, people: People) -> None:
    signed_in(client, people.owner)
    send(people.firm)
    with CaptureQueriesContext(connection) as few:
        client.get(address(people.firm))
    for _ in range(60):
        send(people.firm)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(people.firm)).content.decode()
    assert "?page=3" in page
    assert len(many) <= len(few)


def test_without_notices_the_page_says_what_will_be_there(client: Client, people: People) -> None:
    page = signed_in(client, people.owner).get(address(people.firm)).content.decode()
    assert "No notices yet" in page
    assert "Mark all as seen" not in page


def test_the_download_holds_every_notice(client: Client, people: People) -> None:
    send(people.firm, Text("{name} changed.", {"name": "=SUM(A1)"}))
    answer = signed_in(client, people.owner).get(address(people.firm, ".csv"))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert rows[0] == ["Time", "Notice", "Address"]
    assert rows[1][1] == "'=SUM(A1) changed."
    assert rows[1][2].endswith("/products/")


def test_a_long_download_comes_in_parts_in_the_readers_language(client: Client, people: People) -> None:
    for number in range(501):
        send(people.firm, Text("{n} changed.", {"n": number}))
    answer = signed_in(client, people.owner).get(f"/fr{address(people.firm, '.csv')}")
    parts = list(answer.streaming_content)
    assert len(parts) == 3
    rows = list(csv.reader(io.StringIO(b"".join(parts).decode())))
    assert [row[1] for row in rows[1:]] == [f"{n} changed." for n in reversed(range(501))]
    assert all("/fr/products/" in row[2] for row in rows[1:])


@pytest.mark.parametrize("rest", ["/", ".csv"])
@pytest.mark.parametrize("role", ["stranger", "administrator"])
def test_the_notices_of_others_are_not_found(client: Client, people: People, role: str, rest: str) -> None:
    send(people.firm)
    assert signed_in(client, getattr(people, role)).get(address(people.firm, rest)).status_code == 404
