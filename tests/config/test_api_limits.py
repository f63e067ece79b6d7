"""Who calls too often waits, and is told how long; others are not slowed down by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from tests.config.route_table import ROUTES
from tests.people import People, signed_in

from fairway.config.access import COMPUTING, METER
from fairway.platform.accounts.limits import MOST_CALLERS, Meter, neighbourhood
from fairway.platform.accounts.token_services import token_issue

ELSEWHERE = "203.0.113.7"  # of a range kept for examples


@pytest.fixture(autouse=True)
def _few_calls(db: None) -> Iterator[None]:
    METER.clear()
    with override_settings(RATE_LIMITS={"token": 3, "person": 3, "visitor": 2}):
        yield
    METER.clear()


def ask(path: str = "/api/v1/products?q=mango", address: str = ELSEWHERE, **headers: str) -> Any:
    return Client(REMOTE_ADDR=address).get(path, headers=headers)


def test_a_visitor_who_asks_too_often_is_told_to_wait() -> None:
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]
    refused = ask()
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 30


def test_another_visitor_is_not_slowed_down() -> None:
    for _ in range(3):
        ask()
    assert ask(address="203.0.113.8").status_code == 200


def test_a_house_of_ipv6_is_one_visitor() -> None:
    answers = [ask(address=f"2001:db8:1:2::{number}").status_code for number in range(1, 4)]
    assert answers == [200, 200, 429]
    assert ask(address="2001:db8:1:3::1").status_code == 200


def test_the_answer_page_says_it_in_words_and_the_front_page_stays_open() -> None:
    for _ in range(2):
        ask("/answer")
    refused = ask("/answer")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert "try again" in refused.content.decode()
    assert ask("/").status_code == 200


def test_this_machine_is_not_counted() -> None:
    assert {ask(address="127.0.0.1").status_code for _ in range(6)} == {200}


def test_a_token_is_counted_wherever_it_calls_from(people: People) -> None:
    secret = token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="Shop",
        scopes=["organisation:read"],
        expires_on=timezone.now().date() + timedelta(days=1),
    ).secret
    calls = [
        ask("/api/v1/organisation", f"203.0.113.{number}", Authorization=f"Bearer {secret}")
        for number in range(4)
    ]
    assert [answer.status_code for answer in calls] == [200, 200, 200, 429]


def test_guessing_tokens_is_counted_by_address() -> None:
    answers = [
        ask("/api/v1/organisation", Authorization=f"Bearer fw_{number}").status_code for number in range(3)
    ]
    assert answers == [401, 401, 429]


def computing(client: Client, people: People) -> list[int]:
    """What four calls of pages that compute are answered."""
    plan = f"/workspace/{people.firm.pk}/plans/{uuid4()}/"
    asked = (client.get("/answer"), client.get(f"{plan}plan.pdf"), client.post(f"{plan}check/"))
    return [answer.status_code for answer in (*asked, client.post("/plans/save/"))]


def test_a_person_who_computes_too_often_waits_wherever_the_calls_come_from(people: People) -> None:
    client = Client(REMOTE_ADDR="127.0.0.1")
    signed_in(client, people.owner)
    assert 429 not in computing(client, people)[:3]
    elsewhere = Client(REMOTE_ADDR=ELSEWHERE)
    signed_in(elsewhere, people.owner)
    refused = elsewhere.get("/answer")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert client.get(f"/workspace/{people.firm.pk}/plans/").status_code == 200


def test_one_person_does_not_slow_down_another_of_the_same_house(people: People) -> None:
    client, colleague = Client(REMOTE_ADDR=ELSEWHERE), Client(REMOTE_ADDR=ELSEWHERE)
    assert computing(signed_in(client, people.owner), people)[-1] == 429
    assert signed_in(colleague, people.colleague).get("/answer").status_code != 429


def test_every_page_that_is_counted_exists() -> None:
    assert set(COMPUTING) <= {case.route for case in ROUTES}


def test_a_header_is_not_believed_unless_a_proxy_writes_it() -> None:
    forged = [ask(**{"X-Forwarded-For": f"198.51.100.{number}"}).status_code for number in range(3)]
    assert forged == [200, 200, 429]


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_what_the_proxy_saw_counts() -> None:
    def behind(client: str) -> int:
        given = f"{client}, 198.51.100.1"  # what the caller wrote itself, then what the proxy saw
        return int(ask(address="127.0.0.1", **{"X-Forwarded-For": given}).status_code)

    assert [behind(f"192.0.2.{number}") for number in range(3)] == [200, 200, 429]


def test_a_bucket_fills_up_evenly() -> None:
    meter = Meter()
    assert [meter.wait("a", 2, now=0.0) for _ in range(3)] == [0, 0, 30]
    assert meter.wait("a", 2, now=29.0) == 1
    assert meter.wait("a", 2, now=30.0) == 0
    assert [meter.wait("a", 2, now=1000.0) for _ in range(3)] == [0, 0, 30]  # never more than a minute's


def test_memory_is_bounded_and_the_longest_silent_is_forgotten() -> None:
    meter = Meter()
    for number in range(MOST_CALLERS + 10):
        meter.wait(str(number), 1, now=0.0)
    assert meter.wait(str(MOST_CALLERS + 9), 1, now=0.0) > 0
    assert meter.wait("0", 1, now=0.0) == 0


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [("127.0.0.1", None), ("::1", None), ("192.0.2.1", "192.0.2.1"), ("2001:db8::9", "2001:db8::/64")],
)
def test_whom_an_address_stands_for(address: str, counted_as: str | None) -> None:
    assert neighbourhood(address) == counted_as
