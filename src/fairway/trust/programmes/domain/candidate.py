"""A firm before the law of one day, taken as one of a size: what is asked of it, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import Condition, Leaf
from fairway.trust.programmes.domain.dossier import Dossier
from fairway.trust.programmes.domain.evidence import counting
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.judge import Verdict, Working, all_of, judge_leaf, judged
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Criterion, Obligation, Standard, Tier

Key: TypeAlias = "tuple[str, tuple[int, ...]]"


@dataclass(frozen=True, slots=True)
class Demand:
    """A criterion as one tier puts it to one firm. `conditions`: its own, then those of the standards.

    `key`: the same for two tiers that ask in the same way.
    """

    criterion: Criterion
    standards: tuple[Standard, ...]
    conditions: tuple[Condition, ...]
    key: Key

    @classmethod
    def of(cls, criterion: Criterion, standards: tuple[Standard, ...]) -> Demand:
        extra = tuple(condition for standard in standards for condition in standard.conditions)
        key = criterion.code, tuple(id(standard) for standard in standards)
        return cls(criterion, standards, criterion.conditions + extra, key)

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def is_must(self) -> bool:
        return self.criterion.obligation is Obligation.MUST


@dataclass(frozen=True, slots=True)
class Candidate:
    """`held`: the kinds of evidence of which it has a piece that counts on the day."""

    dossier: Dossier
    law: Law
    bank: Bank
    size: SizeClass
    held: frozenset[str]
    _workings: dict[int, Working] = field(default_factory=dict)
    _demands: dict[str, tuple[Demand, ...]] = field(default_factory=dict)

    def demands(self, tier: Tier) -> tuple[Demand, ...]:
        """All criteria of the tier and of what it builds on, each shown by the tier's own standards."""
        if tier.code not in self._demands:
            roles = self.dossier.roles
            self._demands[tier.code] = tuple(
                Demand.of(criterion, self.law.standards_of(criterion, tier, self.size, roles))
                for criterion in self.law.criteria_of(tier, roles)
            )
        return self._demands[tier.code]

    def judge_all(self, conditions: Iterable[Condition]) -> Verdict:
        """Whether every one of them holds. Of none: it does."""
        return all_of([self.judge(condition) for condition in conditions])

    def judge(self, condition: Condition) -> Verdict:
        return judged(condition, self.working)

    def working(self, leaf: Leaf) -> Working:
        """Every question is judged once. The law keeps its questions, so that each has an identity."""
        if id(leaf) not in self._workings:
            self._workings[id(leaf)] = judge_leaf(leaf, self.dossier, self.law, self.size)
        return self._workings[id(leaf)]


def candidates(dossier: Dossier, law: Law, bank: Bank) -> tuple[Candidate, ...]:
    """The firm at its size; at every size, the smallest first, where that is not known."""
    held = counting(dossier, bank, law.on)
    sizes = tuple(SizeClass) if dossier.size_class is None else (dossier.size_class,)
    return tuple(Candidate(dossier, law, bank, size, held) for size in sizes)
