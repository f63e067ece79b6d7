"""The API against its own description: whatever is sent, for every role, no call ends in a server error.

The calls are made up by schemathesis from the OpenAPI description of the instance itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from tests.people import People

from fairway.config.api import api
from fairway.platform.accounts.models import ApiToken, Organisation
from fairway.platform.accounts.presentation import scopes_known
from fairway.platform.accounts.secret import secret_digest

SCHEMA = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
SCHEMA.app = get_wsgi_application()
OPERATIONS = {f"{op.method.upper()} {op.path}": op for op in (r.ok() for r in SCHEMA.get_all_operations())}
CALLERS = ("nobody", "bad token", "firm", "other firm", "customs", "token without scopes")
EXAMPLES = 12  # of every operation for every caller


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application would close the connection after each call, and the test's transaction with it."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def tokens(people: People) -> dict[str, str]:
    """The Authorization header of each caller."""
    every = scopes_known()
    return {
        "nobody": "",
        "bad token": "Bearer fw_unknown",
        "firm": _token(people, people.firm, every),
        "other firm": _token(people, people.other_firm, every),
        "customs": _token(people, people.customs, every),
        "token without scopes": _token(people, people.firm, []),
    }


def _token(people: People, organisation: Organisation, scopes: list[str]) -> str:
    secret = f"fw_{organisation.pk}{len(scopes)}"
    ApiToken.objects.create(
        organisation=organisation,
        name="described",
        secret_digest=secret_digest(secret),
        hint=secret[:8],
        scopes=scopes,
        created_by=people.owner,
        expires_at=timezone.now() + timedelta(days=1),
    )
    return f"Bearer {secret}"


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_call_ends_in_a_server_error(name: str, caller: str, tokens: dict[str, str]) -> None:
    headers = {"Authorization": tokens[caller]} if tokens[caller] else {}

    @given(data=st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def calls(data: Any) -> None:
        case = data.draw(OPERATIONS[name].as_strategy())
        case.call_and_validate(headers=headers, checks=[not_a_server_error])

    calls()
