"""What the operator does at the machine. No policy is asked: who may run commands here owns the database."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairway.kernel.text import Text
from fairway.platform.access.actor import HEADS, Actor, OrganisationKind
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.accounts.names import plain_name
from fairway.platform.accounts.person_services import sessions_end
from fairway.platform.accounts.selectors import host_organisation
from fairway.platform.accounts.services import HEAD_OF, Refused, member_add, organisation_create, role_set
from fairway.platform.audit.services import event_record


@transaction.atomic
def host_open(*, actor: Actor, kind: OrganisationKind, name: str, economy: str) -> Organisation:
    """The organisation that runs this instance, once. Raises UserError."""
    if host_organisation() is not None:
        raise Refused(Text("This instance has its host organisation already."))
    if kind is OrganisationKind.FIRM:
        raise Refused(Text("A firm cannot run an instance."))
    return organisation_create(actor, kind, name, economy, is_host=True)


@transaction.atomic
def administrator_appoint(
    *, actor: Actor, email: str, name: str = "", password: str | None = None
) -> Membership:
    """Make a person administrator of the host; the account is created when there is none.

    Without a password a new account waits for the person to ask for a reset. Raises Refused.
    """
    host = host_organisation()
    if host is None:
        raise Refused(Text("There is no host organisation yet. Run “fairway accounts host” first."))
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        person = person_create(actor=actor, email=email, name=name, password=password)
    elif password is not None:
        raise Refused(Text("{email} has an account and its own password.", {"email": person.email}))
    held = host.memberships.filter(user=person, left_at__isnull=True).first()
    if held is None:
        return member_add(
            actor=actor, user=person, organisation=host, role=HEAD_OF[OrganisationKind(host.kind)]
        )
    if held.role not in HEADS:
        role_set(actor, held, HEAD_OF[OrganisationKind(host.kind)])
    return held


@transaction.atomic
def person_create(
    *, actor: Actor, email: str, name: str = "", password: str | None = None, language: str = "en"
) -> User:
    """An account whose address counts as verified, because the operator says so. Raises Refused."""
    person = User(email=_clean_address(email), name=plain_name(name), language=language)
    _check_password(password, person)
    person.set_password(password)  # None makes it unusable until a reset
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    event_record(actor=actor, verb="person.created", subject=person)
    return person


@transaction.atomic
def person_suspend(*, actor: Actor, email: str) -> User:
    """The person cannot sign in, every session ends for good, and API tokens of theirs do not work."""
    person = _person_locked(email)
    if person.is_active:
        _activity_set(person, is_active=False)
        ended = sessions_end(person)
        event_record(actor=actor, verb="person.suspended", subject=person, after={"sessions_ended": ended})
    return person


@transaction.atomic
def person_restore(*, actor: Actor, email: str) -> User:
    """The person may sign in again; API tokens that were not revoked meanwhile work again."""
    person = _person_locked(email)
    if not person.is_active:
        _activity_set(person, is_active=True)
        event_record(actor=actor, verb="person.restored", subject=person)
    return person


@transaction.atomic
def factors_reset(*, actor: Actor, email: str) -> User:
    """For a person who has lost every second factor: all go, every session ends, a letter says so.

    Whoever asks for it must be known to the operator by other means than the address.
    """
    person = _person_locked(email)
    taken, _by_kind = Authenticator.objects.filter(user=person).delete()
    if taken:
        sessions_end(person)
        event_record(actor=actor, verb="person.factors-reset", subject=person)
        _say_factors_reset(person)
    return person


def _say_factors_reset(person: User) -> None:
    with override(person.language):
        body = render_to_string("account/email/factors_reset_message.txt", {"site_url": settings.SITE_URL})
        subject = _("Your second factors at Fairway are reset")
    send_mail(subject, body, None, [person.email])


def _person_locked(email: str) -> User:
    person = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    if person is None or person.erased_at:
        raise Refused(Text("Nobody here has the address {email}.", {"email": email.strip()[:80]}))
    return person


def _activity_set(person: User, *, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])


def _clean_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(Text("“{email}” is not an e-mail address.", {"email": address[:80]})) from None
    return address


def _check_password(password: str | None, person: User) -> None:
    try:
        if password is not None:
            validate_password(password, person)
    except ValidationError as error:
        raise Refused(Text("{reason}", {"reason": " ".join(error.messages)})) from None
