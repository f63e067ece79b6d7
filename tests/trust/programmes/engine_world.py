"""A small programme made by hand: short ways to write facts, criteria, tiers and firms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from fairway.kernel.citation import Citation
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Assessment, CriterionFinding, StepKind, TierFinding
from fairway.trust.programmes.domain.condition import Condition, Flag, Operand, leaves
from fairway.trust.programmes.domain.dossier import Dossier, Held, TradeRole
from fairway.trust.programmes.domain.fact import Bank, Choice, Effort, EvidenceKind, Fact, FactKind, Remedy
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import (
    EVERY_ROLE,
    EVERY_SIZE,
    Asked,
    Criterion,
    Edition,
    Fee,
    Obligation,
    Option,
    Parameter,
    ParameterValue,
    Programme,
    Standard,
    Subsidy,
    SubsidyKind,
    Tier,
    Validation,
)

DAY = date(2026, 5, 1)
SOURCE = Citation("House", "Rules")
ALWAYS = Period()
HOUR_VALUE = Decimal(10)


def words(text: str) -> Localised:
    return Localised({"en": text})


def effort(hours: int, money: int = 0) -> dict[SizeClass, Effort]:
    """Of a micro firm; each larger size has so many times more."""
    return {size: Effort(Decimal(hours * n), Decimal(money * n)) for n, size in enumerate(SizeClass, 1)}


def fact(code: str, kind: FactKind = FactKind.FLAG, *, remedy: int | None = None, **more: Any) -> Fact:
    """`remedy`: the hours that it takes a micro firm."""
    cure = Remedy(words(f"Do {code}"), effort(remedy)) if remedy is not None else None
    return Fact(code, kind, words(f"{code}?"), words(""), remedy=cure, **more)


def kind(code: str, hours: int = 1, months: int | None = None) -> EvidenceKind:
    return EvidenceKind(code, words(code), words(""), effort(hours), months)


FACTS = [
    fact("honest"),
    fact("keeps_books", remedy=5),
    fact("locks", remedy=3),
    fact("watchman", remedy=8),
    fact("shares_site"),
    fact("documents", FactKind.NUMBER, most=Decimal(1000)),
    fact("first_half", FactKind.NUMBER, most=Decimal(1000), part_of="documents"),
    fact("since", FactKind.DAY, from_profile="trading_since"),
    fact("trained_on", FactKind.DAY, remedy=4),
    fact("form", FactKind.CHOICE, choices=(Choice("paper", words("Paper")), Choice("disk", words("Disk")))),
    fact("goods", FactKind.CHOICES, choices=(Choice("food", words("Food")), Choice("arms", words("Arms")))),
    fact("incidents", FactKind.INCIDENTS),
]
KINDS = [kind("statement"), kind("audit", 20), kind("iso", 30), kind("photos", 2), kind("clearance", 1, 12)]
BANK = Bank("USD", SOURCE, {one.code: one for one in FACTS}, {one.code: one for one in KINDS})


def number(value: int | str) -> Operand:
    return Operand(Decimal(value)) if isinstance(value, int) else Operand(parameter=value)


def standard(
    *options: str | tuple[str, int], tiers: str = "low high", needed: int = 1, **more: Any
) -> Standard:
    """Options by code, or by code and weight."""
    weighed = tuple(Option(one) if isinstance(one, str) else Option(*one) for one in options)
    return Standard(
        frozenset(tiers.split()),
        more.get("sizes", EVERY_SIZE),
        more.get("roles", EVERY_ROLE),
        needed,
        weighed,
        tuple(more.get("conditions", ())),
        more.get("citation"),
    )


def criterion(
    code: str, *conditions: Condition, standards: tuple[Standard, ...] = (), **more: Any
) -> Criterion:
    return Criterion(
        code,
        (),
        words(code),
        words(code),
        more.get("obligation", Obligation.MUST),
        more.get("roles", EVERY_ROLE),
        conditions,
        standards,
        ALWAYS,
        (SOURCE,),
    )


def tier(code: str, criteria: tuple[str, ...], builds_on: str = "") -> Tier:
    validation = dict.fromkeys(SizeClass, Validation.NONE)
    return Tier(
        code, words(code), words(code), criteria, builds_on, validation, 36, 12, (), False, ALWAYS, SOURCE
    )


def law(
    low: tuple[Criterion, ...],
    high: tuple[Criterion, ...] = (),
    *,
    parameters: Mapping[str, tuple[int, int, int, int]] | None = None,
    asked: tuple[Asked, ...] | None = None,
    on: date = DAY,
) -> Law:
    """Two tiers, the high one on the low one. Every fact that a condition uses is asked."""
    criteria = (*low, *high)
    used = dict.fromkeys(leaf.fact for one in criteria for c in conditions_of(one) for leaf in leaves(c))
    programme = Programme(
        code="house",
        name=words("House"),
        summary=words(""),
        economies=(),
        currency="USD",
        hour_value=HOUR_VALUE,
        size_definition="generic",
        calendar="model",
        editions=(Edition("1", Period(date(2020, 1, 1)), SOURCE),),
        parameters={name: _parameter(name, values) for name, values in (parameters or {}).items()},
        tiers=(
            tier("low", tuple(one.code for one in low)),
            tier("high", tuple(one.code for one in high), "low"),
        ),
        criteria=criteria,
        asked=asked if asked is not None else tuple(Asked(code, ()) for code in used),
        benefits={},
        fees=(Fee("high", Money(Decimal(80), "USD"), ALWAYS, SOURCE),),
        subsidies=(_waiver(SizeClass.MICRO, 100), _waiver(SizeClass.SMALL, 50)),
        clocks=(),
    )
    return law_on(programme, on)


def conditions_of(one: Criterion) -> tuple[Condition, ...]:
    return sum((standard.conditions for standard in one.standards), one.conditions)


def _parameter(name: str, values: tuple[int, int, int, int]) -> Parameter:
    by_size = dict(zip(SizeClass, map(Decimal, values), strict=True))
    return Parameter(name, words(name), "things", (ParameterValue(ALWAYS, by_size, SOURCE),))


def _waiver(size: SizeClass, share: int) -> Subsidy:
    sizes, part = frozenset({size}), Decimal(share)
    return Subsidy(f"{size}-waiver", SubsidyKind.WAIVER, words(""), sizes, part, None, ALWAYS, SOURCE)


def firm(*held: str | Held, size: SizeClass | None = SizeClass.MICRO, **answers: Any) -> Dossier:
    """Evidence by its kind; answers by fact, whole numbers as they are written."""
    return Dossier(
        (TradeRole.IMPORTER,),
        size,
        answers={code: _value(value) for code, value in answers.items()},
        evidence=tuple(one if isinstance(one, Held) else Held(one, DAY) for one in held),
    )


def _value(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def found(dossier: Dossier, of: Law, code: str = "low", bank: Bank = BANK) -> TierFinding:
    return next(one for one in assess(dossier, of, bank).tiers if one.tier == code)


def finding(dossier: Dossier, of: Law, code: str, of_tier: str = "low") -> CriterionFinding:
    return next(one for one in found(dossier, of, of_tier).findings if one.criterion == code)


def steps(tier_found: TierFinding) -> list[tuple[StepKind, str]]:
    return [(step.kind, step.code) for step in tier_found.path.steps]


def with_evidence(dossier: Dossier, *kinds: str) -> Dossier:
    return replace(dossier, evidence=(*dossier.evidence, *(Held(one, DAY) for one in kinds)))


def outcomes(assessment: Assessment) -> dict[str, str]:
    return {one.tier: one.outcome.value for one in assessment.tiers}


HONEST = criterion("honesty", Flag("honest"))
