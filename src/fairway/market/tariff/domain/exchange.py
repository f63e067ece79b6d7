"""Exchange rates as the duty computation sees them: a rate with its day and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from fairway.kernel.citation import Citation
from fairway.kernel.finding import Need
from fairway.kernel.money import Money
from fairway.kernel.text import Text


class DatedRate(Protocol):
    """A published rate: units of the second currency for one unit of the first."""

    @property
    def rate(self) -> Decimal: ...
    @property
    def day(self) -> date: ...
    @property
    def source(self) -> Citation: ...


class RateTable(Protocol):
    def rate(self, from_currency: str, to_currency: str, on: date) -> DatedRate | None: ...


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A rate the user gave: it goes before every published one."""

    rate: Decimal
    day: date
    source: Citation


USER_RATE = Citation(publisher="You", title="exchange rate given with the question")


@dataclass(frozen=True, slots=True)
class ExchangeOnDay:
    """The rates of one day: those the user stated, then those of the published table."""

    on: date
    table: RateTable | None = None
    stated: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def find(self, from_currency: str, to_currency: str) -> DatedRate | None:
        if (from_currency, to_currency) in self.stated:
            return StatedRate(self.stated[from_currency, to_currency], self.on, USER_RATE)
        if (to_currency, from_currency) in self.stated:
            return StatedRate(1 / self.stated[to_currency, from_currency], self.on, USER_RATE)
        return self.table.rate(from_currency, to_currency, self.on) if self.table else None

    def rate(self, from_currency: str, to_currency: str) -> Decimal | None:
        found = self.find(from_currency, to_currency)
        return found.rate if found else None


def exchange_need(from_currency: str, to_currency: str) -> Need:
    question = Text(
        "How many {to_currency} is 1 {from_currency} on that day? Use the customs rate of exchange.",
        {"to_currency": to_currency, "from_currency": from_currency},
    )
    return Need(f"exchange_rate:{from_currency}/{to_currency}", question)


def exchange_text(money: Money, currency: str, found: DatedRate) -> Text:
    """How an amount was converted. The rate is shown with at most six decimals, never used so."""
    return Text(
        "{money} at the rate of {day}, {rate} {currency} for 1 {foreign} ({source}).",
        {
            "money": money, "day": found.day, "rate": Decimal(f"{round(found.rate, 6).normalize():f}"),
            "currency": currency, "foreign": money.currency, "source": str(found.source),
        },
    )  # fmt: skip
