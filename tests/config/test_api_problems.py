"""Problems of writes over HTTP: each has its status, its form and words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.people import People

from fairway.platform.accounts.models import ApiToken, KeptAnswer
from fairway.platform.accounts.token_services import token_issue

CHANGE = {"changes": {"trading_name": "Saloum"}}


@pytest.fixture
def secret(people: People) -> str:
    return token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="Our shop",
        scopes=["firm:read", "firm:write"],
        expires_on=timezone.now().date() + timedelta(days=30),
    ).secret


def change(secret: str, body: Any = CHANGE, **headers: str) -> Any:
    return Client().patch(
        "/api/v1/firm",
        data=body if isinstance(body, (str, bytes)) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def is_problem(answer: Any, status: int) -> bool:
    plain = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert plain["title"]
    return bool(answer.status_code == plain["status"] == status)


def test_a_write_sent_again_is_answered_again(secret: str) -> None:
    first, again = (change(secret, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()


def test_the_same_key_for_something_else_is_422(secret: str) -> None:
    change(secret, **{"Idempotency-Key": "k"})
    assert is_problem(change(secret, {"changes": {"trading_name": "Sine"}}, **{"Idempotency-Key": "k"}), 422)


def test_a_key_whose_first_call_is_under_way_is_409(secret: str) -> None:
    change(secret, **{"Idempotency-Key": "k"})
    KeptAnswer.objects.update(finished_at=None)
    assert is_problem(change(secret, **{"Idempotency-Key": "k"}), 409)


def test_a_body_that_is_too_large_is_413(secret: str) -> None:
    assert is_problem(change(secret, b'{"changes": "' + b"x" * 1_100_000 + b'"}'), 413)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"changes": 1}', "\x00"])
def test_a_body_that_cannot_be_read_is_a_problem(secret: str, body: str) -> None:
    answer = change(secret, body)
    assert is_problem(answer, answer.status_code)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("extra", [{"organisation": "x"}, {"is_host": True}, {"role": "administrator"}])
def test_a_field_that_is_not_asked_for_is_refused(people: People, secret: str, extra: dict[str, Any]) -> None:
    assert is_problem(change(secret, CHANGE | extra), 422)
    people.firm.refresh_from_db()
    assert not people.firm.is_host


def test_a_write_without_its_scope_is_403(secret: str) -> None:
    ApiToken.objects.update(scopes=["firm:read"])
    assert is_problem(change(secret), 403)


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_404() -> None:
    assert is_problem(Client().get("/api/v1/nothing"), 404)
