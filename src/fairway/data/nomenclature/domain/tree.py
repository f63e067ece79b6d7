"""The tree of the Harmonized System: sections, chapters, headings, subheadings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    SECTION = "section"
    CHAPTER = "chapter"
    HEADING = "heading"
    SUBHEADING = "subheading"


_LEVEL_BY_LENGTH = {2: Level.CHAPTER, 4: Level.HEADING, 6: Level.SUBHEADING}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the tree. `code` is a Roman numeral for a section, else 2, 4 or 6 digits."""

    code: str
    level: Level
    description: str
    parent: str | None = None
    children: tuple[str, ...] = ()

    @property
    def dotted(self) -> str:
        """`0804.50` for a subheading; the code itself above it."""
        return f"{self.code[:4]}.{self.code[4:]}" if self.level is Level.SUBHEADING else self.code


@dataclass(frozen=True, slots=True)
class Tree:
    """The entries of one edition by code, in the order of the nomenclature."""

    edition: int
    entries: Mapping[str, Entry]

    @classmethod
    def build(cls, edition: int, sections: Mapping[str, str], goods: Iterable[tuple[str, str, str]]) -> Tree:
        """`sections` are titles by Roman numeral; `goods` are (section, digits, description).

        A chapter whose section is unknown stands outside the sections (the statistical chapter 99).
        Raises ValueError where a code has no parent in the data or stands in it twice.
        """
        described: dict[str, tuple[str, str | None]] = {
            code: (title, None) for code, title in sections.items()
        }
        for section, digits, description in goods:
            if digits in described:
                raise ValueError(f"The goods code {digits} stands in the nomenclature twice.")
            parent = digits[:-2] if len(digits) > 2 else section if section in sections else None
            described[digits] = (description, parent)
        children = _children(described)
        entries = {
            code: Entry(code, level_of(code), description, parent, tuple(children.get(code, ())))
            for code, (description, parent) in described.items()
        }
        return cls(edition, entries)

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __getitem__(self, code: str) -> Entry:
        return self.entries[code]

    def find(self, code: str) -> Entry | None:
        return self.entries.get(code)

    def at(self, level: Level) -> Iterator[Entry]:
        return (entry for entry in self.entries.values() if entry.level is level)

    def ancestors(self, code: str) -> tuple[Entry, ...]:
        """From the section down to the entry's parent."""
        above: list[Entry] = []
        parent = self.entries[code].parent
        while parent is not None:
            above.insert(0, self.entries[parent])
            parent = self.entries[parent].parent
        return tuple(above)

    def children(self, code: str) -> tuple[Entry, ...]:
        return tuple(self.entries[child] for child in self.entries[code].children)

    def subheadings(self, code: str) -> tuple[Entry, ...]:
        """The subheadings under an entry; the entry itself where it is one."""
        entry = self.entries[code]
        if entry.level is Level.SUBHEADING:
            return (entry,)
        return tuple(found for child in entry.children for found in self.subheadings(child))

    def longest_known(self, digits: str) -> Entry | None:
        """The entry itself, or the nearest level above it that exists."""
        return next(
            (self.entries[digits[:n]] for n in (6, 4, 2) if n <= len(digits) and digits[:n] in self), None
        )

    def nearest(self, digits: str, limit: int = 6) -> tuple[Entry, ...]:
        """Entries a reader of an unknown code may have meant, likeliest first.

        The heading where it exists, then one digit mistyped, swapped, left out or doubled, then
        what stands under the nearest level above. A lost leading zero is put back first.
        """
        code = digits[:6]
        found: dict[str, None] = {}
        above = self.longest_known(code)
        restored = self.longest_known("0" + digits) if len(digits) % 2 else None
        for entry in (restored, above):
            if entry is not None and entry.level is not Level.CHAPTER:
                found[entry.code] = None
        near = (variant for variant in _one_slip_away(code) if variant in self)
        found.update(dict.fromkeys(sorted(near, key=lambda variant: -_shared_prefix(variant, code))))
        if above is not None:
            found.update(dict.fromkeys(above.children))
        return tuple(self.entries[each] for each in list(found)[:limit])


def level_of(code: str) -> Level:
    """The level a code has by its shape; a Roman numeral is a section."""
    return _LEVEL_BY_LENGTH[len(code)] if code.isdigit() else Level.SECTION


def _children(described: Mapping[str, tuple[str, str | None]]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for code, (_, parent) in described.items():
        if parent is None:
            continue
        if parent not in described:
            raise ValueError(f"The goods code {code} stands in the nomenclature without its parent {parent}.")
        children.setdefault(parent, []).append(code)
    return children


def _one_slip_away(code: str) -> Iterator[str]:
    """Texts that one slip of the hand makes of `code`: swap, change, drop, insert a digit."""
    for i in range(len(code) - 1):
        yield code[:i] + code[i + 1] + code[i] + code[i + 2 :]
    for i in range(len(code)):
        yield from (code[:i] + digit + code[i + 1 :] for digit in "0123456789" if digit != code[i])
        yield code[:i] + code[i + 1 :]
    for i in range(len(code) + 1):
        yield from (code[:i] + digit + code[i:] for digit in "0123456789")


def _shared_prefix(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
