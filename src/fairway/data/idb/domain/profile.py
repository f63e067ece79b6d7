"""The market profile: what a tariff needs beside its lines to be answered in money.

A profile is law, dated and cited. Those of the shipped markets are `content/markets/*.yaml`; that
of a `fairway-csv` tariff comes from the template's own sheets. A tariff release carries its profile
with it (`profile.json`), so that a past case is recomputed with the law of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised


class ValuationBasis(StrEnum):
    FOB = "FOB"  # freight and insurance to the border are not part of the customs value
    CIF = "CIF"  # they are


class ProgrammeKind(StrEnum):
    UNILATERAL = "unilateral"  # granted to listed economies (GSP, AGOA)
    AGREEMENT = "agreement"  # a free-trade agreement
    UNION = "union"  # within a customs union or economic community
    USE = "use"  # depends on what the goods are used for, not on origin (civil aircraft)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    economy: str  # ISO 3166 alpha-2
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Programme:
    """A preference programme or agreement of the importing market."""

    code: str  # unique in the profile; what RATES.programme holds
    claim_code: str
    name: Localised
    kind: ProgrammeKind
    beneficiaries: tuple[Beneficiary, ...]  # empty, for USE only: any origin
    in_force: tuple[Period, ...]  # a programme may lapse and be renewed
    conditions: tuple[Localised, ...]  # what must be proven, one sentence each
    citation: Citation
    # A rate for every line of the tariff, where the law grants it to all goods ("Free" inside a
    # community); None: only lines with a rate of their own.
    rate_for_all_lines: str | None = None
    short_name: str = ""  # what people call it: "AGOA", "USMCA"

    @property
    def label(self) -> str:
        return self.short_name or self.code


class ChargeKind(StrEnum):
    FEE = "fee"
    TAX = "tax"  # VAT, sales tax, levies on top of the duty


@dataclass(frozen=True, slots=True)
class ChargeRate:
    """The rate of a charge in one period: percent of its base, or a fixed amount."""

    period: Period
    percent: Decimal | None = None
    minimum: Decimal | None = None  # in the profile's currency
    maximum: Decimal | None = None
    fixed: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.fixed is None):
            raise ValueError("A charge rate is either a percent or a fixed amount.")

    @property
    def has_amounts(self) -> bool:
        return any(amount is not None for amount in (self.minimum, self.maximum, self.fixed))


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or tax due with the duty."""

    code: str
    name: Localised
    kind: ChargeKind
    # What the percent is taken of: the customs value, plus the earlier charges by code ("duty" is
    # the duty with additional duties): ("customs_value",) or ("customs_value", "duty", "getfund").
    base: tuple[str, ...]
    rates: tuple[ChargeRate, ...]
    citation: Citation
    economies: tuple[str, ...] = ()  # only in these members of the territory; empty: all
    transport: tuple[str, ...] = ()  # only by these modes (sea, air, road, rail, post); empty: all
    waived_for: tuple[str, ...] = ()  # programme codes under which it is not charged
    waived_origins: tuple[str, ...] = ()  # economies whose goods are not charged, claim or no claim
    note: Localised | None = None


class Severity(StrEnum):
    INFO = "info"
    CHECK = "check"  # the user must check something the answer does not contain
    DANGER = "danger"  # the trade itself may be forbidden: said before everything else


@dataclass(frozen=True, slots=True)
class Notice:
    """A dated warning that goes with every answer it applies to."""

    code: str
    text: Localised
    severity: Severity
    period: Period
    citation: Citation
    origins: tuple[str, ...] = ()  # empty: all
    destinations: tuple[str, ...] = ()  # members of the territory; empty: all
    chapters: tuple[str, ...] = ()  # prefixes of goods codes; empty: all
    # True: a duty that the answer does not contain may be due, so the total is not complete.
    total_incomplete: bool = False
    # True: what is missing falls on most goods (a general duty, the sales tax), so the total says too
    # little to rank this market among others.
    not_ranked: bool = False


@dataclass(frozen=True, slots=True)
class MarketProfile:
    """Everything of a market that is not a line of its tariff."""

    territory: str  # "US", "ECOWAS", "GB"
    name: Localised
    members: tuple[str, ...]  # economies (ISO alpha-2) where this tariff applies
    currency: str | None  # that duties are charged in; None: that of the invoice
    valuation: ValuationBasis
    valuation_citation: Citation
    rounding: str  # "half_up" or "down", to the currency's minor unit, once per payable line
    programmes: tuple[Programme, ...] = ()
    charges: tuple[Charge, ...] = ()  # in the order they are computed
    notices: tuple[Notice, ...] = ()
    column2_origins: tuple[Beneficiary, ...] = ()
    union: bool = False  # trade between members is not an import (no customs duty applies)

    def __post_init__(self) -> None:
        if self.currency is None and any(r.has_amounts for charge in self.charges for r in charge.rates):
            raise ValueError("Amounts of charges need a currency; the profile has none.")
