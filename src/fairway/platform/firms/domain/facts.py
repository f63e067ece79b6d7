"""Reading what forms, files and programs say of a firm: strictly, and to one normal plain form.

A change names only what it changes; null forgets a fact. The figures of a year change one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import is_currency
from fairway.kernel.text import Text, UserError
from fairway.platform.firms.domain.figures import Figures, RelatedEnterprise
from fairway.platform.firms.domain.identifiers import (
    EconomyNeeded,
    Identifier,
    IdentifierKind,
    InvalidIdentifier,
    read_identifier,
)
from fairway.platform.firms.domain.profile import FirmFacts, Product
from fairway.platform.firms.domain.reading import (
    InvalidFacts,
    read_flag,
    read_list,
    read_money,
    read_number,
    read_object,
    read_text,
)
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.state import State, plain

MOST_EMPLOYEES = Decimal(10_000_000)
HIGHEST_RATE = Decimal(1_000_000_000)
MOST_IDENTIFIERS, MOST_PRODUCTS, MOST_MARKETS, MOST_RELATED, MOST_YEARS, MOST_RATES = 30, 60, 100, 50, 60, 10
EARLIEST_YEAR, EARLIEST_FIGURES = 1000, 1970
FIGURES: dict[str, Callable[[Any], Any]] = {
    "employees": partial(read_number, most=MOST_EMPLOYEES),
    "turnover": read_money,
    "exports": read_money,
    "balance_sheet": read_money,
    "investment": read_money,
}


def read_changes(changes: object, *, today: date, economy: Economy | None = None) -> State:
    """The changes in their normal plain form. Raises InvalidFacts with every fault and its place.

    `economy` is the firm's, for national numbers that do not name theirs, unless the changes tell another.
    """
    try:
        found = read_object(changes, fact_readers(today, _economy_told(changes) or economy))
    except InvalidFacts:
        raise
    except UserError as error:
        raise InvalidFacts({"changes": error.text}) from None
    if not found:
        raise InvalidFacts({"changes": Text("Nothing is changed: name at least one fact.")})
    return {name: plain(value) for name, value in found.items()}


def _economy_told(changes: object) -> Economy | None:
    """The economy that the changes tell. Whether it is one is judged with all the others."""
    told = changes.get("economy") if isinstance(changes, Mapping) else None
    try:
        return None if told is None else _economy(told)
    except UserError:
        return None


def check_consistent(facts: FirmFacts) -> None:
    """Raise InvalidFacts where two figures contradict each other."""
    errors = {
        f"figures.{year}.exports": Text("More was sold abroad than the whole turnover.")
        for year, known in facts.figures.items()
        if _exports_exceed(known.figures)
    }
    if errors:
        raise InvalidFacts(errors)


def fact_readers(today: date, economy: Economy | None) -> dict[str, Callable[[Any], Any]]:
    """How each fact of a profile is read."""
    return {
        "legal_name": read_text,
        "trading_name": read_text,
        "economy": _economy,
        "trading_since": lambda value: _year(value, EARLIEST_YEAR, today.year),
        "sector": _sector,
        "identifiers": lambda value: _identifiers(value, economy),
        "products": partial(read_list, reader=_product, most=MOST_PRODUCTS),
        "markets": lambda value: tuple(dict.fromkeys(read_list(value, _economy, most=MOST_MARKETS))),
        "figures": lambda value: _figures_by_year(value, today),
    }


def _exports_exceed(figures: Figures) -> bool:
    exports, turnover = figures.exports, figures.turnover
    if exports is None or turnover is None or exports.currency != turnover.currency:
        return False
    return exports.amount > turnover.amount


def _economy(value: object) -> Economy:
    return Economy.parse(read_text(value))


def _year(value: object, earliest: int, latest: int) -> int:
    year = int(read_number(value, most=Decimal(9999), places=0))
    if not earliest <= year <= latest:
        raise UserError(
            Text("The year must be from {earliest} to {latest}.", {"earliest": earliest, "latest": latest})
        )
    return year


def _sector(value: object) -> str:
    section = read_text(value).upper()
    if section not in SECTIONS:
        raise UserError(Text("The sector must be a section of ISIC Rev. 4: a letter from A to U."))
    return section


def _identifiers(value: object, economy: Economy | None) -> tuple[Identifier, ...]:
    found = read_list(value, partial(_identifier, default=economy), most=MOST_IDENTIFIERS)
    return tuple(dict.fromkeys(found))


def _identifier(value: object, default: Economy | None) -> Identifier:
    """The assurance that an answer of ours carries may come back; it is worked out anew."""
    readers = {"kind": _kind, "value": read_text, "economy": _economy, "assurance": read_text}
    found = read_object(value, readers)
    kind, text = found.get("kind"), found.get("value") or ""
    if kind is None:
        raise InvalidFacts({"kind": Text("Say which number it is.")})
    try:
        return _numbered(kind, text, found.get("economy"), default)
    except UserError as error:
        raise InvalidFacts({"value": error.text}) from None


def _numbered(
    kind: IdentifierKind, text: str, economy: Economy | None, default: Economy | None
) -> Identifier:
    """By the economy that is named, else by the one a VAT number begins with, else by the firm's own."""
    if economy or default is None:
        return read_identifier(kind, text, economy)
    try:
        return read_identifier(kind, text)
    except EconomyNeeded:
        return read_identifier(kind, text, default)
    except InvalidIdentifier as fault:
        try:
            return read_identifier(kind, text, default)
        except InvalidIdentifier:
            raise fault from None


