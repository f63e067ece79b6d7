"""What an answer said, frozen: enough to show it again and to tell what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from fairway.data.idb.domain.profile import ChargeRate, Severity
from fairway.kernel.citation import Citation
from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import Level, RequirementKind
from fairway.market.tariff.domain.options import OptionKind, OptionStatus

Words: TypeAlias = Text | Localised


@dataclass(frozen=True, slots=True)
class Source:
    """A release that the answer was read from. `published` is the day of the source's edition."""

    release: str
    kind: str  # tariff, additional, requirements, exchange
    territory: str
    title: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Option:
    """A way to pay duty, or an additional duty. `programme` is "" where the origin claims nothing."""

    kind: OptionKind
    programme: str
    name: Words  # for people
    status: OptionStatus
    measure: str  # mfn, column2, preference, additional
    rate: str  # as the tariff prints it
    duty: Money | None = None
    claim_code: str = ""
    words: Words | None = None  # the rate in plain words
    by_use: bool = False  # what the goods are used for decides: offered, never the best
    note: str = ""
    conditions: tuple[Words, ...] = ()  # what must be proven, one sentence each
    citation: Citation | None = None  # of the programme

    @property
    def key(self) -> str:
        """What makes it the same option on another day. Only additional duties may share one."""
        return f"{self.kind}:{self.programme}"


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or tax. `terms` is its rate of the day; None where the day has none."""

    code: str
    name: Words
    status: Status
    amount: Money | None = None
    terms: ChargeRate | None = None
    base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A requirement, by its stable code."""

    code: str
    title: Words
    kind: RequirementKind
    level: Level
    agency: Words | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning, by its stable code."""

    code: str
    text: Words
    severity: Severity


@dataclass(frozen=True, slots=True)
class AnswerSnapshot:
    """One answer as it was. Amounts are in the market's currency."""

    status: Status
    on: date  # the day the law is of
    product: str  # goods code, as asked
    description: str
    line: str  # goods code of the tariff line; "" where none was found
    origin: str
    destination: str
    value: Money  # as asked
    valuation: str = ""  # FOB or CIF; "" without a tariff
    exchanged: bool = False  # whether exchange rates are in the amounts
    customs_value: Money | None = None
    options: tuple[Option, ...] = ()
    additional: tuple[Option, ...] = ()
    best: str | None = None  # key of the best option
    charges: tuple[Charge, ...] = ()
    duty: Money | None = None  # of the best option, with additional duties
    total: Money | None = None  # duty, fees and taxes
    landed: Money | None = None
    total_incomplete: bool = False
    papers: tuple[Paper, ...] = ()
    remarks: tuple[Remark, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()

    @property
    def best_option(self) -> Option | None:
        return next((option for option in self.options if option.key == self.best), None)

    @property
    def currency(self) -> str:
        """That the market charges in; "" where the answer has no amount."""
        amounts = (self.customs_value, self.duty, self.landed)
        return next((amount.currency for amount in amounts if amount), "")

    @property
    def charges_total(self) -> Money | None:
        """Fees and taxes that are known; None while the duty is open."""
        return self.total - self.duty if self.total and self.duty else None
