"""What can be searched: texts that stand for an entry of the tree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    NOMENCLATURE = "nomenclature"  # the text of the entry itself
    NAME = "name"  # the plain name of a heading
    WORDS = "words"  # everyday words
    NATIONAL = "national"  # a national tariff line under the subheading


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text by which an entry, and everything under it, can be found.

    `rank` is 1 for the likeliest meaning of an everyday word, 2 for the next.
    `weight` scales how much the text counts: 1 for one as good as its source usually is.
    """

    code: str
    text: str
    source: Source = Source.NOMENCLATURE
    language: str = "en"
    rank: int = 1
    weight: float = 1.0
