"""Goods codes as people write them: dotted, cut short, with a lost zero, mistyped, retired."""

from __future__ import annotations

from dataclasses import dataclass

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


def read_code(tree: Tree, text: str) -> Found | NotFound:
    """The entry of a code of any length, however it is written: a national line means its subheading."""
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
    return NotFound(digits, _problem(tree, digits), tree.nearest(digits))


def _problem(tree: Tree, digits: str) -> Text:
    shown: dict[str, Param] = {"code": digits, "edition": tree.edition}
    if len(digits) % 2:
        return Text("“{code}” is not a goods code: it has an odd number of digits.", shown)
    return Text(
        "“{code}” is not a goods code of the HS {edition}. It may be mistyped, or come from another edition.",
        shown,
    )