def _kind(value: object) -> IdentifierKind:
    text = read_text(value).lower()
    if text not in list(IdentifierKind):
        raise UserError(Text("The kind must be one of {kinds}.", {"kinds": ", ".join(IdentifierKind)}))
    return IdentifierKind(text)


def _product(value: object) -> Product:
    found = read_object(value, {"words": read_text, "code": lambda code: HsCode.parse(read_text(code))})
    if not any(found.values()):
        raise UserError(Text("Name the product in words or by its goods code."))
    return Product(found.get("words") or "", found.get("code"))


def _figures_by_year(value: object, today: date) -> dict[int, Any]:
    if not isinstance(value, Mapping) or len(value) > MOST_YEARS:
        raise UserError(Text("Figures are given by year, for {most} years at most.", {"most": MOST_YEARS}))
    if wrong := {str(year)[:40]: fault for year in value if (fault := _year_fault(year, today))}:
        raise InvalidFacts(wrong)
    readers = dict.fromkeys(value, partial(read_object, readers=SIZE_FACTS))
    return {int(year): figures for year, figures in read_object(value, readers).items()}


def _year_fault(value: object, today: date) -> Text | None:
    try:
        if not (isinstance(value, str) and re.fullmatch(r"\d{4}", value, re.ASCII)):
            raise UserError(Text("A year has four digits."))
        _year(value, EARLIEST_FIGURES, today.year)
    except UserError as error:
        return error.text
    return None


def _related(value: object) -> RelatedEnterprise:
    share = partial(read_number, most=Decimal(100))
    found = read_object(value, {"name": read_text, "share": share, "controlled": read_flag, **FIGURES})
    faults = {}
    if not found.get("name"):
        faults["name"] = Text("Say what the other enterprise is called.")
    if found.get("share") is None:
        faults["share"] = Text("Say how many percent one holds of the other.")
    if faults:
        raise InvalidFacts(faults)
    figures = Figures(**{name: found.get(name) for name in FIGURES})
    return RelatedEnterprise(found["name"], found["share"], bool(found.get("controlled")), figures)


def _rates(value: object) -> dict[tuple[str, str], Decimal | None]:
    if not isinstance(value, Mapping) or len(value) > MOST_RATES:
        raise UserError(Text("Rates are given by pair of currencies, as in USD/EUR."))
    if wrong := {str(pair)[:40]: _PAIR for pair in value if not is_pair(pair)}:
        raise InvalidFacts(wrong)
    found = read_object(value, dict.fromkeys(value, _rate))
    return {_pair(pair): rate for pair, rate in found.items()}


_PAIR = Text("A rate is named by two different currencies, as in USD/EUR.")


def is_pair(text: object) -> bool:
    """Whether it names the rate between two currencies, as in USD/EUR."""
    if not (isinstance(text, str) and re.fullmatch(r"[A-Z]{3}/[A-Z]{3}", text, re.ASCII)):
        return False
    source, target = _pair(text)
    return source != target and is_currency(source) and is_currency(target)


def _pair(text: str) -> tuple[str, str]:
    return text[:3], text[4:]


def _rate(value: object) -> Decimal:
    rate = read_number(value, most=HIGHEST_RATE, places=10)
    if not rate:
        raise UserError(Text("A rate is more than zero."))
    return rate


# What is told of one year.
SIZE_FACTS: dict[str, Callable[[Any], Any]] = {
    **FIGURES,
    "related": lambda value: read_list(value, _related, most=MOST_RELATED),
    "public_share": partial(read_number, most=Decimal(100)),
    "rates": _rates,
}
