"""One firm before a programme: findings, paths and questions of all tiers, against judging alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.measure import Result, best_of, median, percentile, timed
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.dossier import Dossier, Held, Incident, TradeRole, Value
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind
from fairway.trust.programmes.domain.judge import judge_all
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.store import bank, programme_of

DAY = date(2026, 5, 1)
LIMIT = 0.003


def bench_assess(count: int) -> list[Result]:
    """Half of what is asked is told, and a third of the evidence is held. The best of three for each firm."""
    law, known = law_on(programme_of("safe-msme"), DAY), bank()
    firms = list(dossiers(count, known))
    for firm in firms[:20]:  # warm: the law of the day has been worked out once
        assess(firm, law, known)
    times = [best_of(lambda f=firm: assess(f, law, known)) for firm in firms]
    anchor = median(timed(lambda f=firm: _judge_everything(f, law)) for firm in firms)
    p50, p95 = median(times), percentile(times, 0.95)
    return [
        Result(
            "assess a firm, all tiers and paths", f"{p50 * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms",
            f"judging every criterion once: {anchor * 1000:.2f} ms", p50 / anchor, "median ≤ 3 ms",
            p50 <= LIMIT,
        )
    ]  # fmt: skip


def dossiers(count: int, known: Bank, *, seed: int = 7) -> Iterator[Dossier]:
    """Invented firms of every size."""
    chance = random.Random(seed)
    for _ in range(count):
        yield Dossier(
            tuple(chance.sample(list(TradeRole), 2)),
            chance.choice(list(SizeClass)),
            answers={
                code: _value(fact, chance) for code, fact in known.facts.items() if chance.random() < 0.5
            },
            evidence=tuple(Held(kind, DAY) for kind in known.evidence if chance.random() < 0.33),
        )


def _value(fact: Fact, chance: random.Random) -> Value:
    day = DAY - timedelta(days=chance.randint(0, 2_000))
    match fact.kind:
        case FactKind.FLAG:
            return chance.random() < 0.7
        case FactKind.NUMBER:
            return Decimal(chance.randint(0, 60))
        case FactKind.DAY:
            return day
        case FactKind.CHOICE:
            return chance.choice(fact.choices).code
        case FactKind.CHOICES:
            return tuple(choice.code for choice in fact.choices if chance.random() < 0.5)
        case FactKind.INCIDENTS:
            return (Incident(day, day, is_serious=True),) if chance.random() < 0.2 else ()


def _judge_everything(firm: Dossier, law: Law) -> None:
    for criterion in law.criteria.values():
        judge_all(criterion.conditions, firm, law, firm.size_class)
