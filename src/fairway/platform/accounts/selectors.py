"""Who is asking, and who belongs where."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from fairway.platform.access.actor import VISITOR, Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import Membership, User


def actor_of(user: User | AnonymousUser) -> Actor:
    """The person as an actor. An official without a second factor has no standing as an official."""
    if not isinstance(user, User):
        return VISITOR
    standings = _standings(user.pk)
    official = any(standing.is_official for standing in standings)
    lacks = official and not has_second_factor(user)
    held = tuple(s for s in standings if not (lacks and s.is_official))
    return Actor(ActorKind.MEMBER, str(user.pk), held, lacks_second_factor=lacks)


def has_second_factor(user: User) -> bool:
    """Whether signing in takes more than a password: an app's codes or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def _standings(user: UUID) -> tuple[Standing, ...]:
    current = Membership.objects.filter(
        user=user, left_at__isnull=True, organisation__closed_at__isnull=True
    ).values_list("organisation", "organisation__kind", "role", "organisation__is_host")
    return tuple(
        Standing(organisation, OrganisationKind(kind), Role(role), is_host)
        for organisation, kind, role, is_host in current
    )
