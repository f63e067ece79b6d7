"""From the text of a rate to its expression. Reads, or raises with the place; never guesses."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.text import Text
from fairway.market.tariff.domain.expression import AdValorem, Expression, Free
from fairway.market.tariff.domain.rate_text import RateTextError
from fairway.market.tariff.domain.taric import parse_taric
from fairway.market.tariff.domain.us_rate import parse_us

__all__ = ["RateTextError", "parse_rate"]

_FREE = "free"
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?%")
_BARE_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%?")


@lru_cache(maxsize=65_536)
def parse_rate(text: str, *, dialect: Dialect, currency: str = "") -> Expression:
    """The expression of a rate text. Raises RateTextError with its code and position.

    `currency` is that of amounts whose sign names none (¢, $); TARIC texts name theirs. An empty
    text is an error: unknown is not free.
    """
    stripped = text.strip()
    if not stripped:
        raise RateTextError("empty_sentence", Text("The rate is empty. Empty is unknown, not free."), text, 0)
    if found := _PERCENT.fullmatch(stripped):
        return AdValorem(Decimal(found[1]))
    if dialect is not Dialect.TARIC and stripped.casefold() == _FREE:
        return Free()
    match dialect:
        case Dialect.TARIC:
            return parse_taric(text)
        case Dialect.US:
            return parse_us(text, currency=currency or "USD")
        case Dialect.PERCENT:
            return _parse_percent(text)


def _parse_percent(text: str) -> Expression:
    found = _BARE_PERCENT.fullmatch(text.strip())
    if not found:
        raise RateTextError(
            "bad_number",
            Text("“{text}” is not a percentage: write a number such as 7.5.", {"text": text[:60]}),
            text,
            0,
        )
    return AdValorem(Decimal(found[1]))
