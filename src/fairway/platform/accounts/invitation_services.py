"""Inviting somebody by letter: the link in it is used once, within its days, by whom it was sent to."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor, Role
from fairway.platform.accounts.models import Invitation, Membership, Organisation, User
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.presentation import ROLE_WORDS
from fairway.platform.accounts.secret import secret_digest, secret_new
from fairway.platform.accounts.services import (
    Refused,
    member_add,
    organisation_locked,
    person_locked,
    person_of,
    roles_to_give,
)
from fairway.platform.audit.services import event_record

DAYS = 14
MOST_OPEN = 50  # of an organisation: a stolen session must not become a source of letters to strangers
# Letters in a day. Withdrawn invitations count too, since their letters were sent.
DAY = timedelta(days=1)
MOST_TO_ADDRESS = 3  # whichever organisations of this instance they are from
MOST_BY_PERSON = 20  # whichever organisations they are for


@transaction.atomic
def member_invite(
    *, actor: Actor, organisation: Organisation, email: str, role: Role, language: str
) -> Invitation:
    """Send somebody a letter, in `language`, with the link that makes them a member.

    A new invitation to the same address takes the place of the one before. Raises Refused.
    """
    ORGANISATIONS.check(actor, "members.invite", organisation)
    inviter, locked = person_locked(actor), organisation_locked(organisation)
    address = email.strip().lower()
    validate_email(address)
    _check_invitable(locked, address, role)
    _check_letters(inviter, address)
    secret, now = secret_new(), timezone.now()
    locked.invitations.open(now).filter(email=address).update(withdrawn_at=now)
    if locked.invitations.open(now).count() >= MOST_OPEN:
        raise Refused(
            Text("{most} invitations are open already. Withdraw some of them first.", {"most": MOST_OPEN})
        )
    invitation = Invitation.objects.create(
        organisation=locked,
        email=address,
        role=role,
        secret_digest=secret_digest(secret),
        invited_by=inviter,
        expires_at=now + timedelta(days=DAYS),
    )
    _record(actor, "member.invited", invitation)
    _letter_send(invitation, secret, language)
    return invitation


@transaction.atomic
def invitation_withdraw(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The link stops working. Raises Refused when it was used or withdrawn before."""
    ORGANISATIONS.check(actor, "members.invite", invitation.organisation)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise Refused(Text("This invitation is not open any more."))
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    _record(actor, "invitation.withdrawn", locked)
    return locked


@transaction.atomic
def invitation_accept(*, actor: Actor, secret: str) -> Membership:
    """The signed-in person whose verified address was invited becomes a member.

    Raises Http404 for a secret that never was, Refused when the invitation is over or for another address.
    """
    person = person_of(actor)
    invitation = Invitation.objects.filter(secret_digest=secret_digest(secret)).first()
    if invitation is None:
        raise Http404
    organisation = organisation_locked(invitation.organisation)
    invitation.refresh_from_db()  # whoever held the organisation before may have used it
    invitation_check(invitation)
    _check_addressee(invitation, person)
    member = member_add(actor=actor, user=person, organisation=organisation, role=Role(invitation.role))
    invitation.accepted_at, invitation.accepted_by = member.joined_at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return member


def _check_invitable(organisation: Organisation, address: str, role: Role) -> None:
    if role not in roles_to_give(organisation):
        raise Refused(Text("Nobody can be invited to this role."))
    members = organisation.memberships.filter(left_at__isnull=True, user__email__iexact=address)
    if members.exists():
        raise Refused(
            Text("This person already belongs to {organisation}.", {"organisation": organisation.name})
        )


def _check_letters(inviter: User, address: str) -> None:
    """The same words whoever wrote before: they must not tell that other organisations did."""
    today = Invitation.objects.filter(created_at__gt=timezone.now() - DAY)
    if today.filter(invited_by=inviter).count() >= MOST_BY_PERSON:
        raise Refused(
            Text("You can send {most} invitations in a day. Try again tomorrow.", {"most": MOST_BY_PERSON})
        )
    if today.filter(email=address).count() >= MOST_TO_ADDRESS:
        raise Refused(
            Text(
                "An address gets {most} invitations in a day at most. Try again tomorrow.",
                {"most": MOST_TO_ADDRESS},
            )
        )


def invitation_check(invitation: Invitation) -> None:
    """Raises Refused when the invitation is not open any more, with the reason."""
    if invitation.accepted_at:
        raise Refused(Text("This invitation has been used. Each one works once."))
    if invitation.withdrawn_at:
        raise Refused(Text("This invitation was withdrawn."))
    if invitation.expires_at <= timezone.now():
        raise Refused(Text("This invitation has expired. Ask for a new one."))


def _check_addressee(invitation: Invitation, person: User) -> None:
    addresses = EmailAddress.objects.filter(user=person, verified=True, email__iexact=invitation.email)
    if not addresses.exists():
        raise Refused(
            Text("This invitation was sent to another e-mail address. Sign in with the account of that one.")
        )


def _letter_send(invitation: Invitation, secret: str, language: str) -> None:
    with override(language):
        link = settings.SITE_URL + reverse("accounts:join", args=[secret])
        context = {"invitation": invitation, "role": ROLE_WORDS[invitation.role], "link": link, "days": DAYS}
        subject = _("An invitation to Fairway")  # fixed: what others have typed stands in the body, quoted
        body = render_to_string("accounts/letters/invitation.txt", context)
    send_mail(subject, body, None, [invitation.email])


def _record(actor: Actor, verb: str, invitation: Invitation) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=invitation.organisation,
        organisation=invitation.organisation_id,
        after={"invitation": invitation.pk, "role": invitation.role},
    )
