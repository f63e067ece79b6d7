"""Who is asking. Built once for a request; pure values, so that rules can be tested without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class OrganisationKind(StrEnum):
    FIRM = "firm"
    CUSTOMS = "customs"
    CHAMBER = "chamber"
    MINISTRY = "ministry"


class Role(StrEnum):
    """What a member is in an organisation."""

    OWNER = "owner"
    COLLEAGUE = "colleague"
    ADVISER = "adviser"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    STATISTICIAN = "statistician"
    ADMINISTRATOR = "administrator"


ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.FIRM: (Role.OWNER, Role.COLLEAGUE, Role.ADVISER),
    OrganisationKind.CUSTOMS: (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OFFICER, Role.STATISTICIAN),
    OrganisationKind.CHAMBER: (Role.ADMINISTRATOR, Role.ADVISER),
    OrganisationKind.MINISTRY: (Role.ADMINISTRATOR, Role.OFFICER, Role.STATISTICIAN),
}
HEADS = (Role.OWNER, Role.ADMINISTRATOR)  # who leads an organisation; it always has one


class ActorKind(StrEnum):
    VISITOR = "visitor"
    MEMBER = "member"
    TOKEN = "token"  # noqa: S105  (the word, not a secret)
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Standing:
    """A role in an organisation. `is_host`: the organisation that runs this instance."""

    organisation: UUID
    kind: OrganisationKind
    role: Role
    is_host: bool = False

    @property
    def is_official(self) -> bool:
        """Whether it opens other people's records, and so needs a second factor."""
        return self.kind is not OrganisationKind.FIRM


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. `scopes` narrow a token; a person's are None."""

    kind: ActorKind
    id: str = ""
    standings: tuple[Standing, ...] = ()
    scopes: frozenset[str] | None = None
    lacks_second_factor: bool = False  # an official whose standings wait for one

    @property
    def reference(self) -> str:
        """How the audit log names it: `member:1c0f…`."""
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)

    @property
    def is_signed_in(self) -> bool:
        return self.kind is ActorKind.MEMBER

    @property
    def runs_instance(self) -> bool:
        return any(s.is_host and s.role is Role.ADMINISTRATOR for s in self.standings)

    def organisations(self, *roles: Role, kinds: Iterable[OrganisationKind] = ()) -> list[UUID]:
        """Where the actor holds one of the roles (any role when none is named), within `kinds` if given."""
        kinds = tuple(kinds)
        return [
            s.organisation
            for s in self.standings
            if (not roles or s.role in roles) and (not kinds or s.kind in kinds)
        ]

    def role_in(self, organisation: UUID) -> Role | None:
        return next((s.role for s in self.standings if s.organisation == organisation), None)

    def may_use(self, scope: str) -> bool:
        """Whether a token's scopes allow it; a person is not narrowed. Without a scope: people only."""
        return self.scopes is None or (bool(scope) and scope in self.scopes)


VISITOR = Actor(ActorKind.VISITOR)


def system(job: str) -> Actor:
    """The house itself, doing a job such as `retention`."""
    return Actor(ActorKind.SYSTEM, job)
