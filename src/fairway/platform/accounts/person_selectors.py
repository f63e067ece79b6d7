"""What a person may read about themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from fairway.platform.access.actor import HEADS, Actor, ActorKind, OrganisationKind, Role
from fairway.platform.accounts.models import ApiToken, Invitation, Membership, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.audit.models import Event

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_official(user: User) -> bool:
    """Whether one of the person's roles opens other people's records, and so needs a second factor."""
    actor = actor_of(user)
    return actor.lacks_second_factor or any(standing.is_official for standing in actor.standings)


def has_other_factor(authenticator: Authenticator) -> bool:
    """Whether the person would still have a second factor without this one."""
    factors = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
    return bool(factors.exclude(pk=authenticator.pk).exists())


def current_memberships(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(
        user=user, left_at__isnull=True, organisation__closed_at__isnull=True
    ).select_related("organisation")


def led_alone(user: User) -> list[Membership]:
    """The person's memberships of organisations that nobody would lead without them."""
    return [one for one in current_memberships(user) if one.role in HEADS and not _others(one, HEADS)]


def must_be_handed_over(membership: Membership) -> bool:
    """Whether the organisation goes on without its only head, and so needs another one first.

    A firm whose only other members are advisers from elsewhere closes with its owner.
    """
    if membership.organisation.kind != OrganisationKind.FIRM:
        return True
    return _others(membership, [role for role in Role if role is not Role.ADVISER])


def _others(membership: Membership, roles: Iterable[Role]) -> bool:
    current = Membership.objects.filter(organisation=membership.organisation_id, left_at__isnull=True)
    others = current.filter(role__in=list(roles), user__is_active=True).exclude(user=membership.user_id)
    return bool(others.exists())


def person_data(user: User) -> dict[str, Any]:
    """Everything the instance holds about the person, as plain data. Secrets are named, not shown."""
    return {
        "profile": {
            "id": str(user.pk),
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "wants_digest": user.wants_digest,
            "joined_at": _moment(user.joined_at),
            "last_login": _moment(user.last_login),
        },
        "addresses": _rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        "memberships": _rows(
            Membership.objects.filter(user=user),
            "organisation_id",
            "organisation__name",
            "role",
            "joined_at",
            "left_at",
        ),
        "invitations_received": _rows(
            Invitation.objects.filter(accepted_by=user), "organisation__name", "email", "role", "accepted_at"
        ),
        "invitations_sent": _rows(
            Invitation.objects.filter(invited_by=user), "organisation__name", "role", "created_at"
        ),
        "second_factors": _rows(
            Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"
        ),
        "identities": _rows(
            SocialAccount.objects.filter(user=user), "provider", "uid", "extra_data", "date_joined"
        ),
        "sessions": _rows(
            UserSession.objects.filter(user=user), "ip", "user_agent", "created_at", "last_seen_at"
        ),
        "tokens_created": _rows(
            ApiToken.objects.filter(created_by=user),
            "organisation__name",
            "name",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ),
        "events": _rows(
            events_by(user), "at", "verb", "subject", "organisation", "before", "after", "reason"
        ),
    }


def events_by(user: User) -> QuerySet[Event]:
    """What the audit log says that the person did."""
    return Event.objects.filter(actor=Actor(ActorKind.MEMBER, str(user.pk)).reference)


def _rows(rows: QuerySet[Any], *fields: str) -> list[dict[str, Any]]:
    return [_plain(zip(fields, values, strict=True)) for values in rows.values_list(*fields)]


def _plain(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name.removesuffix("_id").replace("__", "_"): _value(value) for name, value in pairs}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    return value if isinstance(value, bool | int | str | list | dict | None) else str(value)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
