"""What an entry is called by people: plain names of everything above a subheading, everyday words below."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

from fairway.data.nomenclature.catalogue import everyday_words, heading_names
from fairway.data.nomenclature.domain.tree import Entry, Level
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised

_CHAPTERS = resources.files("fairway") / "content" / "goods" / "chapters.csv"


def plain_name(entry: Entry) -> Localised | None:
    """The short name of a section, chapter or heading; None for a subheading, which has words instead."""
    if entry.level is Level.SUBHEADING:
        return None
    names = heading_names() if entry.level is Level.HEADING else chapter_names()
    return names.get(entry.code)


def heading_name(code: str) -> Localised | None:
    """The plain name of the heading that a goods code stands under."""
    return heading_names().get(code[:4])


def words_of(code: str, language: str) -> tuple[str, ...]:
    """The everyday words of a heading or subheading in one language, the likeliest and shortest first."""
    return _words().get((code, language), ())


@cache
def chapter_names() -> Mapping[str, Localised]:
    """The plain names of the sections and chapters, by their code."""
    rows = csv.DictReader(_CHAPTERS.read_text(encoding="utf-8").splitlines())
    return {row["code"]: Localised({language: row[language] for language in LANGUAGES}) for row in rows}


@cache
def _words() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for text in sorted(everyday_words(), key=lambda text: (text.rank, len(text.text))):
        words = found[text.code, text.language]
        if text.text.removesuffix("s") not in words:  # not the plural after the singular
            words.append(text.text)
    return {key: tuple(words) for key, words in found.items()}
