"""A programme's law as one statement over a population: whether each firm meets each tier, by two laws.

It mirrors `domain.assess` for every firm at once; the tests compare the two firm by firm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairway.platform.firms.domain.definition import ASCENDING, SizeClass
from fairway.trust.programmes.domain.condition import Condition, leaves
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import EVERY_ROLE, Criterion, Standard, Tier
from fairway.trust.programmes.simulation.engine import literal
from fairway.trust.programmes.simulation.population import VIEW
from fairway.trust.programmes.simulation.sql_conditions import ConditionSql, Leaves, conjunction
from fairway.trust.programmes.simulation.sql_evidence import Held

_EVERYONE = (1 << len(TradeRole)) - 1


def facts_of(law: Law) -> tuple[str, ...]:
    """The facts that decide a tier, in the order in which they are asked about."""
    conditions = (one for tier in law.tiers for one in _conditions(law, tier))
    return tuple(dict.fromkeys(leaf.fact for condition in conditions for leaf in leaves(condition)))


def _conditions(law: Law, tier: Tier) -> Iterator[Condition]:
    for criterion in law.musts_of(tier, ()):
        yield from criterion.conditions
        for standard in _standards(criterion, tier):
            yield from standard.conditions


def _standards(criterion: Criterion, tier: Tier) -> Iterator[Standard]:
    return (standard for standard in criterion.standards if tier.code in standard.tiers)


def statement(laws: Sequence[Law], bank: Bank, *, per_firm: bool = False) -> str:
    """How many firms of each size and sector have which outcomes.

    Columns: size, sector, then one for each law and tier (true: met; NULL: cannot tell), then the number.
    `per_firm`: the outcomes of each firm in the order of the population, to compare with the engine.
    """
    first = laws[0]
    held, questions, criteria = Held(bank, first.on), Leaves({}, "q"), Leaves({}, "c")
    outcomes = [
        _TierSql(ConditionSql(law, bank, questions), held, criteria, tier).outcome()
        for law in laws
        for tier in law.tiers
    ]
    firms = (
        f"SELECT size_class AS size, {_ordinal()} AS s, sector, {_role_mask()} AS trade{held.columns()}"
        f"{questions.selected()} FROM {VIEW}"
    )
    columns = ", ".join(f"{outcome} AS t{place}" for place, outcome in enumerate(outcomes))
    shown = f"SELECT size, sector{criteria.selected()} FROM ({firms})"
    judged = f"SELECT size, sector, {columns} FROM ({shown})"
    return judged if per_firm else f"SELECT *, count(*) AS firms FROM ({judged}) GROUP BY ALL"


def _ordinal() -> str:
    """The size as a number, which is compared faster than its name."""
    cases = " ".join(
        f"WHEN {literal(size.value)} THEN {place}::TINYINT" for place, size in enumerate(ASCENDING)
    )
    return f"CASE size_class {cases} END"


def _role_mask() -> str:
    """The roles as bits. A firm without roles is asked what firms of every role are asked."""
    bits = " ".join(f"WHEN {literal(role.value)} THEN {1 << place}" for place, role in enumerate(TradeRole))
    mask = f"list_bit_or(list_transform(roles, lambda role: CASE role {bits} ELSE 0 END))"
    return f"coalesce(nullif({mask}, 0), {_EVERYONE})"


def _concerns(roles: frozenset[TradeRole]) -> str:
    if roles == EVERY_ROLE:
        return "TRUE"
    mask = sum(1 << place for place, role in enumerate(TradeRole) if role in roles)
    return f"(trade & {mask}) <> 0"


@dataclass(frozen=True, slots=True)
class _TierSql:
    conditions: ConditionSql
    held: Held
    criteria: Leaves
    tier: Tier

    def outcome(self) -> str:
        """True where every must of the tier is met, NULL where it cannot be told yet."""
        law = self.conditions.law
        return conjunction(self._criterion(criterion) for criterion in law.musts_of(self.tier, ()))

    def _criterion(self, criterion: Criterion) -> str:
        met = _where(criterion.roles, _by_size(lambda size: self._met(criterion, size)))
        return self.criteria.column(met)

    def _met(self, criterion: Criterion, size: SizeClass) -> str:
        standards = [s for s in _standards(criterion, self.tier) if size in s.sizes]
        own = [self.conditions.condition(one, size) for one in criterion.conditions]
        shown = (self._shown(standard, size) for standard in standards)
        return conjunction([*own, *shown])

    def _shown(self, standard: Standard, size: SizeClass) -> str:
        """Short of evidence, nothing is decided yet."""
        facts = [self.conditions.condition(one, size) for one in standard.conditions]
        evidence = f"nullif({self.held.suffices(standard)}, FALSE)" if standard.needed > 0 else "TRUE"
        return _where(standard.roles, conjunction([*facts, evidence]))


def _where(roles: frozenset[TradeRole], holds: str) -> str:
    concerned = _concerns(roles)
    return holds if concerned == "TRUE" else f"(NOT {concerned} OR {holds})"


def _by_size(of: Callable[[SizeClass], str]) -> str:
    """What is said for the size of the firm; for a firm of unknown size, what every size agrees on."""
    said = [of(size) for size in ASCENDING]
    if len(set(said)) == 1:
        return said[0]
    cases = " ".join(f"WHEN {place} THEN {sql}" for place, sql in enumerate(said))
    return f"CASE s {cases} ELSE {_agreed(said)} END"


def _agreed(said: Iterable[str]) -> str:
    first, *others = said
    same = " AND ".join(f"({first}) IS NOT DISTINCT FROM ({other})" for other in others)
    return f"CASE WHEN {same} THEN {first} END"
