"""What questions are made of: the tree, its plain names, the deciding questions, everyday words, hints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

from fairway.data.nomenclature.domain.questions import Hint, QuestionTree
from fairway.data.nomenclature.domain.tree import Level, Tree
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised

_MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True, eq=False)  # compared as itself: it is the key of the caches below
class Guide:
    tree: Tree
    names: Mapping[str, Localised]  # plain names of chapters and headings
    tree_of: Callable[[str], QuestionTree | None]  # the question tree of a heading
    across: Mapping[str, QuestionTree]  # trees between headings, by the key of their first question
    hints_of: Callable[[str], Sequence[Hint]]  # the hints of a chapter
    words_of: Callable[[str, str], Sequence[str]]  # the everyday words of a code in a language

    def name(self, code: str) -> Localised:
        """The plain name of a chapter or heading; the legal text, in English, of a subheading."""
        return self.names.get(code) or Localised({"en": self.tree[code].description})

    def hints_about(self, code: str) -> list[Hint]:
        about = tuple(code[:length] for length in (2, 4, 6))
        return [hint for hint in self.hints_of(code[:2]) if not set(about).isdisjoint(hint.codes)]


@lru_cache(maxsize=8192)
def subheadings_under(guide: Guide, code: str) -> frozenset[str]:
    return frozenset(entry.code for entry in guide.tree.subheadings(code))


@lru_cache(maxsize=4)
def all_subheadings(guide: Guide) -> frozenset[str]:
    return frozenset(entry.code for entry in guide.tree.at(Level.SUBHEADING))


@lru_cache(maxsize=8192)
def example(guide: Guide, codes: tuple[str, ...]) -> Localised | None:
    """Up to three everyday words of the goods under some codes, in each language that has them."""
    under = [found for code in codes for found in (code, *sorted(subheadings_under(guide, code)))]
    texts = {language: _few_words(guide, under, language) for language in LANGUAGES}
    known = {language: ", ".join(words) for language, words in texts.items() if words}
    return Localised(known) if "en" in known else None


def _few_words(guide: Guide, codes: Sequence[str], language: str) -> list[str]:
    """The first word of each code, then the second: examples should show how far an answer goes."""
    by_code = [guide.words_of(code, language)[:_MOST_EXAMPLES] for code in dict.fromkeys(codes)]
    in_turn = chain.from_iterable(zip_longest(*by_code))
    return list(dict.fromkeys(word for word in in_turn if word))[:_MOST_EXAMPLES]
