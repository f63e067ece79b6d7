"""The policy simulator: a change of a programme's numbers, over every firm of a population."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from fairway.platform.firms.domain.definition import ASCENDING, SizeClass
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import Tier
from fairway.trust.programmes.simulation.changes import changes_made
from fairway.trust.programmes.simulation.costs import cost_of
from fairway.trust.programmes.simulation.engine import connection
from fairway.trust.programmes.simulation.population import population_open
from fairway.trust.programmes.simulation.result import Cell, Count, Simulation, SizeLine, TierResult
from fairway.trust.programmes.simulation.sql_law import facts_of, statement

Report: TypeAlias = Callable[[str, int], None]
_Rows: TypeAlias = "list[tuple[Any, ...]]"


def simulate(
    path: Path,
    law: Law,
    overrides: dict[tuple[str, SizeClass], Decimal],
    bank: Bank,
    *,
    spill: Path,
    report: Report = lambda _phase, _firms: None,
) -> Simulation:
    """Every firm of the file by the law, and by the law with other numbers.

    Raises SourceError for a file that cannot be used. What does not fit into memory goes to `spill`.
    """
    after = law_on(law.programme, law.on, overrides)
    with connection(spill) as db:
        population = population_open(db, path, facts_of(law), bank)
        report("read", population.rows)
        rows = db.execute(statement((law, after), bank)).fetchall()
    report("assessed", population.rows)
    return Simulation(
        law.programme.code,
        law.edition.version,
        law.on,
        law.programme.currency,
        changes_made(law, overrides),
        population,
        tuple(_tier_result(place, rows, law, after) for place in range(len(law.tiers))),
    )


def _tier_result(place: int, rows: _Rows, law: Law, after: Law) -> TierResult:
    tier = law.tiers[place]
    cells: dict[tuple[SizeClass | None, str | None], Count] = {}
    for size, sector, *outcomes, firms in rows:
        where = SizeClass(size) if size else None, sector
        one = _count(outcomes[place], outcomes[place + len(law.tiers)], firms)
        cells[where] = cells.get(where, Count()) + one
    ordered = [Cell(*where, count) for where, count in sorted(cells.items(), key=lambda row: _order(*row[0]))]
    return TierResult(tier, tuple(ordered), tuple(_by_size(ordered, tier, law, after)))


def _count(before: bool | None, after: bool | None, firms: int) -> Count:
    return Count(
        firms,
        eligible_before=firms * (before is True),
        eligible_after=firms * (after is True),
        become_eligible=firms * (after is True and before is not True),
        drop_out=firms * (before is True and after is not True),
        cannot_tell_before=firms * (before is None),
        cannot_tell_after=firms * (after is None),
    )


def _order(size: SizeClass | None, sector: str | None) -> tuple[int, bool, str]:
    return ASCENDING.index(size) if size else len(ASCENDING), sector is None, sector or ""


def _by_size(cells: Sequence[Cell], tier: Tier, law: Law, after: Law) -> list[SizeLine]:
    lines = []
    for size in (*ASCENDING, None):
        counts = [cell.count for cell in cells if cell.size is size]
        count = sum(counts, Count())
        if size or count.firms:
            before = cost_of(count.eligible_before, tier, size, law)
            lines.append(SizeLine(size, count, before, cost_of(count.eligible_after, tier, size, after)))
    return lines


def outcomes_of(path: Path, law: Law, bank: Bank, *, spill: Path) -> list[tuple[bool | None, ...]]:
    """For each firm of the file in its order, whether it meets each tier; None where it cannot be told."""
    with connection(spill) as db:
        population_open(db, path, facts_of(law), bank)
        rows = db.execute(statement((law,), bank, per_firm=True)).fetchall()
    return [row[2:] for row in rows]
