"""The people of the tests: the same six roles, and an adviser, in every room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.audit.models import Event

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = ("owner", "colleague", "stranger", "officer", "supervisor", "administrator")


@dataclass(frozen=True, slots=True)
class People:
    """The six roles, and a chamber's adviser whom the firm has invited. `stranger` owns the other firm."""

    owner: User
    colleague: User
    adviser: User
    stranger: User
    officer: User
    supervisor: User
    administrator: User
    firm: Organisation
    other_firm: Organisation
    customs: Organisation
    chamber: Organisation

    @staticmethod
    def actor(user: User) -> Actor:
        """The person as an actor, with the standings of this moment."""
        return actor_of(user)


@pytest.fixture
def people(db: None) -> People:
    firm, other_firm = _organisation("Sahel Mango"), _organisation("Volta Shea", economy="GH")
    customs = _organisation("Customs of Senegal", kind=OrganisationKind.CUSTOMS, is_host=True)
    chamber = _organisation("Chamber of Dakar", kind=OrganisationKind.CHAMBER)
    return People(
        owner=person("owner", (firm, Role.OWNER)),
        colleague=person("colleague", (firm, Role.COLLEAGUE)),
        adviser=person("adviser", (chamber, Role.ADVISER), (firm, Role.ADVISER)),
        stranger=person("stranger", (other_firm, Role.OWNER)),
        officer=person("officer", (customs, Role.OFFICER)),
        supervisor=person("supervisor", (customs, Role.SUPERVISOR)),
        administrator=person("administrator", (customs, Role.ADMINISTRATOR)),
        firm=firm,
        other_firm=other_firm,
        customs=customs,
        chamber=chamber,
    )


def person(name: str, *roles: tuple[Organisation, Role]) -> User:
    """A person with a verified address and no password; an official with a second factor."""
    user = User(email=f"{name}@example.org", name=name.capitalize())
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for organisation, role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role, joined_at=timezone.now())
    if any(organisation.kind != OrganisationKind.FIRM for organisation, _role in roles):
        TOTP.activate(user, generate_totp_secret())
    return user


def signed_in(client: Client, user: User) -> Client:
    """The client as the user's browser."""
    client.force_login(user, backend=BACKEND)
    return client


def _organisation(
    name: str, *, kind: OrganisationKind = OrganisationKind.FIRM, economy: str = "SN", is_host: bool = False
) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, economy=economy, is_host=is_host)


@contextmanager
def nothing_changes(*more: type[Model]) -> Iterator[None]:
    """Whatever happens inside leaves organisations, members, secrets, letters and history alone."""
    models = (Organisation, Membership, Invitation, ApiToken, Event, *more)
    before, letters = [_rows(model) for model in models], len(mail.outbox)
    yield
    assert len(mail.outbox) == letters
    for model, rows in zip(models, before, strict=True):
        assert _rows(model) == rows, f"{model.__name__} has changed."


def _rows(model: type[Model]) -> list[dict[str, object]]:
    return list(model._default_manager.order_by("pk").values())
