"""Firms drawn by chance around the limits of a programme, as dossiers and as the rows of a population."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import Age, Flag, leaves
from fairway.trust.programmes.domain.dossier import Dossier, Held, Incident, TradeRole, Value
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.simulation.sql_law import facts_of

PIECE = pa.struct([("kind", pa.string()), ("issued_on", pa.date32()), ("valid_until", pa.date32())])
INCIDENT = pa.struct([("happened_on", pa.date32()), ("decided_on", pa.date32()), ("is_serious", pa.bool_())])
TYPES = {
    FactKind.FLAG: pa.bool_(),
    FactKind.NUMBER: pa.decimal128(12, 2),
    FactKind.CHOICE: pa.string(),
    FactKind.CHOICES: pa.list_(pa.string()),
    FactKind.DAY: pa.date32(),
    FactKind.INCIDENTS: pa.list_(INCIDENT),
}


class Chance:
    """`law`: what its conditions expect is likely, so that every outcome occurs."""

    def __init__(self, seed: int, law: Law, bank: Bank) -> None:
        self.random, self.law, self.bank = Random(seed), law, bank
        conditions = [
            condition
            for criterion in law.criteria.values()
            for condition in (*criterion.conditions, *(c for s in criterion.standards for c in s.conditions))
        ]
        asked = [leaf for condition in conditions for leaf in leaves(condition)]
        self.expected = {leaf.fact: leaf.expected for leaf in asked if isinstance(leaf, Flag)}
        self.recent = {leaf.fact for leaf in asked if isinstance(leaf, Age) and leaf.is_within}

    def firm(self) -> Dossier:
        good = self.random.choice([0.6, 0.95, 0.99, 1])
        answers = {fact: self.value(self.bank.facts[fact], good) for fact in facts_of(self.law)}
        return Dossier(
            roles=tuple(role for role in TradeRole if self.random.random() < 0.25),
            size_class=self.random.choice([*SizeClass, *SizeClass, None]),
            answers={fact: value for fact, value in answers.items() if value is not None},
            evidence=tuple(self.piece(kind) for kind in self.bank.evidence if self.random.random() < good),
        )

    def value(self, fact: Fact, good: float) -> Value | None:  # noqa: PLR0911  (one for each kind)
        if self.random.random() > (1 + good) / 2:
            return None
        match fact.kind:
            case FactKind.FLAG:
                expected = self.expected.get(fact.code, True)
                return expected if self.random.random() < good else not expected
            case FactKind.NUMBER:
                near = self.random.choice(["0", "1", "2", "3", "4.5", "5", "9.99", "10", "25"])
                return Decimal("79" if self.random.random() < good else near)
            case FactKind.CHOICE:
                return self.random.choice([choice.code for choice in fact.choices])
            case FactKind.CHOICES:
                return tuple(choice.code for choice in fact.choices if self.random.random() < good)
            case FactKind.DAY:
                return self.day(good, 3 if fact.code in self.recent else 72)
            case FactKind.INCIDENTS:
                count = 0 if self.random.random() < good else self.random.choice([0, 1, 2])
                return tuple(self.incident() for _ in range(count))

    def day(self, good: float, best: int = 72) -> date:
        """A day that is `best` months back, or next to a limit that is counted in whole months."""
        months = self.random.choice([6, 12, 24, 36, 60]) if self.random.random() > good else best
        first = self.law.on.year * 12 + self.law.on.month - 1 - months
        limit = date(first // 12, first % 12 + 1, min(self.law.on.day, 28))
        return limit + timedelta(days=self.random.choice([-31, -1, 0, 1, 2, 3]))

    def incident(self) -> Incident:
        happened = self.day(0)
        decided = self.random.choice([None, happened, happened + timedelta(days=300), self.day(0)])
        return Incident(happened, decided, self.random.random() < 0.7)

    def piece(self, kind: str) -> Held:
        days = [None, self.law.on - timedelta(days=3), self.law.on, self.law.on + timedelta(days=1)]
        issued = self.random.choice([*days, *days[:3], self.day(0)])
        return Held(kind, issued, self.random.choice([None, None, *days]))


def population_of(firms: list[Dossier], path: Path, bank: Bank) -> Path:
    """The same firms as a Parquet file."""
    facts = sorted({fact for firm in firms for fact in firm.answers})
    columns: dict[str, Any] = {
        "size_class": pa.array([firm.size_class and firm.size_class.value for firm in firms], pa.string()),
        "roles": pa.array([[role.value for role in firm.roles] for firm in firms], pa.list_(pa.string())),
        "evidence": pa.array([[asdict(piece) for piece in firm.evidence] for firm in firms], pa.list_(PIECE)),
    }
    for fact in facts:
        values = [_plain(firm.answers.get(fact)) for firm in firms]
        columns[fact] = pa.array(values, TYPES[bank.facts[fact].kind])
    pq.write_table(pa.table(columns), path)
    return path


def _plain(value: Value | None) -> Any:
    if isinstance(value, tuple):
        return [asdict(one) if isinstance(one, Incident) else one for one in value]
    return value
