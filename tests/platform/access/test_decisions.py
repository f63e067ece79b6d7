"""What a route asks, and that the middleware asks it: of visitors, of people, and of views that forgot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.views.decorators.http import require_POST
from tests.people import BACKEND, People

from fairway.platform.access.actor import ActorKind
from fairway.platform.access.decisions import (
    PUBLIC,
    SIGNED_IN,
    AccessRequest,
    Asks,
    Decision,
    decision_of,
    public,
    requires,
    signed_in,
)


@public
def square(request: HttpRequest) -> HttpResponse:
    return HttpResponse("square")


@public
def who(request: AccessRequest) -> HttpResponse:
    return HttpResponse(request.actor.reference)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@requires("house.paint")
@require_POST
def paint(request: HttpRequest) -> HttpResponse:
    return HttpResponse("painted")


def forgotten(request: HttpRequest) -> HttpResponse:
    raise AssertionError("A view without a decision ran.")


urlpatterns = [
    path("square", square),
    path("who", who),
    path("home", home),
    path("paint", paint),
    path("forgotten", forgotten, name="forgotten"),
    path("account/", include("allauth.urls")),
]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.mark.parametrize(
    ("view", "decision"),
    [
        (square, PUBLIC),
        (home, SIGNED_IN),
        (paint, Decision(Asks.PERMISSION, "house.paint")),
        (forgotten, None),
    ],
)
def test_a_view_carries_its_decision(view: Callable[..., Any], decision: Decision | None) -> None:
    assert decision_of(view) == decision


@here
@pytest.mark.parametrize(
    ("address", "visitor", "member"), [("square", 200, 200), ("home", 302, 200), ("paint", 302, 405)]
)
def test_the_middleware_asks_what_the_view_asks(
    client: Client, people: People, address: str, visitor: int, member: int
) -> None:
    assert client.get(f"/{address}").status_code == visitor
    client.force_login(people.stranger, backend=BACKEND)
    assert client.get(f"/{address}").status_code == member


@here
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_a_visitor_runs_nothing_of_a_closed_view_by_any_method(client: Client, method: str) -> None:
    answer = getattr(client, method)("/paint")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=/paint"


@here
@pytest.mark.django_db
def test_signing_in_leads_back_to_the_whole_address(client: Client) -> None:
    there = client.get("/home?page=2&q=a").headers["Location"]
    assert there == "/account/login/?next=/home%3Fpage%3D2%26q%3Da"


@here
@pytest.mark.parametrize("role", [None, "owner", "administrator"])
def test_a_view_without_a_decision_fails_for_everybody(
    client: Client, people: People, role: str | None
) -> None:
    if role:
        client.force_login(getattr(people, role), backend=BACKEND)
    with pytest.raises(LookupError, match="No decision about who may call /forgotten"):
        client.get("/forgotten")


@here
def test_every_request_knows_who_is_asking(client: Client, people: People) -> None:
    assert client.get("/who").content.decode() == ActorKind.VISITOR
    client.force_login(people.owner, backend=BACKEND)
    assert client.get("/who").content.decode() == f"member:{people.owner.pk}"


@here
@pytest.mark.django_db
def test_a_visitor_costs_no_query(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/who")
    assert len(queries) == 0


@here
def test_somebody_who_is_not_active_any_more_is_a_visitor(client: Client, people: People) -> None:
    client.force_login(people.owner, backend=BACKEND)
    people.owner.is_active = False
    people.owner.save()
    assert client.get("/who").content.decode() == "visitor"
    assert client.get("/home").status_code == 302
