"""The history in words: on a record, and of an organisation."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from tests.people import BACKEND, People

from fairway.kernel.text import Text
from fairway.platform.access.actor import VISITOR, Actor, ActorKind, system
from fairway.platform.accounts.models import ApiToken, User
from fairway.platform.audit.models import Event
from fairway.platform.audit.selectors import history_of, lines_of
from fairway.platform.audit.services import event_record
from fairway.platform.audit.verbs import CODES, VERBS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "ship.painted", Text("{actor} painted it {colour}."))
    monkeypatch.setitem(CODES, "colour", {"r": Text("red")})


def paint(people: People, colour: object = "r", *, by: Actor | None = None, **more: Any) -> Event:
    with transaction.atomic():
        return event_record(
            actor=by or people.actor(people.owner),
            verb="ship.painted",
            subject=people.firm,
            organisation=people.firm.pk,
            after={"colour": colour},
            **more,
        )


def sentence(event: Event) -> str:
    event.refresh_from_db()
    return next(iter(lines_of([event]))).sentence


def test_a_person_is_named_as_they_are_called_today(people: People) -> None:
    event = paint(people)
    assert sentence(event) == "Owner painted it red."
    User.objects.filter(pk=people.owner.pk).update(name="Awa")
    assert sentence(event) == "Awa painted it red."


def test_an_erased_person_is_a_deleted_account(people: People) -> None:
    event = paint(people)
    User.objects.filter(pk=people.owner.pk).update(erased_at=timezone.now(), name="")
    assert sentence(event) == "A deleted account painted it red."
    unknown = paint(people, by=Actor(ActorKind.MEMBER, str(uuid4())))
    assert sentence(unknown) == "A deleted account painted it red."


def test_tokens_the_house_and_visitors_are_named(people: People) -> None:
    token = ApiToken.objects.create(
        organisation=people.firm, name="ERP", secret_digest="x", hint="x", created_by=people.owner,
        expires_at=timezone.now(),
    )  # fmt: skip
    by_token = Actor(ActorKind.TOKEN, str(token.pk))
    assert sentence(paint(people, by=by_token)) == "The token “ERP” painted it red."
    assert (
        sentence(paint(people, by=Actor(ActorKind.TOKEN, str(uuid4())))) == "A deleted token painted it red."
    )
    assert sentence(paint(people, by=system("retention"))) == "Fairway painted it red."
    assert sentence(paint(people, by=VISITOR)) == "A visitor painted it red."


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("blue", "blue"),
        (7, "7"),
        (12345, "12,345"),
        (None, "–"),
        (True, "yes"),
        (["r", 2], "red, 2"),
        ("{x}", "{x}"),
    ],
)
def test_values_are_said_in_words(people: People, colour: object, words: str) -> None:
    assert sentence(paint(people, colour)) == f"Owner painted it {words}."


def test_a_day_is_said_as_the_reader_writes_one(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    event = paint(people, date(2026, 11, 24))
    assert sentence(event) == "Owner painted it 2026-11-24."
    monkeypatch.setattr("fairway.platform.audit.selectors.DAYS", {"colour"})
    assert sentence(event) == "Owner painted it 24 November 2026."
    with override("fr"):
        assert "24 novembre 2026" in sentence(event)


def test_people_and_organisations_in_values_are_named_when_shown(people: People) -> None:
    event = paint(people, people.colleague.pk)
    assert "Colleague" not in str(event.after)
    assert sentence(event) == "Owner painted it Colleague."
    assert sentence(paint(people, people.other_firm.pk)) == "Owner painted it Volta Shea."


def test_an_event_outlives_its_words(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    event = paint(people)
    monkeypatch.setitem(VERBS, "ship.painted", Text("{actor} painted {part} of it."))
    assert sentence(event) == "Owner painted – of it."
    monkeypatch.delitem(VERBS, "ship.painted")
    assert sentence(event).startswith("Owner did something")


def test_names_take_three_queries_however_many_lines(people: People) -> None:
    for person in (people.owner, people.colleague, people.adviser):
        paint(people, by=people.actor(person), on_behalf_of=people.chamber.pk)
    with CaptureQueriesContext(connection) as queries:
        lines = list(lines_of(history_of(people.firm)))
    assert [line.on_behalf_of for line in lines] == ["Chamber of Dakar"] * 3
    assert len(queries) == 4


def component(people: People) -> str:
    return Template("{% load audit %}{% history firm %}").render(Context({"firm": people.firm}))


def test_a_record_shows_its_history_latest_first(people: People) -> None:
    paint(people, "green")
    paint(people, "blue", reason="<b>It was rust.</b>")
    html = component(people)
    assert html.index("painted it blue.") < html.index("painted it green.")
    assert "Reason: &lt;b&gt;It was rust." in html
    assert " UTC</time>" in html
    assert "<details" not in html


def test_a_long_history_is_folded(people: People) -> None:
    for number in range(8):
        paint(people, f"no. {number}")
    html = component(people)
    assert html.index("no. 3.") < html.index("3 earlier events") < html.index("no. 2.")


def test_a_very_long_history_refers_to_the_organisations(people: People) -> None:
    for number in range(102):
        paint(people, f"no. {number}")
    html = component(people)
    assert "no. 2." in html
    assert "no. 1." not in html
    assert "Older events are in the history" in html


def test_a_record_without_events_shows_nothing(people: People) -> None:
    assert component(people).strip() == ""


def page(client: Client, user: User, organisation: UUID, rest: str = "/") -> Any:
    client.force_login(user, backend=BACKEND)
    return client.get(f"/workspace/{organisation}/history{rest}")


@pytest.mark.parametrize("rest", ["/", ".csv"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("owner", 200),
        ("colleague", 404),
        ("adviser", 404),
        ("stranger", 404),
        ("officer", 404),
        ("supervisor", 404),
        ("administrator", 404),  # of the instance: what a firm asks and plans is its own
    ],
)
def test_the_history_of_a_firm_is_for_its_owner(
    client: Client, people: People, role: str, status: int, rest: str
) -> None:
    assert page(client, getattr(people, role), people.firm.pk, rest).status_code == status


@pytest.mark.parametrize(("role", "status"), [("officer", 404), ("supervisor", 200), ("administrator", 200)])
def test_the_history_of_an_administration_is_for_its_heads(
    client: Client, people: People, role: str, status: int
) -> None:
    assert page(client, getattr(people, role), people.customs.pk).status_code == status


def test_a_visitor_is_asked_to_sign_in(client: Client, people: People) -> None:
    answer = client.get(f"/workspace/{people.firm.pk}/history/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_the_page_shows_only_the_organisations_own(client: Client, people: People) -> None:
    paint(people, "green")
    with transaction.atomic():
        event_record(
            actor=VISITOR, verb="ship.painted", subject=people.firm,
            organisation=people.other_firm.pk, after={"colour": "black"},
        )  # fmt: skip
    html = page(client, people.owner, people.firm.pk).content.decode()
    assert "Owner painted it green." in html
    assert "black" not in html


def test_long_histories_are_paged_with_a_steady_number_of_queries(client: Client, people: People) -> None:
    paint(people)
    page(client, people.owner, people.firm.pk)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/workspace/{people.firm.pk}/history/")
    for number in range(120):
        paint(people, f"no. {number}")
    with CaptureQueriesContext(connection) as many:
        html = client.get(f"/workspace/{people.firm.pk}/history/").content.decode()
    assert "?page=3" in html
    assert "no. 119." in html
    assert len(many) <= len(few)


def test_without_events_the_page_says_so(client: Client, people: People) -> None:
    assert "Nothing has been done yet" in page(client, people.owner, people.firm.pk).content.decode()


def test_the_download_holds_everything_safely(client: Client, people: People) -> None:
    event = paint(people, "=1+1", reason="@x")
    rows = list(
        csv.DictReader(io.StringIO(page(client, people.owner, people.firm.pk, ".csv").getvalue().decode()))
    )
    assert len(rows) == 1
    assert rows[0]["event"] == "Owner painted it =1+1."
    assert rows[0]["reason"] == "'@x"
    assert rows[0]["reference"] == f"member:{people.owner.pk}"
    assert rows[0]["after"] == '{"colour": "=1+1"}'
    assert rows[0]["hash"] == event.hash
