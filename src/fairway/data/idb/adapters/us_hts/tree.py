"""The tree of the tariff schedule, rebuilt from the indents of its rows.

Rows without a number are headings inside the tree ("Horses:"); a row lies under the nearest row
above it with a smaller indent. Some indents jump by two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fairway.data.idb.adapters.us_seasons import is_rest_of_year, rest_of_year

_ONLY_A_SEASON = re.compile(r"If (?:imported and )?entered\b")
_SUBHEADING = 6
# In these chapters the rows above a line say which goods it is about, whatever their numbers.
_SPECIAL_CHAPTERS = ("98", "99")


@dataclass(slots=True, eq=False)
class Node:
    """One row. `digits` is its number without dots, "" for a heading inside the tree."""

    place: int  # of the row in the sheet
    digits: str
    text: str  # without the colon at its end
    parent: Node | None
    children: list[Node] = field(default_factory=list)
    seasons: tuple[str, ...] = ()
    is_divided: bool = False  # a longer number that begins with this one lies below

    @property
    def is_line(self) -> bool:
        return len(self.digits) > _SUBHEADING and not self.is_divided

    def above(self) -> Iterator[Node]:
        """The rows it lies under, nearest first."""
        node = self.parent
        while node:
            yield node
            node = node.parent

    def path(self) -> tuple[str, ...]:
        """The texts between the subheading and this row, outermost first, repeated ones once."""
        ancestors = list(self.above())[::-1]
        if not self.digits.startswith(_SPECIAL_CHAPTERS):
            ancestors = _within_subheading(ancestors)
        texts = [node.text for node in ancestors if node.text]
        return tuple(text for place, text in enumerate(texts) if not place or text != texts[place - 1])


def _within_subheading(ancestors: list[Node]) -> list[Node]:
    """From the first row that is numbered with six digits (left out: HS says it) or more."""
    for place, node in enumerate(ancestors):
        if len(node.digits) >= _SUBHEADING:
            return ancestors[place + (len(node.digits) == _SUBHEADING) :]
    return []


def build_tree(rows: Iterable[tuple[int, str, str, tuple[str, ...]]]) -> list[Node]:
    """Every row (indent, digits, description, seasons it states) as a node, in the order given."""
    nodes: list[Node] = []
    open_rows: list[tuple[int, Node]] = []
    for place, (indent, digits, description, seasons) in enumerate(rows):
        while open_rows and open_rows[-1][0] >= indent:
            open_rows.pop()
        parent = open_rows[-1][1] if open_rows else None
        node = Node(place, digits, _tidy(description), parent, seasons=seasons)
        if parent:
            parent.children.append(node)
        for ancestor in node.above() if digits else ():
            ancestor.is_divided |= digits.startswith(ancestor.digits)
        open_rows.append((indent, node))
        nodes.append(node)
    _give_seasons(nodes)
    return nodes


def _tidy(description: str) -> str:
    return " ".join(description.replace("\u200b", "").split()).removesuffix(":")


def _give_seasons(nodes: Sequence[Node]) -> None:
    """To rows that state none: what their sisters leave of the year, or those of the row above."""
    for parent in {node.parent for node in nodes if node.seasons and node.parent}:
        _give_rest_of_year(parent.children)
    for node in nodes:
        if not node.seasons and node.parent:
            node.seasons = node.parent.seasons


def _give_rest_of_year(sisters: Sequence[Node]) -> None:
    """`If entered at any other time`, or `Other` where all the sisters are seasons and nothing else."""
    stated = [node for node in sisters if node.seasons]
    taken = [season for node in stated for season in node.seasons]
    only_seasons = all(_ONLY_A_SEASON.match(node.text) for node in stated)
    for node in sisters:
        is_other = node.text == "Other" and only_seasons and len(stated) == len(sisters) - 1
        if not node.seasons and (is_other or is_rest_of_year(node.text)):
            node.seasons = rest_of_year(taken)
