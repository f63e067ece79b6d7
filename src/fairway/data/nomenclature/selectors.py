"""Reads of the room: search in words, an entry by its code, and what national tariffs add to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import OperationalError, ProgrammingError

from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.folder import ReleaseDamaged
from fairway.data.idb.models import Release
from fairway.data.idb.selectors import release_file, release_profile, releases_list
from fairway.data.nomenclature.catalogue import EDITION, build_index, hs_tree
from fairway.data.nomenclature.deciding import guide
from fairway.data.nomenclature.domain.asked import Told
from fairway.data.nomenclature.domain.codes import Found, Retired, read_code
from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.search import ProductSearch, SearchResult
from fairway.data.nomenclature.domain.texts import SearchText, Source
from fairway.data.nomenclature.domain.tree import Entry
from fairway.data.nomenclature.editions import hs_retirement
from fairway.kernel.hs import HsCode
from fairway.kernel.text import Localised, Text, UserError

logger = logging.getLogger(__name__)
_LONGEST_SHOWN = 40


class UnknownProduct(UserError):
    """No entry of the nomenclature has that code; `suggestions` are the nearest ones.

    Of a code that an earlier edition had, they are the entries that hold its goods now.
    """

    def __init__(self, text: Text, suggestions: tuple[Entry, ...] = (), *, is_retired: bool = False) -> None:
        super().__init__(text)
        self.suggestions = suggestions
        self.is_retired = is_retired


@dataclass(frozen=True, slots=True)
class NationalLine:
    """A line of a market's tariff under a subheading."""

    goods_code: str
    description: str  # with the texts above it in that tariff, " > " between; "" where not carried

    @property
    def dotted(self) -> str:
        return HsCode(self.goods_code).dotted


@dataclass(frozen=True, slots=True)
class NationalTariff:
    """What one market's current tariff has under an entry."""

    release: Release
    market: Localised
    lines: tuple[NationalLine, ...]

    @property
    def of_other_edition(self) -> bool:
        """Its codes follow another edition, in which the same six digits may mean something else."""
        return self.release.hs_edition != EDITION


def product_search(
    query: str, *, limit: int = 10, language: str = "en", told: Sequence[Told] = ()
) -> SearchResult:
    """Subheadings for everyday words or for a goods code, best first, with reasons and hints.

    `language` says which word of the query names the thing; words of every language are found.
    `told` are the questions answered so far; the result has the next one, if another would decide.
    """
    return _search().find(query, limit=limit, language=language, told=told)


def answered_by_one_who_knows(
    query: str, code: str, *, most: int = 3, language: str = "en", limit: int = 10
) -> SearchResult:
    """What one finds who answers up to `most` questions, knowing that the goods belong in `code`."""
    return _search().find_as_one_who_knows(query, code, most=most, limit=limit, language=language)


def product_find(code_text: str) -> Entry:
    """The entry of a section, chapter, heading, subheading or national line. Raises UnknownProduct."""
    written = code_text.strip()
    section = hs_tree().find(written.upper())
    if section is not None:
        return section
    shown = {"code": written[:_LONGEST_SHOWN]}
    if not any(character in "0123456789" for character in written):
        raise UnknownProduct(Text("“{code}” is not a goods code. Search for the product in words.", shown))
    reading = read_code(hs_tree(), written, hs_retirement)
    if not isinstance(reading, Found):
        is_retired = isinstance(reading, Retired)
        raise UnknownProduct(reading.problem, reading.suggestions, is_retired=is_retired)
    return reading.entry


def product_description(code: str) -> str:
    """The text of an entry in English, the only language the HS texts are carried in; "" when unknown."""
    entry = hs_tree().find(code)
    return entry.description if entry else ""


def product_index() -> Index:
    """The index over everything that is loaded now; built again when a tariff is published."""
    described = tuple(release.pk for release in _tariffs() if release.hs_edition == EDITION)
    return _index_of(described)


def national_tariffs(code: str) -> tuple[NationalTariff, ...]:
    """The current tariffs that have lines under a subheading, with those lines."""
    found = ((release, _lines(release, code)) for release in _tariffs())
    return tuple(
        NationalTariff(release, release_profile(release).name, lines) for release, lines in found if lines
    )


def _search() -> ProductSearch:
    return ProductSearch(guide(), product_index(), hs_retirement)


@lru_cache(maxsize=1)
def _index_of(release_ids: tuple[str, ...]) -> Index:
    releases = releases_list().filter(pk__in=release_ids)
    return build_index(extra=[text for release in releases for text in _search_texts(release)])


def _tariffs() -> list[Release]:
    """Current tariffs of every edition. An instance that is not set up yet has none."""
    try:
        return list(releases_list(kind=Kind.TARIFF).filter(superseded_at__isnull=True))
    except (OperationalError, ProgrammingError):
        logger.debug("The instance has no database yet: products are found without national lines.")
        return []


def _search_texts(release: Release) -> Iterator[SearchText]:
    seen: set[tuple[str, str]] = set()
    for row in _rows(release).to_pylist():
        text = (row["hs6"], _described(row))
        if text[1] and text not in seen and text[0] in hs_tree():
            seen.add(text)
            yield SearchText(*text, Source.NATIONAL)


def _lines(release: Release, code: str) -> tuple[NationalLine, ...]:
    rows = _rows(release, hs6=code).sort_by("goods_code").to_pylist()
    return tuple(NationalLine(row["goods_code"], _described(row)) for row in rows)


def _rows(release: Release, hs6: str | None = None) -> pa.Table:
    """The release's lines; none where its files are damaged, which `fairway data verify` reports."""
    columns = ["goods_code", "hs6", "description", "path"]
    try:
        filters = None if hs6 is None else [("hs6", "=", hs6)]
        return pq.read_table(release_file(release, "lines"), columns=columns, filters=filters)
    except ReleaseDamaged:
        logger.exception("Release %s is damaged: its lines are left out.", release.pk)
        return pa.schema([(column, pa.string()) for column in columns]).empty_table()


def _described(row: dict[str, str | None]) -> str:
    return " > ".join(text for text in (row["path"], row["description"]) if text)
