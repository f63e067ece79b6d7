"""Goods codes as people write them: dotted, cut short, with a lost zero, mistyped, retired."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.data.nomenclature.domain.tree import Entry, Tree
from fairway.kernel.text import Param, Text


@dataclass(frozen=True, slots=True)
class CodeReading:
    """The entry a code means, or what it may have meant; `note` says what was changed or is wrong."""

    digits: str
    entry: Entry | None
    suggestions: tuple[Entry, ...] = ()
    note: Text | None = None


def read_code(tree: Tree, text: str) -> CodeReading:
    """The entry of a code of any length: a national line means its subheading."""
    digits = "".join(character for character in text if character in "0123456789")
    exact = tree.find(digits[:6]) if len(digits) % 2 == 0 else None
    if exact is not None:
        return CodeReading(digits, exact)
    restored = tree.find(f"0{digits}"[:6]) if len(digits) % 2 else None
    if restored is not None:
        shown = {"written": digits, "code": f"0{digits}"}
        note = Text("“{written}” has lost its first zero. It was read as {code}.", shown)
        return CodeReading(digits, restored, note=note)
    return CodeReading(digits, None, tree.nearest(digits), _unknown(tree, digits))


def _unknown(tree: Tree, digits: str) -> Text:
    shown: dict[str, Param] = {"code": digits, "edition": tree.edition}
    if len(digits) % 2:
        return Text("“{code}” is not a goods code: it has an odd number of digits.", shown)
    return Text(
        "“{code}” is not a goods code of the HS {edition}. It may be mistyped, or come from another edition.",
        shown,
    )
