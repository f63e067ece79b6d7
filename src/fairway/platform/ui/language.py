"""Words and figures for the reader: the only place where a sentence of the domain meets a language.

Domain code makes `Text` values; content files make `Localised` ones; here both become a plain
string in the reader's language, with numbers, dates, money and quantities written the way that
language writes them. The strings are plain, never marked safe: templates escape them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as catalogue_wording

from fairway.kernel.economy import Economy
from fairway.kernel.money import Money, minor_units
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Param, Text
from fairway.kernel.units import UNITS, Dimension, Unit

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# International English: the day before the month, as most readers of the house write it.
_LOCALES = {"en": "en_001", "fr": "fr", "es": "es"}
# Doubled braces stand for themselves; a place is a plain name, so no attribute can be reached.
_PLACE = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_PHYSICAL = {
    Dimension.MASS,
    Dimension.VOLUME,
    Dimension.LENGTH,
    Dimension.AREA,
    Dimension.ENERGY,
    Dimension.POWER,
}
_POWERS = str.maketrans("23", "²³")  # m2, m3
# Whole numbers up to here are written without a thousands mark, so that years read as years.
_LARGEST_UNGROUPED = 9999


def say(value: Param | Economy | Promise, language: str | None = None) -> str:
    """The value in words for the reader of `language` (default: the active one).

    Raises KeyError when a sentence has a place that its parameters do not fill, and TypeError for
    a value that has no wording.
    """
    language = language or get_language() or "en"
    match value:
        case str():
            return value
        case Text():
            return _fill(_translated(value.msgid, language), value.params, language)
        case Localised():
            return value.in_language(language)
        case Economy():
            return value.name(language)
        case Promise():
            with override(language):
                return str(value)
    return _figure(value, language)


def _figure(value: object, language: str) -> str:
    match value:
        case Money():
            return money(value, language)
        case Quantity():
            return quantity(value, language)
        case date():
            return day(value, language)
        case int() | Decimal() if not isinstance(value, bool):
            return number(value, language)
    raise TypeError(f"{type(value).__name__} has no wording for a reader.")


def money(value: Money, language: str | None = None) -> str:
    """`1,234.50 USD`: every digit given, and at least those of the currency's minor unit."""
    return f"{money_amount(value, language)}{NO_BREAK_SPACE}{value.currency}"


def money_amount(value: Money, language: str | None = None) -> str:
    """The amount of `money`, for pages that set the currency apart."""
    fraction = "0" * minor_units(value.currency)
    pattern = f"#,##0.{fraction}#" if fraction else "#,##0.#"
    return _decimal(value.amount, language, pattern)


def number(value: int | Decimal, language: str | None = None) -> str:
    """Every significant digit, none invented; a whole number below 10,000 has no thousands mark."""
    ungrouped = isinstance(value, int) and abs(value) <= _LARGEST_UNGROUPED
    return _decimal(Decimal(value), language, "0" if ungrouped else "#,##0.#")


def percent(value: int | Decimal, language: str | None = None) -> str:
    """`13.8` becomes `13.8%` in English and `13,8 %` in French and Spanish."""
    fraction = Decimal(value) / 100
    return str(format_percent(fraction.normalize(), locale=_locale(language), decimal_quantization=False))


def day(value: date, language: str | None = None) -> str:
    """`1 July 2025`, `1er juillet 2025`, `1 de julio de 2025`."""
    return _day(value, _locale(language))


@lru_cache(maxsize=4096)
def _day(value: date, locale: Locale) -> str:
    """A list writes the same few days in many rows."""
    words = str(format_date(value, format="long", locale=locale))
    return f"1er{words[1:]}" if value.day == 1 and locale.language == "fr" else words


def quantity(value: Quantity, language: str | None = None) -> str:
    """`1,200 kg`; where a unit has no international symbol, `12 × dozen pairs`."""
    amount = number(value.amount, language)
    unit = UNITS.get(value.unit)
    if unit is None:
        return f"{amount}{NO_BREAK_SPACE}{value.unit}"
    if _has_international_symbol(unit):
        return f"{amount}{NO_BREAK_SPACE}{unit.symbol.translate(_POWERS)}"
    return f"{amount} × {say(unit.name, language)}"


def _has_international_symbol(unit: Unit) -> bool:
    return unit.dimension in _PHYSICAL and not unit.basis and not unit.symbol[0].isdigit()


def _decimal(value: Decimal, language: str | None, pattern: str) -> str:
    return _formatted(_plain(value), pattern, _locale(language))


@lru_cache(maxsize=16_384)
def _formatted(plain: Decimal, pattern: str, locale: Locale) -> str:
    """A page writes the same few amounts many times."""
    return str(format_decimal(plain, format=pattern, locale=locale, decimal_quantization=False))


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 6.80 is 6.8, 1E+3 is 1000."""
    trimmed = value.normalize()
    exponent = trimmed.as_tuple().exponent
    return trimmed.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else trimmed


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_001"))


def _locale(language: str | None) -> Locale:
    return _locale_of((language or get_language() or "en").split("-")[0])


def _translated(msgid: str, language: str) -> str:
    if not msgid:  # the empty id is the catalogue's header
        return ""
    with override(language):
        return catalogue_wording(msgid)


def _fill(sentence: str, params: Mapping[str, Param], language: str) -> str:
    def fill(place: re.Match[str]) -> str:
        name = place[1]
        return place[0][0] if name is None else say(params[name], language)

    return _PLACE.sub(fill, sentence)
