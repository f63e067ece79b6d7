"""A simulation as plain values for JSON, and as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from fairway.trust.programmes.simulation.result import Cost, Count, Simulation, SizeLine, TierResult

_COSTS = ("fees", "waived", "fees_due", "vouchers", "subsidy_cost", "case_hours")
_SIDES = ("before", "after")
_COUNTS = tuple(asdict(Count()))
HEADER = ("tier", "size_class", "sector", *_COUNTS, *(f"{cost}_{side}" for side in _SIDES for cost in _COSTS))


def simulation_plain(simulation: Simulation) -> dict[str, Any]:
    """Money is in `currency`; amounts are texts, so that no digit is lost."""
    return {
        "programme": simulation.programme,
        "version": simulation.version,
        "on": simulation.on.isoformat(),
        "currency": simulation.currency,
        "firms": simulation.population.rows,
        "columns_ignored": list(simulation.population.ignored),
        "columns_missing": list(simulation.population.unknown),
        "changes": [
            {
                "parameter": change.parameter,
                "size_class": change.size.value,
                "before": _number(change.before),
                "after": _number(change.after),
            }
            for change in simulation.changes
        ],
        "tiers": [_tier(result) for result in simulation.tiers],
    }


def rows(simulation: Simulation) -> Iterator[tuple[Any, ...]]:
    """A row for each tier and size, with its costs, then one for each size and sector."""
    for result in simulation.tiers:
        for line in (*result.by_size, result.total):
            size = "all" if line == result.total else line.size
            costs = (value for cost in (line.before, line.after) for value in _cost(cost).values())
            yield (result.tier.code, size or "", "all", *asdict(line.count).values(), *costs)
        for cell in result.cells:
            blank = ("",) * (len(_COSTS) * len(_SIDES))
            yield (
                result.tier.code,
                cell.size or "",
                cell.sector or "",
                *asdict(cell.count).values(),
                *blank,
            )


def _tier(result: TierResult) -> dict[str, Any]:
    return {
        "tier": result.tier.code,
        "name": str(result.tier.name),
        "total": _line(result.total),
        "by_size": [{"size_class": line.size, **_line(line)} for line in result.by_size],
        "by_sector": [{"sector": sector, **asdict(count)} for sector, count in result.by_sector],
        "by_size_and_sector": [
            {"size_class": cell.size, "sector": cell.sector, **asdict(cell.count)} for cell in result.cells
        ],
    }


def _line(line: SizeLine) -> dict[str, Any]:
    return {**asdict(line.count), "before": _cost(line.before), "after": _cost(line.after)}


def _cost(cost: Cost) -> dict[str, str | None]:
    """Without a fee, nothing is waived: that is no zero but nothing to say."""
    has_fee = cost.fees is not None
    values = (
        cost.fees,
        cost.waived if has_fee else None,
        cost.fees_due,
        cost.vouchers,
        cost.subsidy_cost if has_fee or cost.vouchers else None,
        cost.case_hours,
    )
    return {name: _number(value) for name, value in zip(_COSTS, values, strict=True)}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
