"""The life of one code: which editions have it, where its goods are in the others, what changed when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fairway.data.nomenclature.domain.editions import Editions, Relationship, listed
from fairway.kernel.text import Param, Text


@dataclass(frozen=True, slots=True)
class Year:
    """One edition in the life of a code. `holders` are its codes that may hold the goods."""

    edition: int
    has_code: bool
    holders: tuple[str, ...]
    relationship: Relationship | None  # of the code to its holders; None where it has none, or is itself
    changes: tuple[Text, ...]


def life_of(editions: Editions, code: str, edition: int) -> tuple[Year, ...]:
    """The life of the goods that stand under `code` in `edition`, through every edition, oldest first."""
    changes = {
        later: tuple(_changes(editions, code, earlier, later)) for earlier, later in pairwise(editions.years)
    }
    return tuple(
        Year(
            year,
            editions.has(code, year),
            holders := editions.counterparts(code, edition, year),
            _relationship(editions, code, holders, edition, year),
            changes.get(year, ()),
        )
        for year in editions.years
    )


def _relationship(
    editions: Editions, code: str, holders: tuple[str, ...], start: int, end: int
) -> Relationship | None:
    """The widest relation to any holder."""
    if start == end or not holders:
        return None
    return max(
        (editions.relationship(code, holder, start, end) for holder in holders), key=list(Relationship).index
    )


def _changes(editions: Editions, code: str, earlier: int, later: int) -> Iterator[Text]:
    """What happened to the code itself from one edition to the next."""
    before, after = editions.has(code, earlier), editions.has(code, later)
    went = editions.counterparts(code, earlier, later)
    came = editions.counterparts(code, later, earlier)
    if before and not went:
        yield Text("Retired. The source does not say where its goods went.")
    elif before and code not in went:
        yield Text("Retired. Its goods went to: {codes}.", _shown(went))
    if after and code not in came:
        yield Text("New. Its goods came from: {codes}.", _shown(came))
    if code not in went or code not in came:
        return
    if len(went) > 1:
        yield Text("Some of its goods went to: {codes}.", _shown(went[1:]))
    if len(came) > 1:
        yield Text("Goods came in from: {codes}.", _shown(came[1:]))


def _shown(codes: tuple[str, ...]) -> dict[str, Param]:
    return {"codes": listed(codes)}
