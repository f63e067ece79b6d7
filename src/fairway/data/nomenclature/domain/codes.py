"""Goods codes as people write them: dotted, cut short, with a lost zero, mistyped, retired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairway.data.nomenclature.domain.editions import Retirement
from fairway.data.nomenclature.domain.tree import Entry, Tree
from fairway.kernel.text import Param, Text

_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """The entry a code means; `note` says what had to be put right."""

    digits: str
    entry: Entry
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """No entry has the code: why, and the nearest entries that exist."""

    digits: str
    problem: Text
    suggestions: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Retired(NotFound):
    """A code of an earlier edition; the suggestions are the entries that hold its goods now."""


# Of a code that the tree does not have: when an earlier edition lost it, and where its goods are now.
Successors = Callable[[str], Retirement | None]


def read_code(tree: Tree, text: str, successors: Successors | None = None) -> Found | NotFound:
    """The entry of a code of any length, however it is written: a national line means its subheading.

    A code that the tree does not have is looked up in earlier editions where `successors` are given.
    """
    digits = "".join(character for character in text if character in "0123456789")
    if len(digits) > _MOST_DIGITS:
        return NotFound(digits, Text("A goods code has at most {count} digits.", {"count": _MOST_DIGITS}), ())
    exact = tree.find(digits[:6]) if len(digits) % 2 == 0 else None
    if exact is not None:
        return Found(digits, exact)
    restored = tree.find(f"0{digits}"[:6]) if len(digits) % 2 else None
    if restored is not None:
        shown = {"written": digits, "code": f"0{digits}"}
        note = Text("“{written}” has lost its first zero. It was read as {code}.", shown)
        return Found(digits, restored, note)
    retirement = successors(f"{'0' * (len(digits) % 2)}{digits}"[:6]) if successors else None
    if retirement is not None:
        return _retired(tree, digits, retirement)
    return NotFound(digits, _problem(tree, digits), tree.nearest(digits))


def _retired(tree: Tree, digits: str, retirement: Retirement) -> NotFound:
    entries = tuple(tree[code] for code in retirement.successors)
    if not entries:
        return NotFound(digits, retirement.text, tree.nearest(digits))
    return Retired(digits, retirement.text, entries)


def _problem(tree: Tree, digits: str) -> Text:
    shown: dict[str, Param] = {"code": digits, "edition": tree.edition}
    if len(digits) % 2:
        return Text("“{code}” is not a goods code: it has an odd number of digits.", shown)
    return Text(
        "“{code}” is not a goods code of the HS {edition}. It may be mistyped, or come from another edition.",
        shown,
    )
