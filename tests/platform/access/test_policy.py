"""Rules over real rows: lists and details agree, for every kind of actor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.urls import get_resolver
from tests.people import People

from fairway.platform.access.actor import VISITOR, Actor, ActorKind, OrganisationKind, Role, Standing, system
from fairway.platform.access.policy import (
    NOTHING,
    PERMISSIONS,
    Permission,
    Policy,
    either,
    holding,
    running_the_instance,
)
from fairway.platform.accounts.models import Invitation, Organisation

pytestmark = pytest.mark.django_db
HOUSE = holding(within="pk")
RULES = {
    "house.view": Permission(either(HOUSE, running_the_instance), "See it.", scope="house:read"),
    "house.paint": Permission(holding(Role.OWNER, within="pk"), "Paint it.", scope="house:write"),
    "house.sell": Permission(holding(Role.OWNER, within="pk"), "Sell it."),
    "house.inspect": Permission(holding(within="pk", kinds=[OrganisationKind.CUSTOMS]), "Inspect it."),
}


@pytest.fixture
def houses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Policy]:
    """A policy over organisations; gone from the register afterwards."""
    yield Policy(RULES, view="house.view")
    for name in RULES:
        del PERMISSIONS[name]


def names(houses: Policy, actor: Actor, permission: str) -> list[str]:
    return [house.name for house in houses.allowed(actor, permission, Organisation.objects.all())]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        # sees; paints; inspects
        ("owner", ("Sahel Mango", "Sahel Mango", "")),
        ("colleague", ("Sahel Mango", "", "")),
        ("adviser", ("Chamber of Dakar, Sahel Mango", "", "")),
        ("stranger", ("Volta Shea", "Volta Shea", "")),
        ("officer", ("Customs of Senegal", "", "Customs of Senegal")),
        ("supervisor", ("Customs of Senegal", "", "Customs of Senegal")),
        # of the host: sees all, but does only what a rule gives
        (
            "administrator",
            ("Chamber of Dakar, Customs of Senegal, Sahel Mango, Volta Shea", "", "Customs of Senegal"),
        ),
    ],
)
def test_each_role_has_its_rows(
    houses: Policy, people: People, role: str, expected: tuple[str, str, str]
) -> None:
    actor = people.actor(getattr(people, role))
    found = [", ".join(names(houses, actor, f"house.{verb}")) for verb in ("view", "paint", "inspect")]
    assert tuple(found) == expected
    assert list(houses.visible(actor, Organisation.objects.all())) == list(
        houses.allowed(actor, "house.view", Organisation.objects.all())
    )


@pytest.mark.parametrize("actor", [VISITOR, system("retention"), Actor(ActorKind.MEMBER, str(uuid4()))])
@pytest.mark.parametrize("permission", RULES)
def test_who_has_no_standing_has_no_rows(
    houses: Policy, people: People, actor: Actor, permission: str
) -> None:
    assert names(houses, actor, permission) == []


def test_an_official_without_a_second_factor_has_no_rows(houses: Policy, people: People) -> None:
    Authenticator.objects.filter(user=people.administrator).delete()
    actor = people.actor(people.administrator)
    assert actor.lacks_second_factor
    assert names(houses, actor, "house.view") == []


def test_without_a_second_factor_an_adviser_keeps_the_firm_only(houses: Policy, people: People) -> None:
    Authenticator.objects.filter(user=people.adviser).delete()
    assert names(houses, people.actor(people.adviser), "house.view") == ["Sahel Mango"]


@pytest.mark.parametrize(
    ("scopes", "seen", "painted"),
    [
        ({"house:read"}, ["Sahel Mango"], []),
        ({"house:read", "house:write"}, ["Sahel Mango"], ["Sahel Mango"]),
        ({"house:write"}, [], ["Sahel Mango"]),
        (set(), [], []),
    ],
)
def test_a_token_has_its_scopes_in_one_organisation(
    houses: Policy, people: People, scopes: set[str], seen: list[str], painted: list[str]
) -> None:
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    token = Actor(ActorKind.TOKEN, str(uuid4()), (standing,), frozenset(scopes))
    assert names(houses, token, "house.view") == seen
    assert names(houses, token, "house.paint") == painted
    assert names(houses, token, "house.sell") == []  # no scope: for people only


def test_a_token_finds_nothing_it_may_not_see(houses: Policy, people: People) -> None:
    """A scope to write does not make the row exist."""
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    token = Actor(ActorKind.TOKEN, str(uuid4()), (standing,), frozenset({"house:write"}))
    with pytest.raises(Http404):
        houses.find(token, "house.sell", Organisation.objects.all(), pk=people.firm.pk)


@pytest.mark.parametrize(
    ("role", "permission", "refusal"),
    [
        ("owner", "house.paint", None),
        ("colleague", "house.paint", PermissionDenied),  # sees it, but may not
        ("administrator", "house.paint", PermissionDenied),
        ("stranger", "house.paint", Http404),  # it does not exist for them
        ("officer", "house.paint", Http404),
    ],
)
def test_what_is_not_seen_does_not_exist_and_what_is_seen_may_be_forbidden(
    houses: Policy, people: People, role: str, permission: str, refusal: type[Exception] | None
) -> None:
    actor = people.actor(getattr(people, role))
    if refusal is None:
        assert houses.find(actor, permission, Organisation.objects.all(), pk=people.firm.pk) == people.firm
        houses.check(actor, permission, people.firm)
        return
    with pytest.raises(refusal):
        houses.find(actor, permission, Organisation.objects.all(), pk=people.firm.pk)
    with pytest.raises(refusal):
        houses.check(actor, permission, people.firm)


def test_a_row_that_is_not_there_is_not_found_by_anybody(houses: Policy, people: People) -> None:
    with pytest.raises(Http404):
        houses.find(people.actor(people.administrator), "house.view", Organisation.objects.all(), pk=uuid4())


def test_a_row_outside_the_given_rows_is_not_found(houses: Policy, people: People) -> None:
    rows = Organisation.objects.exclude(pk=people.firm.pk)
    with pytest.raises(Http404):
        houses.find(people.actor(people.owner), "house.paint", rows, pk=people.firm.pk)


def test_a_rule_reaches_through_the_field_that_names_the_organisation(people: People) -> None:
    rule = holding(Role.OWNER)
    fields = {"invited_by": people.owner, "role": Role.COLLEAGUE, "expires_at": "2027-01-01T00:00Z"}
    ours = Invitation.objects.create(organisation=people.firm, email="a@x.org", secret_digest="a", **fields)
    Invitation.objects.create(organisation=people.other_firm, email="b@x.org", secret_digest="b", **fields)
    assert list(Invitation.objects.filter(rule(people.actor(people.owner)))) == [ours]


@pytest.mark.parametrize("order", [1, -1])
def test_either_rule_is_enough_in_any_order(people: People, order: int) -> None:
    rule = either(*[HOUSE, running_the_instance][::order])
    everything = Organisation.objects.filter(rule(people.actor(people.administrator)))
    assert everything.count() == Organisation.objects.count() == 4
    assert Organisation.objects.filter(rule(people.actor(people.owner))).get() == people.firm


def test_either_of_no_rules_is_nothing(people: People) -> None:
    assert either()(people.actor(people.administrator)) == NOTHING != Q()
    assert not Organisation.objects.filter(NOTHING).exists()


def test_a_permission_that_the_room_does_not_have_is_a_mistake_in_the_code(
    houses: Policy, people: People
) -> None:
    with pytest.raises(KeyError):
        houses.check(people.actor(people.owner), "house.burn", people.firm)


def test_permissions_are_registered_with_their_meaning(houses: Policy) -> None:
    assert set(RULES) <= set(PERMISSIONS)
    assert len(houses) == len(list(houses)) == len(RULES)


def test_every_permission_of_the_house_is_named_and_explained() -> None:
    get_resolver().url_patterns  # noqa: B018  (loads every room with its policy)
    assert "history.view" in PERMISSIONS
    for name, permission in PERMISSIONS.items():
        assert re.fullmatch(r"[a-z-]+\.[a-z-]+", name), name
        assert permission.meaning.endswith("."), name
        assert re.fullmatch(r"([a-z-]+:(read|write))?", permission.scope), name
