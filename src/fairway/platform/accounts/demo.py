"""The people of a demonstration: six roles and an adviser, with one password made for this instance.

They are made in an instance without a host organisation only: never beside the people of a real one.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import OrganisationKind, Role, system
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.operator_services import host_open, person_create
from fairway.platform.accounts.selectors import actor_of, host_organisation
from fairway.platform.accounts.services import Refused, firm_open, member_add, organisation_open

HOUSE = "demo.example"  # a domain that nobody can own
TOTP_PERIOD = 30
ACTOR = system("demo")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    role: Role
    place: str  # which of the three organisations

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{HOUSE}"

    @property
    def is_official(self) -> bool:
        return self.place != "firm"


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """What `fairway demo` prints. The file keeps the password, for its owner's eyes only."""

    password: str
    people: tuple[DemoPerson, ...]
    file: Path


ADMINISTRATOR = DemoPerson("Binta Sow", Role.ADMINISTRATOR, "host")
OWNER = DemoPerson("Awa Ndiaye", Role.OWNER, "firm")
ADVISER = DemoPerson("Fatou Diop", Role.ADVISER, "chamber")
PEOPLE = (
    OWNER,
    DemoPerson("Moussa Faye", Role.COLLEAGUE, "firm"),
    ADVISER,
    DemoPerson("Ousmane Ba", Role.OFFICER, "host"),
    DemoPerson("Aminata Sarr", Role.SUPERVISOR, "host"),
    ADMINISTRATOR,
)


def demo_logins() -> DemoLogins | None:
    """The demonstration's people, made on first use; None in an instance with people of its own."""
    file = settings.FAIRWAY_HOME / "demo-logins.txt"
    if host_organisation() is None:
        password = secrets.token_urlsafe(9)
        _people_create(password)
        _keep(file, password)
    if not file.exists():
        return None
    password = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("password: ")
    return DemoLogins(password, PEOPLE, file)


def demo_code(email: str) -> str:
    """The code that the authenticator app of a demonstration's official would show now. Raises Refused."""
    official = Authenticator.objects.filter(user__email__iexact=email.strip(), type=Authenticator.Type.TOTP)
    found = official.first() if email.strip().lower().endswith(f"@{HOUSE}") else None
    if found is None:
        raise Refused(Text("{email} is not an official of the demonstration.", {"email": email.strip()[:80]}))
    counter = int(time.time()) // TOTP_PERIOD
    code: str = format_hotp_value(hotp_value(decrypt(found.data["secret"]), counter))
    return code


@transaction.atomic
def _people_create(password: str) -> None:
    people = {person: _person_create(person, password) for person in PEOPLE}
    places = _organisations_open(people[ADMINISTRATOR], people[OWNER])
    for person, user in people.items():
        if person not in (ADMINISTRATOR, OWNER):
            member_add(actor=ACTOR, user=user, organisation=places[person.place], role=person.role)
    member_add(actor=ACTOR, user=people[ADVISER], organisation=places["firm"], role=Role.ADVISER)


def _person_create(person: DemoPerson, password: str) -> User:
    user = person_create(actor=ACTOR, email=person.email, name=person.name, password=password, language="en")
    if person.is_official:
        TOTP.activate(user, generate_totp_secret())
    return user


def _organisations_open(administrator: User, owner: User) -> dict[str, Organisation]:
    host = host_open(
        actor=ACTOR, kind=OrganisationKind.CUSTOMS, name="Customs of Senegal (demonstration)", economy="SN"
    )
    member_add(actor=ACTOR, user=administrator, organisation=host, role=Role.ADMINISTRATOR)
    chamber = organisation_open(
        actor=actor_of(administrator),
        kind=OrganisationKind.CHAMBER,
        name="Chamber of Commerce of Dakar (demonstration)",
        economy="SN",
    )
    firm = firm_open(actor=actor_of(owner), name="Saloum Mango", economy="SN")
    return {"host": host, "chamber": chamber, "firm": firm}


def _keep(file: Path, password: str) -> None:
    lines = [f"password: {password}", "", *(f"{person.email}  {person.role}" for person in PEOPLE)]
    file.unlink(missing_ok=True)  # of an instance that was here before
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
