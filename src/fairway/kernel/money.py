"""Money: an exact decimal amount in one currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from babel.core import get_global

from fairway.kernel.text import Text, UserError

LARGEST_AMOUNT = Decimal("1e15")
_NUMBER = r"(?P<number>[+-]?[\d\s',.]*\d[\d\s',.]*)"
_AMOUNT_FIRST = re.compile(rf"^\s*{_NUMBER}\s*(?P<currency>[A-Za-z]{{3}})\s*$")
_CURRENCY_FIRST = re.compile(rf"^\s*(?P<currency>[A-Za-z]{{3}})\s*{_NUMBER}\s*$")
# Legal tender somewhere today: no metals, test codes or currencies that have been replaced.
_CURRENCIES = frozenset(
    code
    for periods in get_global("territory_currencies").values()
    for code, _start, end, is_tender in periods
    if end is None and is_tender
)
_MINOR_UNITS = get_global("currency_fractions")


class InvalidMoney(UserError):
    """The text is not an amount of money; the message says why, in words for the user."""


class Rounding(StrEnum):
    HALF_UP = "half_up"
    DOWN = "down"


def minor_units(currency: str) -> int:
    """Digits after the decimal point that the currency has (2 for USD, 0 for JPY)."""
    return int(_MINOR_UNITS.get(currency, _MINOR_UNITS["DEFAULT"])[0])


def is_currency(code: str) -> bool:
    """Whether the code is a currency that is paid with today."""
    return code in _CURRENCIES


def has_been_currency(code: str) -> bool:
    """Whether ISO 4217 has or has had the code: old tables of rates name currencies that are gone."""
    return code in get_global("all_currencies")


def parse_decimal(text: str) -> Decimal:
    """Read `1200`, `1 200.50`, `1,200.50` or `1'200`. Raises InvalidMoney.

    A comma is read as a thousands mark only where it stands before groups of three digits; a
    decimal comma is refused rather than guessed.
    """
    cleaned = re.sub(r"[\s'  ]", "", text)
    if "," in cleaned:
        if not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", cleaned):
            raise InvalidMoney(
                Text(
                    "“{text}” is not clear: write decimals with a point, as in 1200.50.",
                    {"text": text.strip()[:40]},
                )
            )
        cleaned = cleaned.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", cleaned):
        raise InvalidMoney(Text("“{text}” is not a number.", {"text": text.strip()[:40]}))
    return Decimal(cleaned)


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `5000 USD`, `USD 5,000.00`. Raises InvalidMoney."""
        found = _AMOUNT_FIRST.match(text) or _CURRENCY_FIRST.match(text)
        if not found:
            raise InvalidMoney(
                Text(
                    "“{text}” is not an amount of money: write a number and a currency, as in 5000 USD.",
                    {"text": text.strip()[:40]},
                )
            )
        currency = found["currency"].upper()
        if not is_currency(currency):
            raise InvalidMoney(Text("“{code}” is not a currency code of ISO 4217.", {"code": currency}))
        if minor_units(currency) < 3 and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", found["number"].strip()):
            # Five thousand to one reader, five to another.
            raise InvalidMoney(
                Text(
                    "“{text}” is not clear: write 5000 or 5.00, as you mean it.", {"text": text.strip()[:40]}
                )
            )
        amount = parse_decimal(found["number"])
        if abs(amount) >= LARGEST_AMOUNT:
            raise InvalidMoney(Text("“{text}” is too large to be a shipment.", {"text": text.strip()[:40]}))
        return cls(amount, currency)

    def rounded(self, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """To the currency's minor unit."""
        mode = ROUND_DOWN if rounding is Rounding.DOWN else ROUND_HALF_UP
        return Money(
            self.amount.quantize(Decimal(1).scaleb(-minor_units(self.currency)), rounding=mode), self.currency
        )

    def __add__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def _require_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"Cannot add {self.currency} and {other.currency} without an exchange rate.")

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"
