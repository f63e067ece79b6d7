"""Which evidence a tier wants of a firm, and what each piece that the firm has counts for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.trust.programmes.domain.demand import demands_of
from fairway.trust.programmes.domain.dossier import Dossier
from fairway.trust.programmes.domain.evidence import counting, suffices, weight
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Criterion, Standard


@dataclass(frozen=True, slots=True)
class Wanted:
    """One standard of a criterion. `held`: the kinds that the firm has and that count for it, `weight` in all."""

    criterion: Criterion
    standard: Standard
    held: frozenset[str]
    weight: int
    is_met: bool


def evidence_wanted(dossier: Dossier, law: Law, bank: Bank, tier: str) -> tuple[Wanted, ...]:
    """In the order of the programme. Empty while the size of the firm is not known: it decides."""
    if dossier.size_class is None:
        return ()
    have = counting(dossier, bank, law.on)
    demands = demands_of(law.tier(tier), law, dossier.size_class, dossier.roles)
    return tuple(
        Wanted(
            demand.criterion,
            standard,
            frozenset(option.evidence for option in standard.options) & have,
            weight(standard, have),
            suffices(standard, have),
        )
        for demand in demands
        for standard in demand.standards
        if standard.options
    )


def counts_for(kind: str, wanted: Iterable[Wanted]) -> tuple[Criterion, ...]:
    """The criteria that a piece of the kind helps to show, each once."""
    found = {
        one.criterion.code: one.criterion
        for one in wanted
        if any(option.evidence == kind for option in one.standard.options)
    }
    return tuple(found.values())
