"""From the text of a rate to its expression. Reads, or raises with the place; never guesses."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.text import Text
from fairway.market.tariff.domain.expression import AdValorem, Expression, Free
from fairway.market.tariff.domain.rate_text import LONGEST_TEXT, RateTextError
from fairway.market.tariff.domain.taric import parse_taric
from fairway.market.tariff.domain.us_rate import parse_us

__all__ = ["RateTextError", "parse_rate", "parse_rate_in_any_dialect"]

_FREE = "free"
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?%")
_UNITED_STATES = re.compile(
    r"[$¢]|\bcents?\b|\beach\b|^\s*(?:free|see|the|a\s+duty|no\s+change|suspended)\b", re.IGNORECASE
)
_BARE_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*%?")


@lru_cache(maxsize=65_536)
def parse_rate(text: str, *, dialect: Dialect, currency: str = "") -> Expression:
    """The expression of a rate text. Raises RateTextError with its code and position.

    `currency` is that of amounts whose sign names none (¢, $); TARIC texts name theirs. An empty
    text is an error: unknown is not free.
    """
    stripped = text.strip()
    if not stripped:
        raise RateTextError("empty_sentence", Text("The rate is empty. Empty is unknown, not free."), text, 0)
    if len(text) > LONGEST_TEXT:
        raise RateTextError("too_long", Text("The text is too long to be a rate."), text, LONGEST_TEXT)
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


def parse_rate_in_any_dialect(text: str) -> Expression:
    """The expression of a rate whose tariff is not said. Raises RateTextError.

    Where neither dialect can read it, the error is that of the one it looks like.
    """
    if _UNITED_STATES.search(text):
        return parse_rate(text, dialect=Dialect.US)
    try:
        return parse_rate(text, dialect=Dialect.TARIC)
    except RateTextError as taric:
        try:
            return parse_rate(text, dialect=Dialect.US)
        except RateTextError as us:
            words_after_a_rate = us.code == "unparsed_residue" and text[us.position :].lstrip()[:1].isalpha()
            raise (us if words_after_a_rate else taric) from None


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
