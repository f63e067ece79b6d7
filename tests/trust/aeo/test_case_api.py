"""The firm's programs read its own cases with a scope of their own, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.people import People
from tests.trust.aeo.aeo_world import accepted, granted, prepared, submitted

from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.token_services import token_issue

pytestmark = pytest.mark.django_db


def asked(
    people: People, address: str, scopes: list[str], *, of: tuple[User, Organisation] | None = None
) -> Any:
    owner, firm = of or (people.owner, people.firm)
    token = token_issue(
        actor=people.actor(owner),
        organisation=firm,
        name="Shop",
        scopes=scopes,
        expires_on=timezone.now().date() + timedelta(days=3),
    )
    return Client().get(f"/api/v1{address}", headers={"authorization": f"Bearer {token.secret}"})


def test_a_firm_reads_its_cases_with_their_clocks(people: People) -> None:
    prepared(people)
    certificate = granted(people, submitted(people, tier="registered"))
    case = accepted(people, submitted(people))
    first = asked(people, "/aeo/cases?limit=1", ["cases:read"]).json()
    assert [item["number"] for item in first["items"]] == [case.number]
    second = asked(people, f"/aeo/cases?limit=1&cursor={first['next']}", ["cases:read"]).json()
    assert [item["state"] for item in second["items"]] == ["granted"]
    assert second["next"] is None
    whole = asked(people, f"/aeo/cases/{case.pk}", ["cases:read"]).json()
    assert (whole["state_name"], whole["due_from"], whole["certificate"]) == (
        "Under examination",
        "customs",
        None,
    )
    clock = next(clock for clock in whole["clocks"] if clock["code"] == "decision")
    assert (clock["state"], clock["due_on"], clock["party"]) == ("running", whole["due_on"], "customs")
    assert "submission" not in whole
    status = asked(people, f"/aeo/cases/{certificate.case.pk}", ["cases:read"]).json()["certificate"]
    assert status["number"] == certificate.number
    assert "secret" not in status


def test_without_the_scope_or_in_another_firm_there_is_nothing(people: People) -> None:
    prepared(people)
    case = submitted(people)
    assert asked(people, "/aeo/cases", ["plans:read"]).status_code == 403
    stranger = (people.stranger, people.other_firm)
    assert asked(people, f"/aeo/cases/{case.pk}", ["cases:read"], of=stranger).status_code == 404
    assert asked(people, "/aeo/cases", ["cases:read"], of=stranger).json() == {"items": [], "next": None}
    assert asked(people, "/aeo/cases?cursor=nowhere", ["cases:read"]).status_code == 422
    assert Client().get("/api/v1/aeo/cases").status_code == 401
