"""The contract of an adapter: one publisher's file in, the tables of a release out.

A folder under `adapters/` holds one adapter and everything of its own. Its `__init__.py` exposes

    ADAPTER = Adapter(
        name="us-pga", version="1", kind=Kind.REQUIREMENTS, title=Text("…"),
        territory="US", read=read_flags,
        assertions=(Rows("requirements", at_least=20_000), …),
        known_defects={"cut_description": Text("Descriptions are cut at 25 to 30 characters.")},
    )

and `read_flags(source, options, report) -> Parsed` does the work with `adapters.reading` (safe text,
CSV and JSON), `domain.schema.table_of` (columns from Python lists) and `profile_io.read_profile`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.assertions import Assertion
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.text import Text


class Mode(StrEnum):
    REPLACE = "replace"  # the source is whole: the new release holds nothing else
    MERGE = "merge"  # the source holds some goods codes: their rows replace those of the current release


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What the operator may say about a source that does not say it itself."""

    territory: str | None = None
    published: date | None = None  # the day of the edition
    may_shrink: bool = False  # most rows of the current release may disappear


Reader = Callable[[Path, LoadOptions, LoadReport], Parsed]


@dataclass(frozen=True, slots=True)
class Adapter:
    """`read` raises SourceError for a source that cannot be used; it never skips a row silently."""

    name: str  # with dashes: "us-tariff-database"; the folder has underscores
    version: str  # raise it when the same file gives other rows
    kind: Kind
    title: Text  # one line: what it reads
    read: Reader
    territory: str | None = None  # None: the source or the operator says
    mode: Mode = Mode.REPLACE
    assertions: tuple[Assertion, ...] = ()
    known_defects: Mapping[str, Text] = field(default_factory=dict)
