"""/metrics: who may read it, and whether what it says is so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.people import People

from fairway.platform.operations.mail import letter_carry
from fairway.platform.operations.models import Letter

pytestmark = pytest.mark.django_db
TOKEN = "prometheus-" + "t" * 40


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} ([0-9.e+-]+)$", text, re.MULTILINE)
    assert found, f"{name} is not told"
    return float(found[1])


def read(client: Client, **headers: str) -> str:
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "192.0.2.7", 404),
        ({}, "", 404),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", 404),
        ({"Forwarded": "for=192.0.2.7"}, "127.0.0.1", 404),
        ({"X-Real-IP": "192.0.2.7"}, "127.0.0.1", 404),
        ({"X-Forwarded-Proto": "https"}, "127.0.0.1", 404),
        ({"Authorization": f"Bearer {TOKEN}"}, "192.0.2.7", 404),
    ],
)
def test_without_a_token_only_this_machine_may_read(
    client: Client, headers: dict[str, str], address: str, status: int
) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        ("", 404),
        (f"Bearer {TOKEN[:-1]}", 404),
        (f"Bearer {TOKEN}x", 404),
        (f"Basic {TOKEN}", 404),
        (TOKEN, 404),
        ("Bearer ", 404),
        ("Bearer é", 404),
    ],
)
def test_with_a_token_only_who_knows_it_may_read(
    client: Client, settings: Any, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == status
    if status == 200:
        proxied = {"Authorization": given, "X-Forwarded-For": "192.0.2.7"}
        assert client.get("/metrics", headers=proxied).status_code == 200


def test_it_is_not_in_other_languages_and_takes_no_writes(client: Client) -> None:
    assert client.get("/fr/metrics").status_code == 404
    assert client.post("/metrics").status_code in (403, 405)


def test_requests_are_counted_by_route_and_never_by_address(client: Client) -> None:
    name = 'fairway_requests_total{method="GET",route="ui:about",status="200"}'
    client.get("/about")
    before = value(read(client), name)
    client.get("/fr/about")
    client.get("/about?secret=mango-secret")
    for number in range(5):
        client.get(f"/no/such/address/{number}")
    client.generic("BREW", "/about")
    text = read(client)
    assert value(text, name) == before + 2
    assert value(text, 'fairway_request_duration_seconds_count{route="ui:about"}') >= before + 2
    assert "mango-secret" not in text
    assert "such" not in text
    assert 'method="other"' in text


def test_refused_sign_ins_are_counted(client: Client, people: People) -> None:
    before = value(read(client), "fairway_sign_ins_failed_total")
    client.post("/account/login/", {"login": people.owner.email, "password": "wrong"})
    client.post("/account/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert value(read(client), "fairway_sign_ins_failed_total") == before + 2


def test_answers_are_counted_by_how_they_ended(client: Client) -> None:
    name = 'fairway_answers_composed_total{status="'
    before = sum(
        float(n) for n in re.findall(rf"^{re.escape(name)}\w+\"}} (\S+)$", read(client), re.MULTILINE)
    )
    client.get("/answer?product=080450&from=SN&to=US&value=77+USD")
    text = read(client)
    after = sum(float(n) for n in re.findall(rf"^{re.escape(name)}\w+\"}} (\S+)$", text, re.MULTILINE))
    assert after == before + 1


def test_the_state_of_the_instance_is_told(client: Client) -> None:
    letter_carry.enqueue("00000000-0000-0000-0000-000000000000")
    Letter.objects.create(to=[], subject="", content={})
    text = read(client)
    assert value(text, "fairway_tasks_waiting") == 1
    assert value(text, "fairway_letters_waiting") == 1
    assert value(text, "fairway_tasks_failed") == 0
    assert value(text, "fairway_workers_alive") == 0
    assert value(text, "fairway_plans") == 0
    assert value(text, "fairway_database_bytes") > 100_000
    assert value(text, 'fairway_release_age_days{kind="tariff",territory="US"}') >= 0


def test_nobody_is_named(client: Client, people: People) -> None:
    client.post("/account/login/", {"login": people.owner.email, "password": "wrong"})
    text = read(client)
    for secret in (people.owner.email, str(people.owner.pk), str(people.firm.pk), people.firm.name):
        assert secret not in text
