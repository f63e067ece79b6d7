"""The AEO programme of the demonstration: a firm with a status, and neighbours whose cases wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fairway.kernel.money import Money
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.demo import ACTOR, HOUSE, OWNER, PEOPLE
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.operator_services import person_create
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.accounts.services import firm_open
from fairway.platform.firms.services import profile_change
from fairway.trust.aeo.law import case_criteria
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.services.decisions import decision_make, decision_propose
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.aeo.services.holding import benefit_record
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.aeo.services.submission import case_submit
from fairway.trust.assessment.evidence_services import evidence_add
from fairway.trust.assessment.services import answer_tell, assessment_start

PROGRAMME = "safe-msme"
ANSWERS: Mapping[str, Any] = {
    "documents_last_year": "36",
    "customs_incidents": [],
    "tax_incidents": [],
    "serious_criminal_record": False,
    "keeps_records": True,
    "customs_may_see_records": True,
    "archive_years": "6",
    "insolvency_proceedings": False,
    "tax_arrears": False,
    "negative_net_assets": False,
    "contact_person": True,
    "reports_anomalies": True,
}
MORE_ANSWERS: Mapping[str, Any] = {
    "records_form": "spreadsheet",
    "goods_traced": True,
    "internal_checks": True,
    "licences_needed": False,
}
EVIDENCE = ("owner-declaration", "tax-clearance")
Course = Callable[[Case, Actor, Actor, Actor], None]  # the owner, an officer, a second one


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A firm whose case has come so far."""

    name: str
    owner: str
    employees: str
    roles: Sequence[str]
    course: Course


def trust_furnish(*, today: date) -> None:
    """Give the demonstration's firms what they have told, and their cases. Does nothing the second time."""
    if Case.objects.exists():
        return
    people = {person.name: actor_of(User.objects.get(email=person.email)) for person in PEOPLE}
    owner, officer, second = people[OWNER.name], people["Ousmane Ba"], people["Aminata Sarr"]
    for neighbour in NEIGHBOURS:
        _neighbour_furnish(neighbour, officer, second, today)
    firm = Organisation.objects.get(pk__in=owner.organisations())
    _tell(owner, firm, "certified", ("exporter", "manufacturer"), today)
    for fact, value in MORE_ANSWERS.items():
        _answer(owner, firm, fact, value)
    _status_furnish(_apply(owner, firm, ("exporter", "manufacturer")), owner, officer, second, today)


def _neighbour_furnish(neighbour: Neighbour, officer: Actor, second: Actor, today: date) -> None:
    address = f"{neighbour.owner.split()[0].lower()}@{HOUSE}"
    user = person_create(actor=ACTOR, email=address, name=neighbour.owner, language="fr")
    firm = firm_open(actor=actor_of(user), name=neighbour.name, economy="SN")
    owner = actor_of(user)
    figures = {"employees": neighbour.employees, "related": [], "public_share": "0"}
    told = {"trading_since": 2015, "sector": "C", "figures": {str(today.year - 1): figures}}
    profile_change(actor=owner, organisation=firm, effective_on=today, changes=told)
    _tell(owner, firm, "registered", neighbour.roles, today)
    neighbour.course(_apply(owner, firm, neighbour.roles), owner, officer, second)


def _tell(owner: Actor, firm: Organisation, tier: str, roles: Sequence[str], today: date) -> None:
    assessment_start(actor=owner, organisation=firm, programme=PROGRAMME, tier=tier, roles=roles)
    for fact, value in ANSWERS.items():
        _answer(owner, firm, fact, value)
    for kind in EVIDENCE:
        evidence_add(actor=owner, organisation=firm, kind=kind, issued_on=today - timedelta(days=20))


def _answer(owner: Actor, firm: Organisation, fact: str, value: Any) -> None:
    now = timezone.now()
    answer_tell(actor=owner, organisation=firm, fact=fact, value=value, client_id=uuid4(), told_at=now)


def _apply(owner: Actor, firm: Organisation, roles: Sequence[str]) -> Case:
    return case_submit(
        actor=owner,
        organisation=firm,
        programme=PROGRAMME,
        tier="registered",
        roles=roles,
        consents={"data_processing": True, "mutual_recognition": True},
        subsidy="",
        language="fr",
        client_id=uuid4(),
    )


def _status_furnish(case: Case, owner: Actor, officer: Actor, second: Actor, today: date) -> None:
    _to_proposal(case, owner, officer, second)
    case.refresh_from_db()
    decision_make(actor=second, case=case, seen_turn=case.turn)
    certificate = Certificate.objects.select_related("case__organisation").get(case=case)
    benefit_record(
        actor=owner,
        certificate=certificate,
        benefit="fewer-papers",
        on=today,
        minutes=90,
        amount=Money.parse("60 USD"),
        reference="SN-26-004417",
    )


def _waits(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    """Nothing has happened since it was sent."""


def _asked_for_more(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _move(case, officer, "ask_missing", reason="Veuillez joindre votre attestation fiscale de 2026.", days=20)


def _in_examination(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _move(case, officer, "accept")
    _find(case, officer, limit=3)


def _questioned(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _move(case, officer, "accept")
    reason = "Où gardez-vous les factures de vos fournisseurs, et qui peut les consulter ?"
    _move(case, officer, "ask_information", reason=reason, days=15)


def _answered(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _questioned(case, owner, officer, second)
    _move(case, owner, "give_information", reason="Dans une armoire fermée du bureau. La comptable et moi.")


def _heard(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _move(case, officer, "accept")
    reason = "Le relevé des douanes montre deux déclarations rectifiées que votre dossier ne mentionne pas."
    _move(case, officer, "open_hearing", reason=reason, days=30)


def _to_proposal(case: Case, owner: Actor, officer: Actor, second: Actor) -> None:
    _move(case, officer, "accept")
    _move(case, officer, "start_validation", data={"place": "remote"})
    _move(case, officer, "end_validation")
    _find(case, officer)
    case.refresh_from_db()
    decision_propose(
        actor=officer,
        case=case,
        kind="grant",
        seen_turn=case.turn,
        summary="Tous les critères sont remplis.",
        reasons={},
    )


def _find(case: Case, officer: Actor, limit: int | None = None) -> None:
    for criterion in case_criteria(case)[:limit]:
        finding_record(
            actor=officer,
            case=case,
            criterion=criterion.code,
            outcome="met",
            likelihood=2,
            impact=2,
            response="take",
            minutes=15,
        )


def _move(case: Case, actor: Actor, move: str, **given: Any) -> None:
    case.refresh_from_db()
    case_move(actor=actor, case=case, move=move, seen_turn=case.turn, **given)
    case.refresh_from_db()


NEIGHBOURS = (
    Neighbour("Beurre de karité Kédougou", "Mariama Diallo", "7", ("exporter",), _waits),
    Neighbour("Cuirs de Ngaye", "Ibra Gueye", "12", ("exporter", "manufacturer"), _asked_for_more),
    Neighbour("Atelier Teranga", "Coumba Sy", "4", ("exporter",), _in_examination),
    Neighbour("Hibiscus du Sine", "Pape Ndour", "9", ("exporter",), _questioned),
    Neighbour("Poissons fumés de Joal", "Astou Kane", "31", ("exporter",), _answered),
    Neighbour("Transit Petite Côte", "Lamine Cissé", "58", ("broker",), _heard),
    Neighbour("Cajou de Casamance", "Sali Badji", "120", ("exporter", "manufacturer"), _to_proposal),
)
