"""The engine: what a firm reaches in a programme on a day, what is missing, and the cheapest way to it."""

from __future__ import annotations

from collections.abc import Sequence

from fairway.trust.programmes.domain.assessment import Assessment, CriterionFinding, Outcome, TierFinding
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
    finders = [Finder(firm) for firm in candidates(dossier, law, bank)]
    tiers = tuple(_tier(tier, finders, law) for tier in law.tiers)
    interview = Interview.of(dossier, law, bank, law.tiers)
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
    by_size = [[(demand, finder.find(demand)) for demand in finder.firm.demands(tier)] for finder in finders]
    together = [agreed([finding for _demand, finding in same]) for same in zip(*by_size, strict=True)]
    musts = {demand.code for demand, _finding in by_size[0] if demand.is_must}
    paths = [
        cheapest_path(finder.firm, _unmet(found)) for finder, found in zip(finders, by_size, strict=True)
    ]
    fee = law.fee(tier)
    size = finders[0].firm.dossier.size_class
    subsidies = law.subsidies(size) if size else ()
    return TierFinding(
        tier.code,
        outcome_of(finding.outcome for finding in together if finding.criterion in musts),
        tuple(together),
        dearest(paths, law.programme.hour_value),
        fee.amount if fee else None,
        fee_due(fee.amount if fee else None, subsidies),
        tuple(subsidy.code for subsidy in subsidies),
    )


def _unmet(found: Sequence[tuple[Demand, CriterionFinding]]) -> list[Demand]:
    return [demand for demand, finding in found if demand.is_must and finding.outcome is not Outcome.MET]
