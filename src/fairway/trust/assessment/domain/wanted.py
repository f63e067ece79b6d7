"""Which evidence a tier wants of a firm, and what each piece that the firm has counts for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.trust.programmes.domain.candidate import candidates
from fairway.trust.programmes.domain.dossier import Dossier
from fairway.trust.programmes.domain.evidence import suffices, weight
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Criterion, Standard


@dataclass(frozen=True, slots=True)
class Wanted:
    """One standard of a criterion. `held`: the kinds of its options that the firm has; `weight`: in all."""

    criterion: Criterion
    standard: Standard
    held: frozenset[str]
    weight: int
    is_met: bool

    @classmethod
    def of(cls, criterion: Criterion, standard: Standard, have: frozenset[str]) -> Wanted:
        """`have`: the kinds of which the firm has a piece that counts."""
        held = frozenset(option.evidence for option in standard.options) & have
        return cls(criterion, standard, held, weight(standard, have), suffices(standard, have))


def evidence_wanted(dossier: Dossier, law: Law, bank: Bank, tier: str) -> tuple[Wanted, ...]:
    """In the order of the programme. Empty while the size of the firm is not known: it decides."""
    if dossier.size_class is None:
        return ()
    (firm,) = candidates(dossier, law, bank)
    return tuple(
        Wanted.of(demand.criterion, standard, firm.held)
        for demand in firm.demands(law.tier(tier))
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
