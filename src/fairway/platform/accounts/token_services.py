"""API tokens: issued and revoked by an organisation's head, and theirs, not the person's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import ApiToken, Organisation
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.presentation import scopes_known
from fairway.platform.accounts.secret import secret_digest, secret_new
from fairway.platform.accounts.services import Refused, clean_name, organisation_locked, person_of
from fairway.platform.audit.services import event_record

PREFIX = "fw_"
HINT_LETTERS = 8
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """The token, and its secret: shown once, stored nowhere."""

    token: ApiToken
    secret: str


@transaction.atomic
def token_issue(
    *, actor: Actor, organisation: Organisation, name: str, scopes: Collection[str], expires_on: date
) -> IssuedToken:
    """A new token that works until the end of `expires_on` (UTC). Raises UserError."""
    ORGANISATIONS.check(actor, "tokens.manage", organisation)
    maker, locked = person_of(actor), organisation_locked(organisation)
    _check_scopes(scopes)
    expires_at = _end_of(expires_on)
    _check_life(expires_at)
    if locked.tokens.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()).count() >= MOST_TOKENS:
        raise Refused(
            Text("{most} tokens are in use already. Revoke some of them first.", {"most": MOST_TOKENS})
        )
    secret = secret_new(PREFIX)
    token = ApiToken.objects.create(
        organisation=locked,
        name=clean_name(name, most=LONGEST_NAME),
        secret_digest=secret_digest(secret),
        hint=secret[:HINT_LETTERS],
        scopes=sorted(scopes),
        created_by=maker,
        expires_at=expires_at,
    )
    _record(actor, "token.issued", token, after={"name": token.name, "scopes": token.scopes})
    return IssuedToken(token, secret)


@transaction.atomic
def token_revoke(*, actor: Actor, token: ApiToken) -> ApiToken:
    """It stops working at once. Raises Refused when it was revoked before."""
    ORGANISATIONS.check(actor, "tokens.manage", token.organisation)
    locked = ApiToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at:
        raise Refused(Text("This token was revoked already."))
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    _record(actor, "token.revoked", locked, after={"name": locked.name})
    return locked


def _check_scopes(scopes: Collection[str]) -> None:
    if not scopes:
        raise UserError(Text("Choose at least one thing that the token may do."))
    unknown = sorted(set(scopes) - set(scopes_known()))
    if unknown:
        raise UserError(Text("“{scope}” is not a scope.", {"scope": unknown[0][:40]}))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _check_life(expires_at: datetime) -> None:
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise UserError(Text("A token ends within a year from today, and not in the past."))


def _record(actor: Actor, verb: str, token: ApiToken, after: dict[str, object]) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=token.organisation,
        organisation=token.organisation_id,
        after={"token": token.pk, **after},
    )
