"""What a route asks of whoever calls it. Every view carries one; a view without is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fairway.platform.access.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


class Asks(StrEnum):
    NOTHING = "nothing"
    SIGN_IN = "sign-in"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class Decision:
    """`permission` names an entry of a room's policy; the view looks its row up with it."""

    asks: Asks
    permission: str = ""


PUBLIC = Decision(Asks.NOTHING)
SIGNED_IN = Decision(Asks.SIGN_IN)


class AccessRequest(HttpRequest):
    """A request after the middleware: it knows who is asking."""

    actor: Actor


def public(view: View) -> View:
    """Everyone may call it."""
    return _decided(view, PUBLIC)


def signed_in(view: View) -> View:
    """For every signed-in person; it shows only what is their own."""
    return _decided(view, SIGNED_IN)


def requires(permission: str) -> Callable[[View], View]:
    """For those whom a policy grants `permission`, on the row that the view looks up."""

    def decided(view: View) -> View:
        return _decided(view, Decision(Asks.PERMISSION, permission))

    return decided


def decision_of(view: Callable[..., Any]) -> Decision | None:
    found: Decision | None = getattr(view, "access", None)
    return found


def refusal(request: AccessRequest, decision: Decision | None) -> HttpResponseBase | None:
    """The answer to who may not even call the view; None when the view may run."""
    if decision is None:
        raise LookupError(f"No decision about who may call {request.path_info}.")
    if decision.asks is Asks.NOTHING or request.actor.is_signed_in:
        return None
    return redirect_to_login(request.get_full_path())


def _decided(view: View, decision: Decision) -> View:
    view.access = decision  # type: ignore[attr-defined]
    return view
