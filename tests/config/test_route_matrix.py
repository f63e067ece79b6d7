"""Every route of the URL map, for every role: what the table says, and no route outside the table.

A refusal also asserts that no row of any table changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.config.route_case import AUDIENCES, Case, Outcome
from tests.config.route_table import ROUTES
from tests.config.route_world import World, rows_of_all_tables, world  # noqa: F401  (a fixture)
from tests.people import BACKEND
from tests.security.page_walk import close

from fairway.config.access import OF_LIBRARIES
from fairway.platform.access.decisions import Asks, decision_of
from fairway.platform.access.policy import PERMISSIONS

ROLES = ("visitor", "owner", "colleague", "adviser", "stranger", "officer", "supervisor", "administrator")
API = "api"


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every named route of the instance but the API's, which has a matrix of its own."""
    return _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != API:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from _walk(entry.url_patterns, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def test_every_route_is_in_the_table_and_the_table_has_no_other() -> None:
    assert {name for name, _pattern in routes()} == {case.route for case in ROUTES}


def test_every_route_carries_a_decision_that_a_policy_knows() -> None:
    for name, pattern in routes():
        decision = decision_of(pattern.callback) or OF_LIBRARIES.get(pattern.name or "")
        assert decision is not None, f"{name} has no decision."
        if decision.asks is Asks.PERMISSION:
            assert decision.permission in PERMISSIONS, f"{name} asks for {decision.permission}."


def test_no_decision_is_kept_for_a_route_that_is_gone() -> None:
    assert OF_LIBRARIES.keys() <= {pattern.name for _name, pattern in routes()}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_a_role_as_the_table_says(role: str, world: World) -> None:  # noqa: F811
    cookies = _cookies(role, world)
    before = rows_of_all_tables()
    wrong = [fault for case in ROUTES if (fault := _tried(case, role, world, cookies, before))]
    assert not wrong, "\n".join(wrong)


def _cookies(role: str, world: World) -> dict[str, str]:  # noqa: F811
    """Those of the role's session, which is written before the tables are looked at."""
    client = Client()
    if role != "visitor":
        client.force_login(getattr(world.people, role), backend=BACKEND)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _tried(case: Case, role: str, world: World, cookies: dict[str, str], before: str) -> str | None:  # noqa: F811
    """Call the route, take back whatever it did, and say what was not as the table says.

    `before` is what the tables held, and hold again after each call.
    """
    expected = AUDIENCES[case.audience][role]
    with transaction.atomic():
        client = Client()
        client.cookies.load(cookies)
        response = _called(client, case, world)
        found = outcome(response)
        is_changed = found is not Outcome.ALLOWED and rows_of_all_tables() != before
        close(response)
        transaction.set_rollback(True)
    if found not in expected:
        return f"{case}: {found} ({response.status_code}), not {' or '.join(expected)}"
    if is_changed:
        return f"{case}: {found}, and yet something was written"
    return None


def _called(client: Client, case: Case, world: World) -> Any:  # noqa: F811
    return client.generic(
        case.method,
        reverse(case.route, kwargs=case.kwargs(world)) + case.query,
        data=case.body(world),
        content_type="application/x-www-form-urlencoded",
    )


def outcome(response: Any) -> Outcome | int:
    """What became of the call; the bare status where it is none of the table's words."""
    location = response.headers.get("Location", "")
    match response.status_code:
        case 302 if location.startswith(reverse("account_login")):
            return Outcome.SIGN_IN
        case 200 | 204 | 302 | 422:
            return Outcome.ALLOWED
        case 401 | 403:
            return Outcome.REFUSED
        case 404:
            return Outcome.UNKNOWN
    return response.status_code
