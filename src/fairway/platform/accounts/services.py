"""Opening, leading and closing organisations; who belongs to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fairway.kernel.economy import Economy
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import HEADS, ROLES_OF, Actor, OrganisationKind, Role
from fairway.platform.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from fairway.platform.accounts.names import one_line, plain_name
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.selectors import led_firms
from fairway.platform.audit.services import event_record

LONGEST_NAME = 200
MOST_FIRMS = 10  # that one person leads: nobody needs more, and each is a name to write letters with
SENT_TWICE_WITHIN = timedelta(seconds=30)  # a double click, or a form sent again by an impatient person
HEAD_OF: dict[OrganisationKind, Role] = {kind: roles[0] for kind, roles in ROLES_OF.items()}


class Refused(UserError):
    """What was asked cannot be done; nothing has changed."""


def person_of(actor: Actor) -> User:
    """The signed-in person behind the actor. Raises PermissionDenied for anybody else."""
    if not actor.is_signed_in:
        raise PermissionDenied
    return User.objects.get(pk=actor.id)


def person_locked(actor: Actor) -> User:
    """The person behind the actor, held until the transaction ends: what is counted by person takes turns."""
    return User.objects.select_for_update().get(pk=person_of(actor).pk)


@transaction.atomic
def firm_open(*, actor: Actor, name: str, economy: str) -> Organisation:
    """A new firm, owned by the person who opens it. A form that is sent twice opens one.

    Raises UserError for a bad name or economy, and for more firms than a person may lead.
    """
    owner = person_locked(actor)
    if same := _opened_just_now(owner, clean_name(name), Economy.parse(economy)):
        return same
    if led_firms(owner).count() >= MOST_FIRMS:
        raise Refused(
            Text(
                "You lead {most} firms, and nobody can lead more. Close one of them, or hand it over first.",
                {"most": MOST_FIRMS},
            )
        )
    firm = organisation_create(actor, OrganisationKind.FIRM, name, economy)
    member_add(actor=actor, user=owner, organisation=firm, role=Role.OWNER)
    return firm


@transaction.atomic
def organisation_open(*, actor: Actor, kind: OrganisationKind, name: str, economy: str) -> Organisation:
    """A customs administration, chamber or ministry beside the host; its first people are invited."""
    host = get_object_or_404(Organisation, is_host=True)
    ORGANISATIONS.check(actor, "organisation.open", host)
    if kind is OrganisationKind.FIRM:
        raise Refused(Text("A firm is opened by the person who owns it."))
    return organisation_create(actor, kind, name, economy)


@transaction.atomic
def organisation_rename(*, actor: Actor, organisation: Organisation, name: str) -> Organisation:
    ORGANISATIONS.check(actor, "organisation.edit", organisation)
    locked = organisation_locked(organisation)
    before, locked.name = locked.name, clean_name(name)
    if locked.name != before:
        locked.save(update_fields=["name"])
        _record(actor, "organisation.renamed", locked, before={"was": before}, after={"name": locked.name})
    return locked


@transaction.atomic
def organisation_close(*, actor: Actor, organisation: Organisation) -> Organisation:
    """For good: every membership ends, invitations and tokens stop working, the records stay."""
    ORGANISATIONS.check(actor, "organisation.close", organisation)
    locked = organisation_locked(organisation)
    if locked.is_host:
        raise Refused(Text("The organisation that runs this instance cannot be closed."))
    locked.closed_at = now = timezone.now()
    locked.save(update_fields=["closed_at"])
    locked.memberships.filter(left_at__isnull=True).update(left_at=now)
    locked.tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
    Invitation.objects.open(now).filter(organisation=locked).update(withdrawn_at=now)
    _record(actor, "organisation.closed", locked, after={"name": locked.name})
    return locked


def organisation_create(
    actor: Actor, kind: OrganisationKind, name: str, economy: str, *, is_host: bool = False
) -> Organisation:
    """The row and its first event, in the transaction of whatever gives the right to it."""
    opened = Organisation.objects.create(
        kind=kind, name=clean_name(name), economy=Economy.parse(economy).code, is_host=is_host
    )
    _record(actor, "organisation.opened", opened, after={"name": opened.name, "kind": kind})
    return opened


def member_add(*, actor: Actor, user: User, organisation: Organisation, role: Role) -> Membership:
    """Begin a membership, in the transaction of whatever gives the right to it.

    Raises Refused when the person belongs to the organisation already or the role is not one of its kind.
    """
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise Refused(Text("{organisation} has no such role.", {"organisation": organisation.name}))
    if organisation.memberships.filter(user=user, left_at__isnull=True).exists():
        raise Refused(Text("You already belong to {organisation}.", {"organisation": organisation.name}))
    member = Membership.objects.create(
        user=user, organisation=organisation, role=role, joined_at=timezone.now()
    )
    verb = "member.joined" if str(user.pk) == actor.id else "member.appointed"
    _record(actor, verb, organisation, after={"member": member.pk, "user": user.pk, "role": role})
    return member


@transaction.atomic
def role_change(*, actor: Actor, membership: Membership, role: Role) -> Membership:
    """Give a member another role. A firm's ownership moves by `ownership_transfer` only."""
    ORGANISATIONS.check(actor, "members.change", membership.organisation)
    organisation = organisation_locked(membership.organisation)
    member = _current(membership)
    if role not in roles_to_give(organisation):
        raise Refused(Text("This role cannot be given. Hand the organisation over instead."))
    if member.role != role:
        _keep_a_head(organisation, member)
        role_set(actor, member, role)
    return member


