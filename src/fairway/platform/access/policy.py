"""Permissions as rules over rows: one map per room, used by its lists, its details and its services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from fairway.platform.access.actor import Actor, OrganisationKind, Role

Row = TypeVar("Row", bound=Model)
Rule: TypeAlias = Callable[[Actor], Q]
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING  # not Q(), which an “or” would drop

# Every permission of every room, for the tests and the documentation.
PERMISSIONS: dict[str, Permission] = {}


@dataclass(frozen=True, slots=True)
class Permission:
    """`scope` is what a token needs for it; without one it is for people only. `meaning` is for docs/."""

    rule: Rule
    meaning: str
    scope: str = ""


class Policy(Mapping[str, Permission]):
    """The permission map of a room. `view` is the permission that makes a row exist for an actor."""

    def __init__(self, permissions: Mapping[str, Permission], *, view: str) -> None:
        self._permissions, self._view = dict(permissions), view
        PERMISSIONS.update(permissions)

    def __getitem__(self, name: str) -> Permission:
        return self._permissions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._permissions)

    def __len__(self) -> int:
        return len(self._permissions)

    def allowed(self, actor: Actor, name: str, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows on which the actor may do it."""
        permission = self[name]
        if not actor.may_use(permission.scope):
            return rows.none()
        return rows.filter(permission.rule(actor))

    def visible(self, actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
        return self.allowed(actor, self._view, rows)

    def find(self, actor: Actor, name: str, rows: QuerySet[Row], **lookup: object) -> Row:
        """The one row. Raises Http404 when it does not exist for the actor, PermissionDenied when it does."""
        found = self.allowed(actor, name, rows).filter(**lookup).first()
        if found is None and self.visible(actor, rows).filter(**lookup).exists():
            raise PermissionDenied
        if found is None:
            raise Http404
        return found

    def check(self, actor: Actor, name: str, row: Model) -> None:
        """For services: raises as `find` does when the actor may not do it to the row."""
        self.find(actor, name, type(row)._default_manager.all(), pk=row.pk)


def holding(*roles: Role, within: str = "organisation", kinds: Iterable[OrganisationKind] = ()) -> Rule:
    """The rule: the actor holds one of the roles in the organisation that the row's field `within` names.

    Without roles: any role. Use `within="pk"` for the rows of organisations themselves.
    """
    kinds = tuple(kinds)

    def rule(actor: Actor) -> Q:
        return Q(**{f"{within}__in": actor.organisations(*roles, kinds=kinds)})

    return rule


def running_the_instance(actor: Actor) -> Q:
    """The rule: administrators of the organisation that runs this instance, on every row."""
    return EVERYTHING if actor.runs_instance else NOTHING


def authorities_of_the_instance(actor: Actor) -> Q:
    """The rule: whoever runs the instance, on all organisations but firms, which belong to their owners."""
    return running_the_instance(actor) & ~Q(kind=OrganisationKind.FIRM)


def either(*rules: Rule) -> Rule:
    def rule(actor: Actor) -> Q:
        combined = NOTHING
        for one in rules:
            combined |= one(actor)
        return combined

    return rule
