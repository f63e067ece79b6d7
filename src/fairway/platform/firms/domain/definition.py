"""What a definition of micro, small and medium firms says: limits, dated, and whose figures they count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Param, Text


class SizeClass(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Measure(StrEnum):
    """What a limit is set on. All but the first are amounts of money."""

    EMPLOYEES = "employees"
    TURNOVER = "turnover"
    BALANCE_SHEET = "balance_sheet"
    INVESTMENT = "investment"


ASCENDING = tuple(SizeClass)
SIZE_NAMES = {
    SizeClass.MICRO: Text("Micro"),
    SizeClass.SMALL: Text("Small"),
    SizeClass.MEDIUM: Text("Medium-sized"),
    SizeClass.LARGE: Text("Large"),
}
MEASURE_NAMES = {
    Measure.EMPLOYEES: Text("employees"),
    Measure.TURNOVER: Text("turnover"),
    Measure.BALANCE_SHEET: Text("balance sheet total"),
    Measure.INVESTMENT: Text("investment in plant and equipment"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """The most a class allows of one measure. `inclusive`: the limit itself is still within."""

    measure: Measure
    amount: Decimal
    inclusive: bool

    def allows(self, figure: Decimal) -> bool:
        return figure <= self.amount if self.inclusive else figure < self.amount


@dataclass(frozen=True, slots=True)
class ClassLimits:
    """A firm is in the class when in every group at least one limit is kept."""

    size_class: SizeClass
    groups: tuple[tuple[Limit, ...], ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The limits of a period, the smallest class first. What keeps none of them is large."""

    period: Period
    citation: Citation
    classes: tuple[ClassLimits, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        limits = [limit for one in self.classes for group in one.groups for limit in group]
        return tuple(dict.fromkeys(limit.measure for limit in limits))


@dataclass(frozen=True, slots=True)
class Grouping:
    """Whose figures count beside the firm's own, by the share that binds them, in percent.

    From `partner_from` an enterprise is a partner and counts by its share; above `linked_above`, or where
    one controls the other, it is linked and counts whole.
    """

    partner_from: Decimal
    linked_above: Decimal


@dataclass(frozen=True, slots=True)
class SizeDefinition:
    """One definition, such as that of Recommendation 2003/361/EC.

    `economies`: where it is the law or the usage; none means everywhere else. `years_in_a_row`: how many
    annual accounts must agree before a firm changes class. `public_share_from`: the share of public bodies
    from which a firm is large whatever its figures. `counts_exports`: whether sales abroad are turnover.
    """

    code: str
    name: Localised
    currency: str
    economies: tuple[str, ...]
    editions: tuple[Edition, ...]
    grouping: Grouping | None = None
    public_share_from: Decimal | None = None
    years_in_a_row: int = 1
    counts_exports: bool = True
    notes: tuple[Localised, ...] = ()

    def edition(self, on: date) -> Edition | None:
        return next((edition for edition in self.editions if on in edition.period), None)

    def shown(self, measure: Measure, figure: Decimal) -> Param:
        """A figure of the measure as readers see it."""
        return figure if measure is Measure.EMPLOYEES else Money(figure, self.currency).rounded()


def applicable(definitions: tuple[SizeDefinition, ...], *economies: str) -> tuple[SizeDefinition, ...]:
    """The definitions of the economies, in their order; where there is none, those for everywhere else."""
    named = [d for economy in economies for d in definitions if economy in d.economies]
    return tuple(dict.fromkeys(named)) or tuple(d for d in definitions if not d.economies)
