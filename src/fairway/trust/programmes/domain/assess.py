"""The engine: what a firm reaches in a programme on a day, what is missing, and the cheapest way to it."""

from __future__ import annotations

from collections.abc import Sequence

from fairway.trust.programmes.domain.assessment import (
    Assessment,
    CriterionFinding,
    Outcome,
    Path,
    TierFinding,
)
from fairway.trust.programmes.domain.candidate import Demand, candidates
from fairway.trust.programmes.domain.dossier import Dossier
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.fees import fee_due
from fairway.trust.programmes.domain.found import Finder, agreed, outcome_of
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.path import cheapest_path, dearest
from fairway.trust.programmes.domain.programme import Tier
from fairway.trust.programmes.domain.questions import Interview


def assess(dossier: Dossier, law: Law, bank: Bank) -> Assessment:
    """By the law of its day, for every tier. Of a firm of unknown size: what every size agrees on."""
    firms = candidates(dossier, law, bank)
    finders = [Finder(firm) for firm in firms]
    tiers = tuple(_tier(tier, finders, law) for tier in law.tiers)
    interview = Interview.of(firms, law.tiers)
    return Assessment(
        law.programme.code,
        law.edition.version,
        law.on,
        dossier.size_class,
        dossier.size_is_claimed,
        tiers,
        reached=tuple(tier.tier for tier in tiers if tier.outcome is Outcome.MET),
        questions_asked=tuple(question.code for question in interview.questions()),
        questions_spared=interview.spared(),
    )


def _tier(tier: Tier, finders: Sequence[Finder], law: Law) -> TierFinding:
    demands = [finder.firm.demands(tier) for finder in finders]
    findings = _findings(finders, demands)
    musts = {demand.code for demand in demands[0] if demand.is_must}
    paths = [_path(finder, asked) for finder, asked in zip(finders, demands, strict=True)]
    fee = law.fee(tier)
    size = finders[0].firm.dossier.size_class
    subsidies = law.subsidies(size) if size else ()
    return TierFinding(
        tier.code,
        outcome_of(finding.outcome for finding in findings if finding.criterion in musts),
        findings,
        dearest(paths, law.programme.hour_value),
        fee.amount if fee else None,
        fee_due(fee.amount if fee else None, subsidies),
        tuple(subsidy.code for subsidy in subsidies),
    )


def _findings(finders: Sequence[Finder], demands: Sequence[Sequence[Demand]]) -> tuple[CriterionFinding, ...]:
    by_size = [
        [finder.find(demand) for demand in asked] for finder, asked in zip(finders, demands, strict=True)
    ]
    return tuple(agreed(same) for same in zip(*by_size, strict=True))


def _path(finder: Finder, asked: Sequence[Demand]) -> Path:
    unmet = [demand for demand in asked if demand.is_must and finder.find(demand).outcome is not Outcome.MET]
    return cheapest_path(finder.firm, unmet, {demand.code: finder.needs(demand) for demand in unmet})
