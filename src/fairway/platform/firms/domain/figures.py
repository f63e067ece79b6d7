"""What a firm tells of its size, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fairway.kernel.money import Money
from fairway.platform.firms.domain.definition import Measure


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one enterprise in one year; what is not known is None.

    `employees` in annual work units: someone who works half the time is 0.5. `exports` is the part of the
    turnover that was sold abroad.
    """

    employees: Decimal | None = None
    turnover: Money | None = None
    exports: Money | None = None
    balance_sheet: Money | None = None
    investment: Money | None = None

    def money(self, measure: Measure) -> Money | None:
        found: Money | None = getattr(self, measure.value)
        return found


@dataclass(frozen=True, slots=True)
class RelatedEnterprise:
    """One that holds `share` percent of the firm, or of which the firm holds it, with its own figures."""

    name: str
    share: Decimal
    controlled: bool = False  # one decides over the other, whatever the share
    figures: Figures = Figures()


@dataclass(frozen=True, slots=True)
class SizeFacts:
    """A firm's figures of one year. `related` is None where nobody has said; empty: it stands alone.

    `rates`: by ("USD", "EUR"), how many EUR one USD was worth.
    """

    figures: Figures = Figures()
    related: tuple[RelatedEnterprise, ...] | None = None
    public_share: Decimal | None = None
    rates: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
