"""The editions of the Harmonized System: which codes each one has, and where goods went from one to the next.

A code means something only within its edition. From one edition to the next a code stays as it is, is
split, is merged with others, or gets digits of its own; the digits of a retired code may return later
for other goods. Chains of several steps lead to every code that may hold some of the goods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from fairway.kernel.hs import HsCode
from fairway.kernel.text import Param, Text

HEADING_DIGITS = 4
_MOST_LISTED = 12


class Relationship(StrEnum):
    """Codes of one edition against codes of another: how many hold the same goods on either side."""

    ONE_TO_ONE = "1:1"
    SPLIT = "1:n"
    MERGED = "n:1"
    MIXED = "n:n"

    @property
    def reversed(self) -> Relationship:
        return {Relationship.SPLIT: Relationship.MERGED, Relationship.MERGED: Relationship.SPLIT}.get(
            self, self
        )


@dataclass(frozen=True, slots=True)
class Move:
    """Goods of `before` stand under `after` in the next edition; with equal digits, its scope changed."""

    before: str
    after: str
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class Retirement:
    """A code that the latest edition lost. `successors` are its codes that may hold the goods now."""

    code: str
    last: int  # the last edition that had it
    retired_in: int
    successors: tuple[str, ...]

    @property
    def text(self) -> Text:
        shown: dict[str, Param] = {
            "code": dotted(self.code),
            "edition": self.retired_in,
            "last": self.last,
            "codes": listed(self.successors),
        }
        if not self.successors:
            return Text(
                "{code} was retired in HS {edition}; HS {last} was the last edition that had it. "
                "The source does not say where its goods are now.",
                shown,
            )
        return Text(
            "{code} was retired in HS {edition}; HS {last} was the last edition that had it. "
            "Its goods are now in: {codes}.",
            shown,
        )


@dataclass(frozen=True)
class Step:
    """From one edition to the next. Codes without a move are unchanged; `ended` have no known successor."""

    earlier: int
    later: int
    moves: tuple[Move, ...]
    ended: frozenset[str] = frozenset()

    @cached_property
    def forward(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((move.before, move.after) for move in self.moves)

    @cached_property
    def backward(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((move.after, move.before) for move in self.moves)

    @cached_property
    def relationships(self) -> Mapping[tuple[str, str], Relationship]:
        return {(move.before, move.after): move.relationship for move in self.moves}

    def leaves_alone(self, before: Iterable[str], after: Iterable[str]) -> bool:
        """Whether none of these codes changes, and none of those came from others."""
        return not any(code in self.forward or code in self.ended for code in before) and not any(
            code in self.backward for code in after
        )

    def codes_before(self, codes_after: Set[str]) -> frozenset[str]:
        """The codes of the earlier edition, from those of the later one."""
        return frozenset((codes_after - self.backward.keys()) | self.forward.keys() | self.ended)


@dataclass(frozen=True)
class Editions:
    """Every edition known, oldest first, with its subheadings."""

    codes: Mapping[int, frozenset[str]]
    steps: tuple[Step, ...]

    @classmethod
    def build(cls, latest_codes: Iterable[str], steps: Iterable[Step]) -> Editions:
        """From the codes of the latest edition back. Raises ValueError where the steps do not join."""
        ordered = tuple(sorted(steps, key=lambda step: step.earlier))
        for one, other in pairwise(ordered):
            if one.later != other.earlier:
                raise ValueError(f"No step leads from HS {one.later} to HS {other.earlier}.")
        codes = {ordered[-1].later: frozenset(latest_codes)}
        for step in reversed(ordered):
            codes[step.earlier] = step.codes_before(codes[step.later])
        return cls(dict(sorted(codes.items())), ordered)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(self.codes)

    @property
    def latest(self) -> int:
        return self.years[-1]

    @cached_property
    def subheadings(self) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
        """For each edition its headings, each with its subheadings."""
        return {
            edition: _grouped((code[:HEADING_DIGITS], code) for code in codes)
            for edition, codes in self.codes.items()
        }

    def has(self, code: str, edition: int) -> bool:
        """Whether the edition has this subheading (6 digits) or heading (4)."""
        return code in (self.subheadings[edition] if len(code) == HEADING_DIGITS else self.codes[edition])

    def editions_of(self, code: str) -> tuple[int, ...]:
        return tuple(edition for edition in self.years if self.has(code, edition))

    def counterparts(self, code: str, start: int, end: int) -> tuple[str, ...]:
        """The codes of edition `end` that may hold goods of `code` of edition `start`, older or newer.

        The code itself comes first, then those near it. Empty where nothing is known, or where
        `start` has no such code. A heading leads to headings.
        """
        if not self.has(code, start):
            return ()
        if len(code) == HEADING_DIGITS:
            below = self.subheadings[start][code]
            found = {
                reached[:HEADING_DIGITS] for each in below for reached in self._reached(each, start, end)
            }
        else:
            found = self._reached(code, start, end)
        return tuple(sorted(found, key=lambda other: (-_shared_digits(code, other), other)))

    def is_unchanged(self, code: str, start: int, end: int) -> bool:
        """The same digits for the same goods in both editions, and in every one between them."""
        return self.has(code, start) and all(
            step.leaves_alone(self._below_at(code, step.earlier), self._below_at(code, step.later))
            for step in self._between(start, end)
        )

    def relationship(self, code: str, other: str, start: int, end: int) -> Relationship:
        """How `code` of edition `start` stands to its counterpart `other` of edition `end`.

        Between neighbouring editions as the source says it, otherwise by counting both sides.
        """
        neighbouring = self._neighbouring(code, other, start, end)
        if neighbouring is not None:
            return neighbouring
        is_split = len(self.counterparts(code, start, end)) > 1
        is_merged = len(self.counterparts(other, end, start)) > 1
        return {
            (False, False): Relationship.ONE_TO_ONE,
            (True, False): Relationship.SPLIT,
            (False, True): Relationship.MERGED,
            (True, True): Relationship.MIXED,
        }[is_split, is_merged]

    def retirement(self, code: str) -> Retirement | None:
        """Of a code that the latest edition lost; None for one that it has, or that none ever had."""
        known = self.editions_of(code)
        if not known or known[-1] == self.latest:
            return None
        retired_in = self.years[self.years.index(known[-1]) + 1]
        return Retirement(code, known[-1], retired_in, self.counterparts(code, known[-1], self.latest))

    def _neighbouring(self, code: str, other: str, start: int, end: int) -> Relationship | None:
        pair = (code, other) if start < end else (other, code)
        for step in self.steps:
            if (step.earlier, step.later) == (min(start, end), max(start, end)):
                found = step.relationships.get(pair)
                return found if found is None or start < end else found.reversed
        return None

    def _reached(self, code: str, start: int, end: int) -> set[str]:
        reached = {code}
        for step in self._between(start, end):
            moves, ended = (step.forward, step.ended) if start < end else (step.backward, frozenset[str]())
            reached = {after for each in reached if each not in ended for after in moves.get(each, (each,))}
        return reached

    def _between(self, start: int, end: int) -> tuple[Step, ...]:
        """The steps from `start` to `end`, in the order in which they are walked."""
        low, high = min(start, end), max(start, end)
        found = tuple(step for step in self.steps if low <= step.earlier and step.later <= high)
        return found if start <= end else found[::-1]

    def _below_at(self, code: str, edition: int) -> tuple[str, ...]:
        return self.subheadings[edition].get(code, ()) if len(code) == HEADING_DIGITS else (code,)


def dotted(code: str) -> str:
    return HsCode(code).dotted


def listed(codes: Iterable[str], most: int = _MOST_LISTED) -> str:
    """The codes as people read them; of a long list the first ones."""
    shown = [dotted(code) for code in codes]
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for key, value in sorted(pairs):
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _shared_digits(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))
