"""API tokens: from the Authorization header to an actor, and from a decision to what an operation asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import AuthorizationError
from ninja.operation import Operation
from ninja.security import HttpBearer

from fairway.platform.access.actor import VISITOR, Actor, ActorKind, OrganisationKind, Standing
from fairway.platform.access.decisions import PUBLIC, AccessRequest, Asks, decision_of
from fairway.platform.access.policy import PERMISSIONS
from fairway.platform.accounts.models import ApiToken
from fairway.platform.accounts.selectors import token_find
from fairway.platform.accounts.services import HEAD_OF

USE_NOTED_EVERY = timedelta(hours=1)  # reading the API must not write to the database at every call
CHALLENGE = 'Bearer realm="Fairway"'


class TokenRequired(HttpBearer):
    """What an operation asks: a token with this scope. Raises AuthorizationError without the scope."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: Any, token: str) -> Actor | None:
        actor: Actor = request.actor
        if actor.kind is not ActorKind.TOKEN:
            return None
        if not actor.may_use(self.scope):
            raise AuthorizationError(message=_("This token lacks the scope “%s”.") % self.scope)
        return actor


def token_actor(request: HttpRequest) -> Actor:
    """Who calls the API: the token, with the powers of its organisation's head within its scopes.

    A visitor when there is no token or it does not work.
    """
    secret, now = _bearer(request), timezone.now()
    token = token_find(secret, now) if secret is not None else None
    if token is None:
        return VISITOR
    _note_use(token, now)
    kind = OrganisationKind(token.organisation.kind)
    # Never the host's powers over the instance: a token acts in one organisation.
    standing = Standing(token.organisation_id, kind, HEAD_OF[kind], is_host=False)
    return Actor(ActorKind.TOKEN, str(token.pk), (standing,), frozenset(token.scopes))


def brings_bad_token(request: AccessRequest) -> bool:
    return _bearer(request) is not None and request.actor.kind is not ActorKind.TOKEN


def secured(router: Router) -> Router:
    """The router, with every operation asking what its decision says. Raises LookupError without one."""
    for view in router.path_operations.values():
        for operation in view.operations:
            _secure(operation)
    return router


def _secure(operation: Operation) -> None:
    decision = decision_of(operation.view_func)
    if decision == PUBLIC:
        operation.auth_param, operation.auth_callbacks = None, []
        return
    if decision is None or decision.asks is not Asks.PERMISSION:
        raise LookupError(f"No decision about who may call {operation.path} of the API.")
    scope = PERMISSIONS[decision.permission].scope
    if not scope:
        raise LookupError(f"{operation.path} asks for {decision.permission}, which no token can have.")
    operation.auth_param = operation.auth_callbacks = [TokenRequired(scope)]
    needs = f"Needs a token with the scope `{scope}`."
    operation.description = f"{operation.description}\n\n{needs}" if operation.description else needs


def _bearer(request: HttpRequest) -> str | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
