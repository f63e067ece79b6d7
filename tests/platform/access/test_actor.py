"""Who is asking: a sentence per row."""

from __future__ import annotations

from uuid import UUID

import pytest

from fairway.platform.access.actor import (
    HEADS,
    ROLES_OF,
    VISITOR,
    Actor,
    ActorKind,
    OrganisationKind,
    Role,
    Standing,
    system,
)

FIRM, CUSTOMS, CHAMBER = UUID(int=1), UUID(int=2), UUID(int=3)
OWNER = Standing(FIRM, OrganisationKind.FIRM, Role.OWNER)
ADVISER = Standing(FIRM, OrganisationKind.FIRM, Role.ADVISER)
OFFICER = Standing(CUSTOMS, OrganisationKind.CUSTOMS, Role.OFFICER, is_host=True)
ADMINISTRATOR = Standing(CUSTOMS, OrganisationKind.CUSTOMS, Role.ADMINISTRATOR, is_host=True)
CHAMBER_ADMINISTRATOR = Standing(CHAMBER, OrganisationKind.CHAMBER, Role.ADMINISTRATOR)


def member(*standings: Standing) -> Actor:
    return Actor(ActorKind.MEMBER, "7", standings)


def token(*scopes: str) -> Actor:
    return Actor(ActorKind.TOKEN, "9", (OWNER,), frozenset(scopes))


@pytest.mark.parametrize(
    ("actor", "reference", "is_signed_in"),
    [
        (VISITOR, "visitor", False),
        (member(), "member:7", True),
        (token(), "token:9", False),
        (system("retention"), "system:retention", False),
    ],
)
def test_an_actor_is_named_and_only_people_are_signed_in(
    actor: Actor, reference: str, is_signed_in: bool
) -> None:
    assert (actor.reference, actor.is_signed_in) == (reference, is_signed_in)


@pytest.mark.parametrize(
    ("actor", "runs"),
    [
        (VISITOR, False),
        (system("retention"), False),
        (member(OWNER), False),
        (member(OFFICER), False),
        (member(CHAMBER_ADMINISTRATOR), False),
        (member(ADMINISTRATOR), True),
        (member(OWNER, ADMINISTRATOR), True),
    ],
)
def test_only_an_administrator_of_the_host_runs_the_instance(actor: Actor, runs: bool) -> None:
    assert actor.runs_instance is runs


@pytest.mark.parametrize(
    ("roles", "kinds", "found"),
    [
        ((), (), [FIRM, CUSTOMS]),
        ((Role.OWNER,), (), [FIRM]),
        ((Role.OFFICER, Role.SUPERVISOR), (), [CUSTOMS]),
        ((Role.ADMINISTRATOR,), (), []),
        ((), (OrganisationKind.CUSTOMS,), [CUSTOMS]),
        ((Role.OWNER,), (OrganisationKind.CUSTOMS,), []),
    ],
)
def test_organisations_are_found_by_role_and_kind(
    roles: tuple[Role, ...], kinds: tuple[OrganisationKind, ...], found: list[UUID]
) -> None:
    assert member(OWNER, OFFICER).organisations(*roles, kinds=kinds) == found


def test_kinds_may_be_an_iterator() -> None:
    assert member(OWNER, OFFICER).organisations(kinds=iter([OrganisationKind.CUSTOMS])) == [CUSTOMS]


def test_a_role_is_of_one_organisation() -> None:
    actor = member(ADVISER, OFFICER)
    assert actor.role_in(FIRM) is Role.ADVISER
    assert actor.role_in(CUSTOMS) is Role.OFFICER
    assert actor.role_in(CHAMBER) is None


@pytest.mark.parametrize(
    ("actor", "scope", "may"),
    [
        (member(OWNER), "plans:read", True),  # a person is not narrowed
        (member(OWNER), "", True),
        (token("plans:read"), "plans:read", True),
        (token("plans:read"), "plans:write", False),
        (token("plans:read"), "", False),  # for people only
        (token(), "plans:read", False),
        (token(""), "", False),  # an empty scope opens nothing
    ],
)
def test_scopes_narrow_a_token(actor: Actor, scope: str, may: bool) -> None:
    assert actor.may_use(scope) is may


@pytest.mark.parametrize("kind", OrganisationKind)
def test_every_organisation_has_one_kind_of_head(kind: OrganisationKind) -> None:
    assert len([role for role in ROLES_OF[kind] if role in HEADS]) == 1
    assert Standing(FIRM, kind, Role.ADVISER).is_official is (kind is not OrganisationKind.FIRM)


def test_every_role_exists_somewhere() -> None:
    assert {role for roles in ROLES_OF.values() for role in roles} == set(Role)
