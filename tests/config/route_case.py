"""How a line of the table of routes is written: the route, and the audience that may call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from tests.config.route_world import World


class Outcome(StrEnum):
    ALLOWED = "allowed"
    SIGN_IN = "sign-in"  # led to the page where one signs in
    REFUSED = "refused"  # 403: they see it, and may not do that
    UNKNOWN = "unknown"  # 404: for them it does not exist


Expected = frozenset[Outcome]
_EITHER = frozenset(Outcome)


def _audience(
    allowed: Iterable[str], refused: Iterable[str] = (), *, visitor: Outcome
) -> dict[str, Expected]:
    roles = ("owner", "colleague", "adviser", "stranger", "officer", "supervisor", "administrator")
    found = dict.fromkeys(roles, Outcome.UNKNOWN)
    found |= dict.fromkeys(refused, Outcome.REFUSED) | dict.fromkeys(allowed, Outcome.ALLOWED)
    return {role: frozenset((outcome,)) for role, outcome in (found | {"visitor": visitor}).items()}


_ALL = ("owner", "colleague", "adviser", "stranger", "officer", "supervisor", "administrator")
_FIRM = ("owner", "colleague", "adviser")
AUDIENCES: dict[str, dict[str, Expected]] = {
    # What the library shows there depends on what the person has set up, and is the person's own.
    "the person of the account": dict.fromkeys(_ALL, _EITHER - {Outcome.SIGN_IN})
    | {"visitor": frozenset((Outcome.SIGN_IN,))},
    # Steps on the way in, which send whoever is not on the way back to its beginning.
    "whoever is signing in": dict.fromkeys((*_ALL, "visitor"), _EITHER),
    "everybody": _audience(_ALL, visitor=Outcome.ALLOWED),
    "nobody": _audience((), visitor=Outcome.UNKNOWN),
    "machines with a signature": dict.fromkeys((*_ALL, "visitor"), frozenset((Outcome.REFUSED,))),
    "nobody else": _audience((), visitor=Outcome.SIGN_IN),
    "the signed-in": _audience(_ALL, visitor=Outcome.SIGN_IN),
    "the firm": _audience(_FIRM, visitor=Outcome.SIGN_IN),
    "the firm and who runs the instance": _audience((*_FIRM, "administrator"), visitor=Outcome.SIGN_IN),
    "the firm's staff": _audience(("owner", "colleague"), ("adviser",), visitor=Outcome.SIGN_IN),
    "the owner": _audience(("owner",), ("colleague", "adviser", "administrator"), visitor=Outcome.SIGN_IN),
    "the owner alone applies": _audience(("owner",), ("colleague", "adviser"), visitor=Outcome.SIGN_IN),
    "the owner, and others see nothing": _audience(("owner",), visitor=Outcome.SIGN_IN),
    "members but not who runs the instance": _audience(_FIRM, ("administrator",), visitor=Outcome.SIGN_IN),
    "who runs the instance": _audience(
        ("administrator",), ("officer", "supervisor"), visitor=Outcome.SIGN_IN
    ),
    "officers": _audience(("officer", "supervisor"), visitor=Outcome.SIGN_IN),
    "supervisors": _audience(("supervisor",), ("officer",), visitor=Outcome.SIGN_IN),
    "the office": _audience(("officer", "supervisor", "administrator"), visitor=Outcome.SIGN_IN),
    "officers, before the office": _audience(
        ("officer", "supervisor"), ("administrator",), visitor=Outcome.SIGN_IN
    ),
    "who manages the office": _audience(
        ("supervisor", "administrator"), ("officer",), visitor=Outcome.SIGN_IN
    ),
    "who leads the office": _audience(("supervisor", "administrator"), ("officer",), visitor=Outcome.SIGN_IN),
    "who makes policy": _audience(("supervisor", "administrator"), visitor=Outcome.SIGN_IN),
    "the firm and officers": _audience((*_FIRM, "officer", "supervisor"), visitor=Outcome.SIGN_IN),
}

Kwargs = Callable[[World], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """One route: who may call it, how, and with what."""

    route: str
    audience: str
    make_kwargs: Kwargs = lambda world: {}
    method: str = "GET"
    query: str = ""
    fields: Kwargs = lambda world: {}

    def kwargs(self, world: World) -> dict[str, Any]:
        return self.make_kwargs(world)

    def body(self, world: World) -> str:
        return urlencode(self.fields(world))

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def of_firm(**extra: Callable[[World], Any]) -> Kwargs:
    """The parts of an address below the firm's workspace."""
    return lambda world: (
        {"organisation": world.people.firm.pk} | {name: value(world) for name, value in extra.items()}
    )


def of_office(**extra: Callable[[World], Any]) -> Kwargs:
    """The parts of an address below the office of customs."""
    return lambda world: (
        {"organisation": world.people.customs.pk} | {name: value(world) for name, value in extra.items()}
    )
