"""Who acts in the story of a status, and what is prepared behind its pages. Runs inside an instance."""

# ruff: noqa: E402  (Django is set up before models are imported)

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.people import person, signed_in
from tests.trust.aeo.aeo_world import answers_that_meet, evidence_that_meets
from tests.trust.recognition import instance_driver

from fairway.platform.access.actor import OrganisationKind, Role, system
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.operator_services import host_open
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.services import profile_change
from fairway.trust.aeo.law import case_criteria
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.selectors import latest_findings
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.assessment.evidence_services import evidence_add
from fairway.trust.assessment.models import Answer
from fairway.trust.assessment.services import answer_tell
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.store import bank, programme_of
from fairway.trust.recognition.models import Partner
from fairway.trust.recognition.services.consents import identifier_set

PROGRAMME, ROLES = "safe-msme", (TradeRole.EXPORTER,)


def furnish(name: str, economy: str) -> dict[str, Any]:
    """The customs administration that runs the instance, and its officers, signed in."""
    office = host_open(actor=system("operator"), kind=OrganisationKind.CUSTOMS, name=name, economy=economy)
    officers = {role.value: person(role.value, (office, role)) for role in (Role.OFFICER, Role.SUPERVISOR)}
    return {"office": str(office.pk), "sessions": {role: _session(user) for role, user in officers.items()}}


def furnish_firm(name: str) -> dict[str, Any]:
    """A firm with its owner and an adviser of a chamber, and a stranger with another: all speak Spanish."""
    economy = Organisation.objects.get(is_host=True).economy
    firm, other, chamber = (
        Organisation.objects.create(name=called, kind=kind, economy=economy)
        for called, kind in (
            (name, OrganisationKind.FIRM),
            ("Otra Empresa", OrganisationKind.FIRM),
            ("Cámara de Comercio", OrganisationKind.CHAMBER),
        )
    )
    actors = {
        "owner": person("owner", (firm, Role.OWNER)),
        "adviser": person("adviser", (chamber, Role.ADVISER), (firm, Role.ADVISER)),
        "stranger": person("stranger", (other, Role.OWNER)),
    }
    User.objects.update(language="es")
    for owner, held in (("owner", firm), ("stranger", other)):
        profile_change(
            actor=actor_of(actors[owner]), organisation=held, effective_on=timezone.localdate(),
            changes={"trading_since": 2015, "sector": "A"},
        )  # fmt: skip
    return {
        "firm": str(firm.pk),
        "other": str(other.pk),
        "sessions": {role: _session(user) for role, user in actors.items()},
    }


def draft_the_rest(who: str, tier: str, leave: list[str]) -> None:
    """What nobody has answered yet is answered, and the evidence is listed, but what is to be left."""
    drafter, today = User.objects.get(name=who), timezone.localdate()
    firm, law = _firm_of(drafter), law_on(programme_of(PROGRAMME), today)
    criteria = law.musts_of(law.tier(tier), ROLES)
    known = set(Answer.objects.filter(organisation=firm).values_list("fact", flat=True))
    for fact, value in answers_that_meet(
        law, criteria, tier=tier, size=SizeClass.MICRO, roles=ROLES, on=today
    ).items():
        if fact not in known and fact not in leave and not bank().facts[fact].from_profile:
            answer_tell(
                actor=actor_of(drafter), organisation=firm, fact=fact, value=value, client_id=uuid4(),
                told_at=timezone.now(),
            )  # fmt: skip
    day = today - timedelta(days=10)
    for kind in evidence_that_meets(criteria, tier, SizeClass.MICRO, ROLES):
        if kind not in leave:
            evidence_add(actor=actor_of(drafter), organisation=firm, kind=kind, issued_on=day)


def answers(who: str) -> dict[str, Any]:
    told = Answer.objects.filter(organisation=_firm_of(User.objects.get(name=who)))
    return {row.fact: row.value for row in told.order_by("told_at")}


def case(who: str) -> dict[str, Any]:
    sent = Case.objects.get(organisation=_firm_of(User.objects.get(name=who)))
    return {
        "state": sent.state, "size": sent.size_class, "tier": sent.tier, "fee": sent.fee,
        "fee_due": sent.fee_due, "subsidy": sent.subsidy, "consents": sent.submission["consents"],
    }  # fmt: skip


def identify(identifier: str) -> None:
    """The owner tells how the firm is called at the partner."""
    owner = User.objects.get(name="Owner")
    identifier_set(
        actor=actor_of(owner), organisation=_firm_of(owner), partner=Partner.objects.get(), value=identifier
    )


def find_the_rest() -> None:
    """The officer finds every criterion met that has no finding yet."""
    case, officer = Case.objects.get(tier="secured"), actor_of(User.objects.get(name="Officer"))
    found = latest_findings(case)
    for criterion in case_criteria(case):
        if criterion.code not in found:
            finding_record(
                actor=officer, case=case, criterion=criterion.code, outcome="met", likelihood=2, impact=2,
                response="take", minutes=10,
            )  # fmt: skip


def certificate() -> dict[str, str]:
    held = Certificate.objects.get()
    return {"number": held.number, "secret": held.secret, "pk": str(held.pk)}


def statuses() -> dict[str, str]:
    return instance_driver.statuses()


def _firm_of(person: User) -> Organisation:
    return Organisation.objects.get(kind=OrganisationKind.FIRM, memberships__user=person)


def _session(user: User) -> str:
    client = signed_in(Client(), user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    instance_driver.answer_calls(globals())
