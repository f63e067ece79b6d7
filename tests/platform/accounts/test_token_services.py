"""API tokens: issued and revoked by heads, within what tokens may do, for a year at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes

from fairway.kernel.text import UserError
from fairway.platform.access.actor import system
from fairway.platform.accounts.models import ApiToken
from fairway.platform.accounts.operator_services import person_restore, person_suspend
from fairway.platform.accounts.presentation import SCOPE_WORDS, scopes_known
from fairway.platform.accounts.secret import secret_digest
from fairway.platform.accounts.selectors import token_find
from fairway.platform.accounts.services import Refused
from fairway.platform.accounts.token_services import IssuedToken, token_issue, token_revoke
from fairway.platform.audit.models import Event

TODAY = timezone.now().date()


def issue(
    people: People,
    role: str = "owner",
    *,
    name: str = "Our shop",
    scopes: tuple[str, ...] = ("organisation:read",),
    expires_on: date = TODAY + timedelta(days=30),
) -> IssuedToken:
    return token_issue(
        actor=people.actor(getattr(people, role)),
        organisation=people.firm,
        name=name,
        scopes=scopes,
        expires_on=expires_on,
    )


def test_a_token_works_and_its_secret_is_stored_nowhere(people: People) -> None:
    issued = issue(people)
    assert issued.secret.startswith("fw_")
    assert len(issued.secret) >= 46
    assert issued.secret.startswith(issued.token.hint)
    found = token_find(issued.secret, timezone.now())
    assert found == issued.token
    assert issued.token.secret_digest == secret_digest(issued.secret)
    assert issued.secret not in str([*ApiToken.objects.values(), *Event.objects.values()])
    assert Event.objects.get().after["scopes"] == ["organisation:read"]


def test_a_token_works_until_the_end_of_its_last_day(people: People) -> None:
    issued = issue(people, expires_on=TODAY)
    end = issued.token.expires_at
    assert end.date() == TODAY
    assert token_find(issued.secret, end - timedelta(seconds=1)) == issued.token
    assert token_find(issued.secret, end) is None


@pytest.mark.parametrize("days", [-1, 367, 5000])
def test_a_life_that_is_over_or_too_long_is_refused(people: People, days: int) -> None:
    with nothing_changes(), pytest.raises(UserError, match="within a year"):
        issue(people, expires_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize("scopes", [(), ("everything",), ("organisation:read", "tokens.manage"), ("",)])
def test_a_scope_that_no_permission_knows_is_refused(people: People, scopes: tuple[str, ...]) -> None:
    with nothing_changes(), pytest.raises(UserError):
        issue(people, scopes=scopes)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x07b"])
def test_a_name_that_cannot_be_is_refused(people: People, name: str) -> None:
    with nothing_changes(), pytest.raises(UserError):
        issue(people, name=name)


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("colleague", PermissionDenied),
        ("adviser", PermissionDenied),
        ("stranger", Http404),
        ("officer", Http404),
        ("administrator", PermissionDenied),
    ],
)
def test_others_neither_issue_nor_revoke(people: People, role: str, refusal: type[Exception]) -> None:
    issued = issue(people)
    with nothing_changes(), pytest.raises(refusal):
        issue(people, role)
    with nothing_changes(), pytest.raises(refusal):
        token_revoke(actor=people.actor(getattr(people, role)), token=issued.token)


def test_a_revoked_token_stops_at_once(people: People) -> None:
    issued = issue(people)
    token_revoke(actor=people.actor(people.owner), token=issued.token)
    assert token_find(issued.secret, timezone.now()) is None
    with nothing_changes(), pytest.raises(Refused, match="revoked already"):
        token_revoke(actor=people.actor(people.owner), token=issued.token)


def test_a_token_is_dead_while_its_maker_is_suspended(people: People) -> None:
    issued = issue(people)
    person_suspend(actor=system("operator"), email=people.owner.email)
    assert token_find(issued.secret, timezone.now()) is None
    person_restore(actor=system("operator"), email=people.owner.email)
    assert token_find(issued.secret, timezone.now()) == issued.token


def test_every_scope_has_words_for_people() -> None:
    assert set(scopes_known()) <= set(SCOPE_WORDS)
