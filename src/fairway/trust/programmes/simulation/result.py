"""What a change of the law does: firms by tier, size and sector, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.programme import Tier
from fairway.trust.programmes.simulation.changes import Change
from fairway.trust.programmes.simulation.population import Population


@dataclass(frozen=True, slots=True)
class Count:
    """Firms. To become eligible is to meet the tier by the law after and not by the law before."""

    firms: int = 0
    eligible_before: int = 0
    eligible_after: int = 0
    become_eligible: int = 0
    drop_out: int = 0
    cannot_tell_before: int = 0
    cannot_tell_after: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.firms + other.firms,
            self.eligible_before + other.eligible_before,
            self.eligible_after + other.eligible_after,
            self.become_eligible + other.become_eligible,
            self.drop_out + other.drop_out,
            self.cannot_tell_before + other.cannot_tell_before,
            self.cannot_tell_after + other.cannot_tell_after,
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """If every eligible firm applied once. None: the programme does not say.

    `vouchers`: at most; firms may spend less. `case_hours`: of officers, by the way of validation of a size.
    """

    fees: Decimal | None
    fees_due: Decimal | None
    vouchers: Decimal
    case_hours: Decimal | None

    @property
    def waived(self) -> Decimal:
        return (self.fees or Decimal(0)) - (self.fees_due or Decimal(0))

    @property
    def subsidy_cost(self) -> Decimal:
        return self.waived + self.vouchers

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            _sum(self.fees, other.fees),
            _sum(self.fees_due, other.fees_due),
            self.vouchers + other.vouchers,
            _sum(self.case_hours, other.case_hours),
        )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """What nobody knows does not count."""
    return other if one is None else one + (other or Decimal(0))


NO_COST = Cost(None, None, Decimal(0), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """The firms of a size and sector; None where it is not known."""

    size: SizeClass | None
    sector: str | None
    count: Count


@dataclass(frozen=True, slots=True)
class SizeLine:
    size: SizeClass | None
    count: Count
    before: Cost
    after: Cost


@dataclass(frozen=True, slots=True)
class TierResult:
    tier: Tier
    cells: tuple[Cell, ...]
    by_size: tuple[SizeLine, ...]

    @property
    def total(self) -> SizeLine:
        count, before, after = Count(), NO_COST, NO_COST
        for line in self.by_size:
            count, before, after = count + line.count, before + line.before, after + line.after
        return SizeLine(None, count, before, after)

    @property
    def by_sector(self) -> tuple[tuple[str | None, Count], ...]:
        return counted(self.cells, lambda cell: cell.sector)


def counted(cells: Iterable[Cell], of: Callable[[Cell], str | None]) -> tuple[tuple[str | None, Count], ...]:
    """The sums by what `of` says of each cell, in its order; what is not known comes last."""
    found: dict[str | None, Count] = {}
    for cell in cells:
        found[of(cell)] = found.get(of(cell), Count()) + cell.count
    return tuple(sorted(found.items(), key=lambda row: (row[0] is None, row[0] or "")))


@dataclass(frozen=True, slots=True)
class Simulation:
    programme: str
    version: str
    on: date
    currency: str
    changes: tuple[Change, ...]
    population: Population
    tiers: tuple[TierResult, ...]
