"""Product search: from what a user types to subheadings, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fairway.data.nomenclature.domain.asked import Answered, Confidence, RuledOut
from fairway.data.nomenclature.domain.codes import NotFound, read_code
from fairway.data.nomenclature.domain.index import Index, Match, Place, Scored
from fairway.data.nomenclature.domain.query import MOST_LETTERS, Term, read_query
from fairway.data.nomenclature.domain.questions import Hint
from fairway.data.nomenclature.domain.tree import Entry, Level, Tree
from fairway.kernel.text import Text

# A goods code alone, or one among words where its dots or a prefix leave no doubt.
_PREFIX = r"(?:HTSUS|HTS|HS|CN|TARIC|NCM|SA|code|código|codigo)\W{0,3}"
_CODE_ALONE = re.compile(rf"\s*(?:{_PREFIX})?(\d(?:[\s.-]*\d){{0,13}})\s*", re.IGNORECASE | re.ASCII)
_CODE_AMONG_WORDS = re.compile(
    rf"\b(?:{_PREFIX}(\d[\d.]{{2,12}}\d)|(\d{{4}}\.\d{{2}}(?:\.?\d{{2}}){{0,2}}))\b", re.IGNORECASE | re.ASCII
)
_SCORE_OF_NEAR_CODE = 0.3
_NEARLY_EQUAL = 0.93
_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A subheading that may be meant. `score` is 1 where every word stands in the best place."""

    entry: Entry
    score: float
    why: tuple[Text, ...]

    @property
    def hs6(self) -> str:
        return self.entry.code

    @property
    def description(self) -> str:
        return self.entry.description


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the user should decide, because the words do not."""

    text: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    query: str
    results: tuple[Hit, ...] = ()
    question: Question | None = None
    hints: tuple[Text, ...] = ()
    told: tuple[Answered, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    more_ruled_out: int = 0  # ruled out beside those that are named
    confidence: Confidence = Confidence()
    browse: tuple[Entry, ...] = ()  # chapters to look through when nothing is certain
    notes: tuple[Hint, ...] = ()  # common mistakes with the best results


def search_products(tree: Tree, index: Index, query: str, *, limit: int, language: str) -> SearchResult:
    """Subheadings for a question in words, for a goods code, or for both. No text makes it raise."""
    alone = _CODE_ALONE.fullmatch(query)
    if alone:
        return _result_of_code(tree, query, alone[1], limit)
    among = _CODE_AMONG_WORDS.search(query[:MOST_LETTERS])
    named = _result_of_code(tree, query, among[1] or among[2], limit) if among else SearchResult(query)
    terms = read_query(_CODE_AMONG_WORDS.sub(" ", query), language, index.vocabulary)
    scored = index.score(terms, limit)
    coded = {hit.entry.code for hit in named.results}
    worded = (Hit(tree[each.code], each.score, _reasons(each)) for each in scored if each.code not in coded)
    hits = (*named.results, *worded)[:limit]
    question = None if named.results else _question(tree, scored)
    return SearchResult(query, hits, question, (*named.hints, *_hints(query, terms, hits)))


def _result_of_code(tree: Tree, query: str, code: str, limit: int) -> SearchResult:
    reading = read_code(tree, code)
    if isinstance(reading, NotFound):
        reason = Text("Its code is close to {code}.", {"code": reading.digits})
        near = [entry for entry in reading.suggestions if entry.level is Level.SUBHEADING][:limit]
        hits = tuple(Hit(entry, _SCORE_OF_NEAR_CODE, (reason,)) for entry in near)
        return SearchResult(query, hits, None, (reading.problem,))
    note = () if reading.note is None else (reading.note,)
    reason = Text("It stands under the code {code}.", {"code": reading.entry.code})
    found = tree.subheadings(reading.entry.code)[:limit]
    return SearchResult(query, tuple(Hit(entry, 1.0, (reason, *note)) for entry in found), None, note)


_REASONS = {
    Place.OWN: Text("Its description says: {words}."),
    Place.WORDS: Text("Everyday words for it: {words}."),
    Place.NATIONAL: Text("A national tariff line under it says: {words}."),
    Place.HEADING: Text("Its heading says: {words}."),
    Place.CHAPTER: Text("Its chapter says: {words}."),
    Place.SECTION: Text("Its section says: {words}."),
}


def _reasons(found: Scored) -> tuple[Text, ...]:
    """Where the words of the question stand, best place first, then which words were read otherwise."""
    return (*_places(found.matches), *_repairs(found.matches))


def _places(matches: Sequence[Match]) -> Iterator[Text]:
    by_place = sorted(matches, key=lambda match: match.place)
    for place, group in groupby(by_place, key=lambda match: match.place):
        words = dict.fromkeys(match.shown for match in group)
        yield replace(_REASONS[place], params={"words": ", ".join(words)})


def _repairs(matches: Sequence[Match]) -> Iterator[Text]:
    for match in matches:
        if match.shown != match.term.written:
            yield Text(
                "“{word}” was read as “{repaired}”.", {"word": match.term.written, "repaired": match.shown}
            )


def _hints(query: str, terms: Sequence[Term], hits: Sequence[Hit]) -> Iterator[Text]:
    if len(query) > MOST_LETTERS:
        yield Text(
            "The question is very long. Only its first {count} letters were read.", {"count": MOST_LETTERS}
        )
    unknown = [term.written for term in terms if not term.readings]
    if unknown and hits:
        yield Text("These words were not understood: {words}.", {"words": ", ".join(unknown)})
    if not hits:
        yield Text(
            "Nothing was found. Name the thing itself in plain words, such as “dried mango” or "
            "“cotton shirt”, or browse the sections."
        )


def _question(tree: Tree, scored: Sequence[Scored]) -> Question | None:
    """Asks which one is meant where the best answers are about as good and stand in one heading."""
    near = [found.code for found in scored if found.score >= _NEARLY_EQUAL * scored[0].score]
    if len(near) < 2 or len({code[:4] for code in near}) > 1:
        return None
    entries = [tree[code] for code in near[:_MOST_CHOICES]]
    texts = telling_apart([entry.description for entry in entries])
    choices = tuple(Choice(entry.code, text) for entry, text in zip(entries, texts, strict=True))
    return Question(Text("Which of these is it?"), choices)


def telling_apart(descriptions: Sequence[str]) -> tuple[str, ...]:
    """The descriptions without the clauses that all of them begin with."""
    clauses = [re.split(r"(?<=[;,])\s+", description) for description in descriptions]
    shortest = min(map(len, clauses)) - 1
    shared = next((i for i in range(shortest) if len({clause[i] for clause in clauses}) > 1), shortest)
    return tuple(" ".join(clause[shared:]) for clause in clauses)
