"""The small words that several parts of the files share: counts, money, sizes, roles, efforts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from fairway.kernel.economy import LANGUAGES
from fairway.kernel.money import InvalidMoney, Money, is_currency
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_localised
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Effort
from fairway.trust.programmes.domain.programme import EVERY_ROLE, EVERY_SIZE
from fairway.trust.programmes.reading import keys

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


def localised(entry: Entry) -> Localised:
    return read_localised(entry, LANGUAGES)


def localised_or_none(entry: Entry) -> Localised | None:
    return None if entry.value is None else localised(entry)


def code(entry: Entry) -> str:
    """A name that stands in addresses and commands."""
    found = entry.text()
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", found):
        entry.fail(Text("A code has small letters, digits, hyphens and underscores only, 60 at most."))
    return found


def codes(entry: Entry) -> tuple[str, ...]:
    return tuple(item.text() for item in entry.items())


def word(kind: type[Word]) -> Callable[[Entry], Word]:
    """Reads one of the words of the kind."""
    return lambda entry: kind(entry.one_of(list(kind)))


def words(kind: type[Word]) -> Callable[[Entry], tuple[Word, ...]]:
    return lambda entry: tuple(word(kind)(item) for item in entry.items())


def word_or_none(kind: type[Word]) -> Callable[[Entry], Word | None]:
    return lambda entry: None if entry.value is None else word(kind)(entry)


def whole(entry: Entry, *, least: int = 0, most: int = 100_000) -> int:
    text = entry.text()
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        entry.fail(
            Text("This must be a whole number from {least} to {most}.", {"least": least, "most": most})
        )
    return int(text)


def number(entry: Entry) -> Decimal:
    found = entry.number()
    if found is None:
        entry.fail(Text("A number is needed here."))
    return found


def months_or_none(entry: Entry) -> int | None:
    return None if entry.value is None else whole(entry, least=1, most=1200)


def currency(entry: Entry) -> str:
    found = entry.text()
    if not is_currency(found):
        entry.fail(Text("“{code}” is not a currency code of ISO 4217.", {"code": found}))
    return found


def money(entry: Entry) -> Money:
    try:
        return Money.parse(entry.text())
    except InvalidMoney as error:
        entry.fail(error.text)


def money_or_none(entry: Entry) -> Money | None:
    return None if entry.value is None else money(entry)


def sizes(entry: Entry) -> frozenset[SizeClass]:
    """`all` or a list of size classes."""
    return EVERY_SIZE if entry.value == keys.ALL else _some(entry, words(SizeClass)(entry))


def roles(entry: Entry) -> frozenset[TradeRole]:
    """`all`, or nothing, or a list of roles."""
    if entry.value in (keys.ALL, None):
        return EVERY_ROLE
    return _some(entry, words(TradeRole)(entry))


def by_size(read: Callable[[Entry], T]) -> Callable[[Entry], Mapping[SizeClass, T]]:
    """Reads one value under `all`, or one under each of the four sizes."""
    return lambda entry: of_sizes(entry, entry.fields((), (keys.ALL, *keys.SIZES)), read)


def of_sizes(entry: Entry, fields: Mapping[str, Entry], read: Callable[[Entry], T]) -> Mapping[SizeClass, T]:
    given = [name for name in (keys.ALL, *keys.SIZES) if fields[name].value is not None]
    if given == [keys.ALL]:
        return dict.fromkeys(SizeClass, read(fields[keys.ALL]))
    if given != list(keys.SIZES):
        entry.fail(Text("Give either “all”, or each of micro, small, medium and large."))
    return {SizeClass(name): read(fields[name]) for name in given}


def effort(entry: Entry) -> Effort:
    fields = entry.fields(keys.EFFORT.required)
    return Effort(number(fields["hours"]), number(fields["money"]))


def _some(entry: Entry, found: Sequence[T]) -> frozenset[T]:
    if not found:
        entry.fail(Text("At least one is needed here."))
    if len(set(found)) < len(found):
        entry.fail(Text("Something is named twice here."))
    return frozenset(found)
