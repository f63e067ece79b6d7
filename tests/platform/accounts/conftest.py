"""What the tests of accounts share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.people import People

from fairway.platform.accounts.token_services import token_issue


@pytest.fixture
def firm_token(people: People) -> str:
    """The secret of a token of the firm that may read the organisation."""
    return token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="Our shop",
        scopes=["organisation:read"],
        expires_on=timezone.now().date() + timedelta(days=30),
    ).secret
