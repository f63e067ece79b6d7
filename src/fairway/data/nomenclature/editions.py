"""Reads the facts about the editions (`content/goods/editions`), once per process and only when needed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.editions import Editions, Move, Relationship, Retirement, Step
from fairway.data.nomenclature.domain.tree import Level
from fairway.kernel.citation import Citation

FACTS = resources.files("fairway") / "content" / "goods" / "editions"
SOURCE = Citation(
    publisher="United Nations Statistics Division",
    title="Correlation tables between editions of the Harmonized System, 1992 to 2022",
    url="https://unstats.un.org/unsd/classifications/Econ",
    licence="Free use with citation",
    verified=False,  # taken from a compilation of these tables (Harvard Growth Lab), all years in one file
)
_STATISTICAL_CHAPTER = "99"


@cache
def hs_editions() -> Editions:
    """The editions from HS 1992 to HS 2022. Raises ValueError where the facts are not the checked ones."""
    editions = editions_read(FACTS, latest_codes())
    for row in _csv_rows(FACTS / "editions.csv"):
        codes = editions.codes[int(row["edition"])]
        if (str(len(codes)), digest(codes)) != (row["codes"], row["sha256"]):
            raise ValueError(f"The codes of HS {row['edition']} are not those that were checked.")
    return editions


def hs_retirement(code: str) -> Retirement | None:
    """When a code of an earlier edition was retired, and where its goods are in the latest one."""
    return hs_editions().retirement(code)


def editions_read(folder: Traversable, codes: Iterable[str]) -> Editions:
    """The editions of a folder of steps; `codes` are those of the latest edition."""
    tables = sorted((each for each in folder.iterdir() if "-to-" in each.name), key=lambda each: each.name)
    return Editions.build(codes, [_step(table) for table in tables])


def latest_codes() -> Iterator[str]:
    """The subheadings of the nomenclature, without the chapter of statistics."""
    return (
        entry.code
        for entry in hs_tree().at(Level.SUBHEADING)
        if not entry.code.startswith(_STATISTICAL_CHAPTER)
    )


def digest(codes: Iterable[str]) -> str:
    """By which a list of codes is known again."""
    return hashlib.sha256(" ".join(sorted(codes)).encode()).hexdigest()[:16]


def _step(table: Traversable) -> Step:
    earlier, _, later = table.name.removesuffix(".csv").partition("-to-")
    rows = list(_csv_rows(table))
    moves = tuple(move for row in rows for move in _moves(row))
    ended = frozenset(row["before"] for row in rows if not row["after"])
    return Step(int(earlier), int(later), moves, ended)


def _moves(row: Mapping[str, str]) -> Iterator[Move]:
    after = row["after"].split()
    return (Move(row["before"], code, Relationship(row["relationship"])) for code in after)


def _csv_rows(table: Traversable) -> Iterator[dict[str, str]]:
    return csv.DictReader(table.read_text(encoding="utf-8").splitlines())