@transaction.atomic
def membership_end(*, actor: Actor, membership: Membership) -> Membership:
    """A head ends a membership, or a member leaves. The API tokens this person made are revoked with it."""
    organisation = organisation_locked(membership.organisation)
    is_own = actor.is_signed_in and str(membership.user_id) == actor.id
    ORGANISATIONS.check(actor, "organisation.leave" if is_own else "members.change", organisation)
    member = _current(membership)
    _keep_a_head(organisation, member)
    member.left_at = now = timezone.now()
    member.save(update_fields=["left_at"])
    revoked = _tokens_revoke(organisation, member.user_id, now)
    _record(
        actor,
        "member.left" if is_own else "member.removed",
        organisation,
        before={"role": member.role},
        after={"member": member.pk, "user": member.user_id, "tokens_revoked": revoked},
    )
    return member


@transaction.atomic
def ownership_transfer(*, actor: Actor, organisation: Organisation, to: Membership) -> Membership:
    """The head hands the organisation over to another member, and takes the member's place."""
    ORGANISATIONS.check(actor, "organisation.transfer", organisation)
    locked = organisation_locked(organisation)
    heir = _current(to)
    giver = locked.memberships.select_for_update().get(user__pk=actor.id, left_at__isnull=True)
    if heir.organisation_id != locked.pk or heir.pk == giver.pk:
        raise Refused(Text("Choose another member of {organisation}.", {"organisation": locked.name}))
    if not may_lead(locked, heir):
        raise Refused(Text("An adviser cannot own the firm. Make this person a colleague first."))
    head, place = Role(giver.role), Role(heir.role)
    role_set(actor, heir, head)
    role_set(actor, giver, place)
    return heir


def may_lead(organisation: Organisation, member: Membership) -> bool:
    """An adviser from elsewhere does not become a firm's owner by a slip."""
    return organisation.kind != OrganisationKind.FIRM or member.role != Role.ADVISER


def roles_to_give(organisation: Organisation) -> tuple[Role, ...]:
    """The roles that a head may invite to or change a member to: a firm keeps its one owner."""
    return tuple(role for role in ROLES_OF[OrganisationKind(organisation.kind)] if role is not Role.OWNER)


def clean_name(text: str, *, most: int = LONGEST_NAME) -> str:
    """The name on one line and without a web address, since it stands in letters. Raises UserError."""
    name = one_line(text)
    if not 2 <= len(name) <= most or not name.isprintable():
        raise UserError(Text("A name has 2 to {most} letters.", {"most": most}))
    return plain_name(name)


def organisation_locked(organisation: Organisation) -> Organisation:
    """The row as it is now, held until the transaction ends: changes to one organisation take turns."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.closed_at is not None:
        raise Refused(Text("{organisation} is closed.", {"organisation": locked.name}))
    return locked


def _opened_just_now(owner: User, name: str, economy: Economy) -> Organisation | None:
    since = timezone.now() - SENT_TWICE_WITHIN
    led = led_firms(owner).filter(organisation__created_at__gt=since)
    return Organisation.objects.filter(memberships__in=led, name=name, economy=economy.code).first()


def _current(membership: Membership) -> Membership:
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    if current.left_at is not None:
        raise Refused(Text("This person has left already."))
    return current


def _keep_a_head(organisation: Organisation, member: Membership) -> None:
    """Refuse what would leave the organisation without anybody to lead it."""
    if member.role not in HEADS:
        return
    heads = organisation.memberships.filter(left_at__isnull=True, role__in=HEADS, user__is_active=True)
    if not heads.exclude(pk=member.pk).exists():
        raise Refused(
            Text("Nobody would lead {organisation}. Hand it over first.", {"organisation": organisation.name})
        )


def role_set(actor: Actor, member: Membership, role: Role) -> None:
    """In the transaction of whatever gives the right to it.

    Tokens act with a head's powers: those of who stops being one are revoked with it.
    """
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    after: dict[str, object] = {"member": member.pk, "user": member.user_id, "role": role}
    if before in HEADS and role not in HEADS:
        after["tokens_revoked"] = _tokens_revoke(member.organisation, member.user_id, timezone.now())
    _record(actor, "member.role-changed", member.organisation, before={"role": before}, after=after)


def _tokens_revoke(organisation: Organisation, maker: UUID, now: datetime) -> list[str]:
    tokens = ApiToken.objects.filter(organisation=organisation, created_by=maker, revoked_at__isnull=True)
    revoked = [str(pk) for pk in tokens.values_list("pk", flat=True)]
    tokens.update(revoked_at=now)
    return revoked


def _record(
    actor: Actor,
    verb: str,
    organisation: Organisation,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object],
) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=organisation,
        organisation=organisation.pk,
        before=before,
        after=after,
    )
