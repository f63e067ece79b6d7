"""Who is asking, and who belongs where."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import VISITOR, Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from fairway.platform.accounts.secret import secret_digest


class UnknownCursor(UserError):
    """No page of this list begins there."""


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


def host_organisation() -> Organisation | None:
    """The organisation that runs this instance; None until the operator names it."""
    return Organisation.objects.filter(is_host=True).first()


def organisations_list(kind: str = "") -> QuerySet[Organisation]:
    """Every open organisation with its number of members, by name."""
    current = Count("memberships", filter=Q(memberships__left_at__isnull=True))
    found = Organisation.objects.filter(closed_at__isnull=True).annotate(members=current)
    found = found.order_by("name", "pk")  # counting drops the usual order
    return found.filter(kind=kind) if kind else found


def people_list() -> QuerySet[User]:
    """Everybody with an account, by address, with where they belong or belonged."""
    people = User.objects.filter(erased_at__isnull=True).order_by("email")
    return people.prefetch_related("memberships__organisation")


def members_list(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it now, in the order of joining."""
    return organisation.memberships.filter(left_at__isnull=True).select_related("user", "organisation")


def members_page(
    organisation: Organisation, *, after: str, limit: int
) -> tuple[list[Membership], str | None]:
    """The members that follow `after` (an id; "" for the first page), and where the next page begins.

    Raises UnknownCursor.
    """
    members = members_list(organisation)
    if after:
        last = _membership_at(organisation, after)
        later = Q(joined_at__gt=last.joined_at) | Q(joined_at=last.joined_at, pk__gt=last.pk)
        members = members.filter(later)
    found = list(members[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None


def led_firms(person: User) -> QuerySet[Membership]:
    """The person's memberships as owner of a firm that is open."""
    return Membership.objects.filter(
        user=person, left_at__isnull=True, role=Role.OWNER, organisation__closed_at__isnull=True
    )


def invitations_open(organisation: Organisation, now: datetime) -> QuerySet[Invitation]:
    return organisation.invitations.open(now).select_related("invited_by")


def invitation_find(secret: str) -> Invitation | None:
    """The invitation of a link, whatever has become of it."""
    found = Invitation.objects.filter(secret_digest=secret_digest(secret))
    return found.select_related("organisation", "invited_by").first()


def tokens_list(organisation: Organisation) -> QuerySet[ApiToken]:
    """Every token, the newest first; those that no longer work too."""
    return organisation.tokens.select_related("created_by")


def token_find(secret: str, now: datetime) -> ApiToken | None:
    """The token that works with this secret now, not while its maker is suspended.

    Bad ones of every sort cost the same one look-up.
    """
    working = ApiToken.objects.filter(
        revoked_at__isnull=True,
        expires_at__gt=now,
        organisation__closed_at__isnull=True,
        created_by__is_active=True,
    )
    return working.filter(secret_digest=secret_digest(secret)).select_related("organisation").first()


def _standings(user: UUID) -> tuple[Standing, ...]:
    current = Membership.objects.filter(
        user=user, left_at__isnull=True, organisation__closed_at__isnull=True
    ).values_list("organisation", "organisation__kind", "role", "organisation__is_host")
    return tuple(
        Standing(organisation, OrganisationKind(kind), Role(role), is_host)
        for organisation, kind, role, is_host in current
    )


def _membership_at(organisation: Organisation, cursor: str) -> Membership:
    """Where a page ended, even if this member has left since."""
    try:
        return organisation.memberships.get(pk=cursor)
    except (Membership.DoesNotExist, ValidationError):
        raise UnknownCursor(Text("“{cursor}” is not where a page begins.", {"cursor": cursor[:40]})) from None
