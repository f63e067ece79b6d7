"""The profile over HTTP: what a token may, what is kept, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.people import People, nothing_changes

from fairway.platform.accounts.models import User
from fairway.platform.accounts.token_services import token_issue
from fairway.platform.firms.models import ProfileChange
from fairway.platform.firms.selectors import state_on

FIRM, SIZE = "/api/v1/firm", "/api/v1/firm/size"
DAY = date(2026, 3, 1)


def token(people: People, *scopes: str, of: User | None = None) -> dict[str, Any]:
    """The headers of a call with a new token of a firm."""
    maker = of or people.owner
    issued = token_issue(
        actor=people.actor(maker),
        organisation=maker.memberships.get().organisation,
        name="Books",
        scopes=scopes or ("firm:read", "firm:write"),
        expires_on=timezone.now().date() + timedelta(days=30),
    )
    headers = {"HTTP_AUTHORIZATION": f"Bearer {issued.secret}"}
    Client().get(FIRM, **headers)  # its first use is noted; what comes after writes no such note
    return headers


def send(client: Client, method: str, body: Any, headers: dict[str, Any]) -> Any:
    return getattr(client, method)(FIRM, body, content_type="application/json", **headers)


def told(changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"effective_on": DAY.isoformat(), "changes": changes, **more}


def test_a_change_is_kept_and_read_again(client: Client, people: People):
    headers = token(people)
    answer = send(client, "patch", told({"sector": "C", "figures": {"2025": {"employees": "12"}}}), headers)
    assert answer.status_code == 200
    facts = answer.json()["facts"]
    assert (facts["legal_name"], facts["sector"], facts["trading_name"]) == ("Sahel Mango", "C", None)
    assert client.get(FIRM, **headers).json()["facts"] == facts
    assert client.get(f"{FIRM}?on=2026-02-28", **headers).json()["facts"]["sector"] is None
    assert ProfileChange.objects.get().recorded_by.startswith("token:")


def test_the_whole_profile_is_replaced(client: Client, people: People):
    headers = token(people)
    send(client, "patch", told({"sector": "C", "figures": {"2025": {"employees": "12"}}}), headers)
    whole = {"legal_name": "New", "economy": "SN", "figures": {"2025": {"turnover": "5 EUR"}}}
    answer = send(client, "put", {"effective_on": DAY.isoformat(), "facts": whole}, headers)
    assert answer.status_code == 200
    assert state_on(people.firm, DAY) == whole
    again = send(client, "put", {"effective_on": DAY.isoformat(), "facts": answer.json()["facts"]}, headers)
    assert again.status_code == 200
    assert ProfileChange.objects.count() == 2


def test_the_size_class_comes_with_its_steps_and_its_source(client: Client, people: People):
    headers = token(people)
    assert client.get(SIZE, **headers).json()["findings"][0]["status"] == "needs"
    send(client, "patch", told({"figures": {"2025": {"employees": "12"}}}), headers)
    [finding] = client.get(f"{SIZE}?on=2026-05-01", **headers).json()["findings"]
    assert (finding["status"], finding["class"], finding["year"]) == ("computed", "small", 2025)
    assert finding["definition"]["code"] == "generic"
    assert finding["source"]["verified"] is True
    assert {"text": "Small: employees below 50", "result": "kept"} in finding["steps"]
    assert client.get(f"{SIZE}?on=2026-02-01", **headers).json()["findings"][0]["status"] == "needs"


def test_what_was_known_at_a_moment_is_told(client: Client, people: People):
    headers = token(people)
    send(client, "patch", told({"sector": "C"}), headers)
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    send(client, "patch", told({"sector": "A"}), headers)
    assert client.get(f"{FIRM}?as_of={moment}", **headers).json()["facts"]["sector"] == "C"
    assert client.get(f"{FIRM}?as_of=2026-01-01T00:00:00", **headers).status_code == 422  # of which zone?


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (told({"size_class": "micro"}), "size_class"),
        (told({"is_host": True}), "is_host"),
        (told({"figures": {"2025": {"turnover": "much"}}}), "figures.2025.turnover"),
        (told({"identifiers": [{"kind": "lei", "value": "1"}]}), "identifiers[0].value"),
        (told({"legal_name": None}), "legal_name"),
        (told({}), "changes"),
        (told({"sector": "C"}, organisation="other"), "organisation"),
        (told({"sector": "C"}, reason="x" * 501), "reason"),
        (told({"sector": "C"}, reason=5), "reason"),
        ({"changes": {"sector": "C"}, "effective_on": "soon"}, "effective_on"),
        ({"changes": {"sector": "C"}, "effective_on": "2999-01-01"}, "effective_on"),
        ({"changes": []}, "changes"),
        ({}, "changes"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(
    client: Client, people: People, body: dict[str, Any], field: str
):
    headers = token(people)
    with nothing_changes(ProfileChange):
        answer = send(client, "patch", body, headers)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_token_has_its_scopes_and_no_more(client: Client, people: People):
    reader, other = token(people, "firm:read"), token(people, "organisation:read")
    assert client.get(FIRM, **reader).status_code == 200
    with nothing_changes(ProfileChange):
        assert send(client, "patch", told({"sector": "C"}), reader).status_code == 403
        assert send(client, "put", {"facts": {"legal_name": "X"}}, reader).status_code == 403
        assert client.get(FIRM, **other).status_code == 403
        assert client.get(SIZE).status_code == 401


def test_a_token_reaches_its_own_firm_only(client: Client, people: People):
    mine, theirs = token(people), token(people, of=people.stranger)
    send(client, "patch", told({"sector": "C"}), mine)
    assert client.get(FIRM, **theirs).json()["facts"]["legal_name"] == "Volta Shea"
    assert client.get(FIRM, **theirs).json()["facts"]["sector"] is None


def test_the_same_key_changes_it_once(client: Client, people: People):
    headers = {**token(people), "HTTP_IDEMPOTENCY_KEY": "books-1"}
    body = told({"sector": "C"})
    answers = [send(client, "patch", body, headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert ProfileChange.objects.count() == 1


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("3663-05-17T06:46:59-21:31", 200),  # an offset that PostgreSQL does not know
        ("0001-01-01T00:00:00+12:00", 422),  # before the calendar begins
        ("2026-01-31T12:00:00", 422),  # of which place?
    ],
)
def test_a_moment_is_one_wherever_it_was_written(
    client: Client, people: People, as_of: str, status: int
) -> None:
    headers = token(people, "firm:read")
    assert client.get("/api/v1/firm", {"as_of": as_of}, **headers).status_code == status
