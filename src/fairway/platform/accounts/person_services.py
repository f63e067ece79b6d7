"""What people change about themselves. Sign-in and second factors are allauth's: see `adapter`."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import Invitation, Membership, User
from fairway.platform.accounts.names import plain_name
from fairway.platform.accounts.person_audit import person_event
from fairway.platform.accounts.person_selectors import current_memberships, led_alone, must_be_handed_over
from fairway.platform.accounts.services import Refused, membership_end, organisation_close

ERASED = "erased-{}@invalid"  # no letter can reach it, and nobody can sign up with it


@transaction.atomic
def settings_save(*, user: User, name: str, language: str, wants_digest: bool) -> None:
    """Keep what the person set; the event says which settings changed, never the name.

    Raises UserError for a name with a web address in it.
    """
    new = {"name": plain_name(name), "language": language, "wants_digest": wants_digest}
    kept = User.objects.select_for_update().get(pk=user.pk)
    changed = sorted(field for field, value in new.items() if getattr(kept, field) != value)
    if not changed:
        return
    User.objects.filter(pk=user.pk).update(**{field: new[field] for field in changed})
    person_event(user, "person.settings-changed", after={"settings": changed})


@transaction.atomic
def person_erase(*, user: User) -> None:
    """Forget the person: the row stays for the records that point to it, and names nobody.

    Memberships end; a firm that only they belonged to closes. What the audit log and other people's
    records say of them stays, by id. Raises Refused when an organisation must be handed over first.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    _leave_everything(person)
    _say_farewell(person)
    person_event(person, "person.erased")
    _forget_addresses(person)
    sessions_end(person)
    for belongings in (Authenticator, SocialAccount):
        belongings.objects.filter(user=person).delete()
    _make_nameless(person)


def sessions_end(person: User) -> int:
    """Sign the person out on every device, in the transaction of whatever gives the right to it; how many."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


def _leave_everything(person: User) -> None:
    actor = _with_every_standing(person)
    alone = {one.pk: one for one in led_alone(person)}
    for membership in alone.values():
        if must_be_handed_over(membership):
            raise Refused(
                Text(
                    "You alone lead {organisation}. Hand it over to somebody else first.",
                    {"organisation": membership.organisation.name},
                )
            )
    for membership in current_memberships(person):
        if membership.pk in alone:
            organisation_close(actor=actor, organisation=membership.organisation)
        else:
            membership_end(actor=actor, membership=membership)


def _with_every_standing(person: User) -> Actor:
    """An official may leave without a second factor too."""
    return Actor(
        ActorKind.MEMBER, str(person.pk), tuple(_standing(one) for one in current_memberships(person))
    )


def _standing(membership: Membership) -> Standing:
    organisation = membership.organisation
    return Standing(
        organisation.pk, OrganisationKind(organisation.kind), Role(membership.role), organisation.is_host
    )


def _say_farewell(person: User) -> None:
    with override(person.language):
        body = render_to_string("account/email/erased_message.txt")
        subject = _("Your account at Fairway is erased")
    send_mail(subject, body, None, [person.email])


def _forget_addresses(person: User) -> None:
    addresses = EmailAddress.objects.filter(user=person)
    known = {person.email, *addresses.values_list("email", flat=True)}
    now = timezone.now()
    received = Invitation.objects.filter(email__in=known)
    received.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=now)
    received.update(email=ERASED.format(person.pk))
    addresses.delete()


def _make_nameless(person: User) -> None:
    person.email, person.name = ERASED.format(person.pk), ""
    person.is_active, person.wants_digest, person.erased_at = False, False, timezone.now()
    person.set_unusable_password()
    person.save()
