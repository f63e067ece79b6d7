"""Firms and cases of the tests: a micro firm with a complete dossier, its case, and a status that is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.people import People

from fairway.platform.accounts.models import Organisation, User
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.services import profile_change
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.services.decisions import decision_make, decision_propose
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.aeo.services.submission import case_submit
from fairway.trust.assessment.models import Answer, Evidence, SelfAssessment
from fairway.trust.programmes.domain.condition import (
    Age,
    AllOf,
    AnyOf,
    CleanRecord,
    Compare,
    Condition,
    Flag,
    Leaf,
    OneOf,
    Operator,
    Span,
)
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import Criterion, Standard
from fairway.trust.programmes.store import bank, programme_of

PROGRAMME, TIER, ROLES = "safe-msme", "certified", ("exporter",)
CONSENTS = {"data_processing": True, "mutual_recognition": True}
EMPLOYEES = {SizeClass.MICRO: "6", SizeClass.SMALL: "30", SizeClass.MEDIUM: "120", SizeClass.LARGE: "900"}


def prepared(
    people: People,
    firm: Organisation | None = None,
    *,
    owner: User | None = None,
    programme: str = PROGRAMME,
    tier: str = TIER,
    size: SizeClass = SizeClass.MICRO,
    roles: tuple[str, ...] = ROLES,
) -> Organisation:
    """The firm with a profile of that size, every answer and every evidence that the tier asks for."""
    firm = firm or people.firm
    today = timezone.localdate()
    year = today.year - 1
    figures = {"employees": EMPLOYEES[size], "related": [], "public_share": "0"}
    profile_change(
        actor=people.actor(owner or people.owner),
        organisation=firm,
        effective_on=today,
        changes={"trading_since": 2012, "figures": {str(year): figures}},
    )
    law = law_on(programme_of(programme), today)
    criteria = law.musts_of(law.tier(tier), tuple(TradeRole(role) for role in roles))
    now = timezone.now() - timedelta(minutes=1)
    SelfAssessment.objects.create(
        organisation=firm,
        programme=programme,
        tier=tier,
        roles=list(roles),
        started_at=now,
        changed_at=now,
        seconds=5400,
    )
    Answer.objects.bulk_create(
        Answer(
            organisation=firm,
            fact=fact,
            value=value,
            told_at=now,
            received_at=now,
            told_by="member:test",
            client_id=uuid4(),
        )
        for fact, value in answers_that_meet(
            law, criteria, tier=tier, size=size, roles=roles, on=today
        ).items()
        if not bank().facts[fact].from_profile
    )
    Evidence.objects.bulk_create(
        Evidence(
            organisation=firm, kind=kind, issued_on=today - timedelta(days=10), added_at=now, added_by="t"
        )
        for kind in evidence_that_meets(criteria, tier, size, roles)
    )
    return firm


def submitted(people: People, **given: Any) -> Case:
    """The case of a firm that is prepared, sent by its owner with a waiver of the fee."""
    firm = given.pop("firm", None) or people.firm
    owner = given.pop("owner", people.owner)
    wanted: dict[str, Any] = {
        "programme": PROGRAMME,
        "tier": TIER,
        "roles": ROLES,
        "consents": CONSENTS,
        "subsidy": "micro-waiver",
        "language": "en",
        "client_id": uuid4(),
    }
    return case_submit(actor=people.actor(owner), organisation=firm, **(wanted | given))


def accepted(people: People, case: Case) -> Case:
    return moved(people, case, "accept", people.officer)


def validated(people: People, case: Case) -> Case:
    """Accepted, validated, and every criterion found to be met."""
    for move in ("accept", "start_validation", "end_validation"):
        case = moved(people, case, move, people.officer)
    for criterion in criteria_of(case):
        finding_record(
            actor=people.actor(people.officer),
            case=case,
            criterion=criterion.code,
            outcome="met",
            likelihood=2,
            impact=2,
            response="take",
            minutes=20,
        )
    return case


def granted(people: People, case: Case) -> Certificate:
    """The status of a case that was just submitted: proposed by the officer, granted by the supervisor."""
    case = validated(people, case)
    proposed(people, case, "grant")
    case.refresh_from_db()
    decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)
    return Certificate.objects.select_related("case", "organisation").get(case=case)


def proposed(people: People, case: Case, kind: str, **given: Any) -> Any:
    wanted: dict[str, Any] = {"summary": "As the findings say.", "reasons": {}}
    if kind == "revocation":
        wanted["ground"] = "obligation"
    return decision_propose(
        actor=people.actor(people.officer), case=case, kind=kind, seen_turn=case.turn, **(wanted | given)
    )


def moved(people: People, case: Case, move: str, who: User, **given: Any) -> Case:
    return case_move(actor=people.actor(who), case=case, move=move, seen_turn=case.turn, **given)


def criteria_of(case: Case) -> tuple[Criterion, ...]:
    law = law_on(programme_of(case.programme), case.law_on)
    return law.criteria_of(law.tier(case.tier), tuple(TradeRole(role) for role in case.roles))


def answers_that_meet(
    law: Law, criteria: Iterable[Criterion], *, tier: str, size: SizeClass, roles: Iterable[str], on: date
) -> dict[str, Any]:
    """Plain answers with which every condition holds."""
    found: dict[str, Any] = {}
    for criterion in criteria:
        asked = [*criterion.conditions]
        for standard in _standards(criterion, tier, size, roles):
            asked += standard.conditions
        for condition in asked:
            for leaf in _to_hold(condition):
                _meet(found, leaf, law, size, on)
    return found


def evidence_that_meets(
    criteria: Iterable[Criterion], tier: str, size: SizeClass, roles: Iterable[str]
) -> list[str]:
    kinds: dict[str, None] = {}
    for criterion in criteria:
        for standard in _standards(criterion, tier, size, roles):
            weight = 0
            for option in standard.options:
                if weight >= standard.needed:
                    break
                kinds[option.evidence] = None
                weight += option.weight
    return list(kinds)


def _standards(criterion: Criterion, tier: str, size: SizeClass, roles: Iterable[str]) -> Iterator[Standard]:
    held = {TradeRole(role) for role in roles}
    for standard in criterion.standards:
        if tier in standard.tiers and size in standard.sizes and standard.roles & held:
            yield standard


def _to_hold(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, AllOf):
        for part in condition.conditions:
            yield from _to_hold(part)
    elif isinstance(condition, AnyOf):
        yield from _to_hold(condition.conditions[0])
    else:
        yield condition


def _meet(found: dict[str, Any], leaf: Leaf, law: Law, size: SizeClass, on: date) -> None:
    match leaf:
        case Flag():
            found[leaf.fact] = leaf.expected
        case Compare():
            number = law.value(leaf.operand, size)
            if leaf.operator is Operator.ABOVE:
                number += 1
            if leaf.operator is Operator.BELOW:
                number -= 1
            told = Decimal(str(found.get(leaf.fact, 0)))
            at_least = leaf.operator in {Operator.AT_LEAST, Operator.ABOVE}
            found[leaf.fact] = str(max(told, number) if at_least else number)
        case OneOf(includes=True):
            found[leaf.fact] = list(dict.fromkeys([*found.get(leaf.fact, []), *leaf.choices]))
        case OneOf():
            found[leaf.fact] = leaf.choices[0]
        case Age():
            months = int((law.value(leaf.operand, size) * (12 if leaf.span is Span.YEARS else 1))
                         .to_integral_value(ROUND_CEILING))  # fmt: skip
            found[leaf.fact] = months_later(
                on, -max(months // 2, 1) if leaf.is_within else -months - 1
            ).isoformat()
        case CleanRecord():
            found[leaf.fact] = []
