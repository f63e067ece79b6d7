"""What a reader is shown to choose between goods codes: their wording, and what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fairway.data.nomenclature.catalogue import EDITION, hs_tree
from fairway.data.nomenclature.deciding import trees_of_chapter
from fairway.data.nomenclature.domain.editions import HEADING_DIGITS, dotted, listed
from fairway.data.nomenclature.domain.questions import DecidingQuestion
from fairway.data.nomenclature.editions import hs_editions
from fairway.data.nomenclature.names import heading_name
from fairway.kernel.text import Localised, Param, Text


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code of an edition. `wording` is its English text, "" where that edition's wording is not carried."""

    code: str
    wording: str
    heading: Localised | None  # the plain name of its heading, where that is known
    facts: tuple[Localised, ...] = ()  # the answers to the deciding questions that lead to it
    note: Text | None = None

    @property
    def dotted(self) -> str:
        return dotted(self.code)


@lru_cache(maxsize=4_096)
def code_choices(codes: tuple[str, ...], edition: int) -> tuple[CodeChoice, ...]:
    """The codes as choices; deciding facts where several of them stand under one heading."""
    crowded = Counter(code[:HEADING_DIGITS] for code in codes)
    return tuple(_choice(code, edition, crowded[code[:HEADING_DIGITS]] > 1) for code in codes)


def _choice(code: str, edition: int, in_crowd: bool) -> CodeChoice:
    editions = hs_editions()
    if not editions.is_unchanged(code, edition, EDITION):
        now = editions.counterparts(code, edition, EDITION)
        shown: dict[str, Param] = {"edition": edition, "latest": EDITION, "codes": listed(now)}
        note = Text("The wording of HS {edition} is not carried here. In HS {latest}, see {codes}.", shown)
        return CodeChoice(code, "", _name(code, edition), note=note)
    facts = tuple(_facts(code)) if in_crowd else ()
    return CodeChoice(code, hs_tree()[code].description, heading_name(code), facts)


def _name(code: str, edition: int) -> Localised | None:
    """The heading's name, unless its number stood for other goods in that edition."""
    heading = code[:HEADING_DIGITS]
    same = heading in hs_editions().counterparts(heading, edition, EDITION)
    return heading_name(code) if same else None


def _facts(code: str) -> Iterator[Localised]:
    """The answers on the way to a code, as far as each question has one answer that leads to it."""
    tree = trees_of_chapter(code[:2]).get(code[:HEADING_DIGITS])
    question: DecidingQuestion | None = tree.root if tree else None
    while question is not None:
        leading = [answer for answer in question.answers if code in answer.reach]
        if len(leading) != 1:
            return
        yield leading[0].text
        question = leading[0].then
