"""What a cell of the template may say. Each reader raises UserError for what it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from fairway.data.idb.domain.schema import Dialect
from fairway.kernel.economy import economy_codes
from fairway.kernel.hs import HsCode, HsLevel
from fairway.kernel.money import is_currency
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.kernel.units import find_unit

Value = TypeVar("Value")

NO_WORDS: tuple[str, ...] = ()
_DAY_OF_YEAR = r"\d{2}-\d{2}"
_SEASON = re.compile(rf"({_DAY_OF_YEAR})/({_DAY_OF_YEAR})")
_PERCENT = re.compile(r"\d{1,6}(\.\d{1,6})?\s*%?", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
_LEAP_YEAR = "2024-"
_SIGNED_NUMBER = re.compile(r"\s*\+?[\d.,\s]+%?\s*")


def is_formula(text: str) -> bool:
    """Would a spreadsheet run the cell? A number with a sign is none."""
    return text.lstrip().startswith(("=", "+", "@")) and not _SIGNED_NUMBER.fullmatch(text)


def text(cell: str) -> str:
    return " ".join(cell.split())


def url(cell: str) -> str:
    """An address that is safe to link to."""
    if not re.fullmatch(r"https?://[^\s\"<>]+", cell.strip()):
        raise UserError(Text("This must be a web address that begins with https:// or http://."))
    return cell.strip()


def goods_code(cell: str) -> str:
    code = HsCode.parse(cell)
    if code.level in (HsLevel.CHAPTER, HsLevel.HEADING):
        raise UserError(Text("A tariff line has 6, 8 or 10 digits."))
    return code.digits


def code_prefixes(cell: str) -> tuple[str, ...]:
    return tuple(HsCode.parse(word).digits for word in words(cell))


def season(cell: str) -> str:
    found = _SEASON.fullmatch(cell.strip())
    try:
        assert found
        for day in found.groups():
            date.fromisoformat(_LEAP_YEAR + day)
    except (AssertionError, ValueError):
        raise UserError(Text("A season is two days of the year, as in 09-01/05-31 (month first).")) from None
    return cell.strip()


def day(cell: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell.strip()):
        raise UserError(Text("This must be a date, as in 2025-06-30."))
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        raise UserError(Text("There is no such day.")) from None


def periods(cell: str) -> tuple[Period, ...]:
    found = tuple(_period(part) for part in cell.split(";") if part.strip())
    if any(one.overlaps(other) for place, one in enumerate(found) for other in found[:place]):
        raise UserError(Text("Two of the periods overlap."))
    return found


def _period(part: str) -> Period:
    start, slash, end = part.strip().partition("/")
    if not slash:
        raise UserError(
            Text("A period is a first and a last day, as in 2021-01-01/2025-12-31; either may be open.")
        )
    return period(day(start) if start.strip() else None, day(end) if end.strip() else None)


def period(start: date | None, end: date | None) -> Period:
    try:
        return Period(start, end)
    except ValueError:
        raise UserError(Text("The period ends before it starts.")) from None


def economies(cell: str) -> tuple[str, ...]:
    codes = words(cell.upper())
    if unknown := [code for code in codes if code not in economy_codes()]:
        raise UserError(
            Text("These are not two-letter economy codes: {codes}.", {"codes": ", ".join(unknown)[:60]})
        )
    return codes


def units(cell: str) -> tuple[str, ...]:
    return tuple(find_unit(unit).code for unit in words(cell))


def words(cell: str) -> tuple[str, ...]:
    """Words between blanks, commas or semicolons, each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,;]+", cell.strip()) if word))


def sentences(cell: str) -> tuple[str, ...]:
    """Sentences, each on a line of its own or ended by a full stop."""
    return tuple(text(part) for part in re.split(r"\n|(?<=\.)\s+", cell) if part.strip())


def currency(cell: str) -> str:
    code = cell.strip().upper()
    if not is_currency(code):
        raise UserError(Text("This is not a currency code of ISO 4217."))
    return code


def number(cell: str) -> Decimal:
    if not _NUMBER.fullmatch(cell.strip()):
        raise UserError(Text("This must be a number with a decimal point, as in 12.5."))
    return Decimal(cell.strip())


def yes_or_no(cell: str) -> bool:
    return one_of("yes", "no")(cell) == "yes"


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of the words, in any case."""
    folded = {choice.casefold(): choice for choice in choices}

    def read(cell: str) -> str:
        if cell.strip().casefold() not in folded:
            raise UserError(Text("This must be one of: {choices}.", {"choices": ", ".join(choices)}))
        return folded[cell.strip().casefold()]

    return read


def rate(dialect: Dialect) -> Callable[[str], str]:
    """A reader of rate texts: a plain percent is checked here, other dialects above this wing."""

    def read(cell: str) -> str:
        if dialect is Dialect.PERCENT and not _PERCENT.fullmatch(cell.strip()):
            raise UserError(Text("This must be a percent, as in 7.5; write 0 for free."))
        return text(cell)

    return read
