"""Product search: from what a user types, and the questions answered since, to subheadings with reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby

from fairway.data.nomenclature.domain.asked import (
    Answered,
    Asked,
    Certainty,
    Confidence,
    RuledOut,
    Told,
)
from fairway.data.nomenclature.domain.codes import Found, Retired, Successors, read_code
from fairway.data.nomenclature.domain.flow import (
    Conversation,
    Odds,
    answer_of_one_who_knows,
    by_mass,
    conversation,
    likeliest,
    next_question,
    told_next,
)
from fairway.data.nomenclature.domain.guide import Guide
from fairway.data.nomenclature.domain.index import Index, Match, Place
from fairway.data.nomenclature.domain.query import MOST_LETTERS, Term, read_query
from fairway.data.nomenclature.domain.questions import Hint
from fairway.data.nomenclature.domain.tree import Entry, Level
from fairway.kernel.text import Localised, Text

# A goods code alone, or one among words where its dots or a prefix leave no doubt.
_PREFIX = r"(?:HTSUS|HTS|HS|CN|TARIC|NCM|SA|code|código|codigo)\W{0,3}"
_CODE_ALONE = re.compile(rf"\s*(?:{_PREFIX})?(\d(?:[\s.-]*\d){{0,13}})\s*", re.IGNORECASE | re.ASCII)
_CODE_AMONG_WORDS = re.compile(
    rf"\b(?:{_PREFIX}(\d[\d.]{{2,12}}\d)|(\d{{4}}\.\d{{2}}(?:\.?\d{{2}}){{0,2}}))\b", re.IGNORECASE | re.ASCII
)
_MOST_CONSIDERED = 200  # subheadings that the words point to
_TRUST_IN_NEAR_CODES = 0.3
_TRUST_IN_CODE_AMONG_WORDS = 0.9
_MOST_CHAPTERS = 6
_MOST_NOTES = 3
_NOTED_RESULTS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A subheading that may be meant. `score` is the probability that it is."""

    entry: Entry
    score: float
    why: tuple[Text, ...]
    name: Localised | None = None  # the plain name of its heading

    @property
    def hs6(self) -> str:
        return self.entry.code

    @property
    def description(self) -> str:
        return self.entry.description


@dataclass(frozen=True, slots=True)
class SearchResult:
    query: str
    results: tuple[Hit, ...] = ()
    question: Asked | None = None
    hints: tuple[Text, ...] = ()
    told: tuple[Answered, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    more_ruled_out: int = 0  # ruled out beside those that are named
    confidence: Confidence = field(default_factory=Confidence)
    browse: tuple[Entry, ...] = ()  # chapters to look through when nothing is certain
    notes: tuple[Hint, ...] = ()  # common mistakes with the best results


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query was taken for, before any question was answered."""

    query: str
    odds: Odds = field(default_factory=dict)
    reasons: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    matches: Callable[[str], Sequence[Match]] = lambda code: ()
    hints: tuple[Text, ...] = ()

    def why(self, code: str) -> tuple[Text, ...]:
        if code in self.reasons:
            return self.reasons[code]
        return _reasons(self.matches(code)) or (Text("Your answers lead to it."),)


@dataclass(frozen=True, slots=True)
class ProductSearch:
    """The search over an index, with a guide that asks."""

    guide: Guide
    index: Index
    successors: Successors | None = None  # of codes of earlier editions

    def find(
        self, query: str, *, limit: int, language: str = "en", told: Sequence[Told] = ()
    ) -> SearchResult:
        """Subheadings for a question in words, for a goods code, or for both. No text makes it raise."""
        reading = self._read(query, language)
        return self._result(reading, conversation(self.guide, reading.odds, told), limit)

    def find_as_one_who_knows(
        self, query: str, code: str, *, most: int, limit: int, language: str = "en"
    ) -> SearchResult:
        """As one finds it who knows where the goods belong and answers up to `most` questions honestly."""
        reading = self._read(query, language)
        talk = conversation(self.guide, reading.odds, ())
        for _ in range(most):
            asked = next_question(self.guide, talk)
            if asked is None:
                break
            talk = told_next(self.guide, talk, answer_of_one_who_knows(self.guide, asked, code))
        return self._result(reading, talk, limit)

    def _read(self, query: str, language: str) -> Reading:
        alone = _CODE_ALONE.fullmatch(query)
        if alone:
            return self._read_code(query, alone[1])
        among = _CODE_AMONG_WORDS.search(query[:MOST_LETTERS])
        worded = self._read_words(query, _CODE_AMONG_WORDS.sub(" ", query), language)
        return _together(self._read_code(query, among[1] or among[2]), worded) if among else worded

    def _read_words(self, query: str, words: str, language: str) -> Reading:
        terms = read_query(words, language, self.index.vocabulary)
        odds = {each.code: each.score for each in self.index.score(terms, _MOST_CONSIDERED)}
        matches = partial(self.index.matches, terms)
        return Reading(query, odds, {}, matches, tuple(_hints(query, terms, bool(odds))))

    def _read_code(self, query: str, code: str) -> Reading:
        tree = self.guide.tree
        reading = read_code(tree, code, self.successors)
        if isinstance(reading, Found):
            note = () if reading.note is None else (reading.note,)
            reason = Text("It stands under the code {code}.", {"code": reading.entry.code})
            under = tree.subheadings(reading.entry.code)
            return _coded(
                query, dict.fromkeys((entry.code for entry in under), 1.0), 1.0, (reason, *note), note
            )
        if isinstance(reading, Retired):
            reason = Text("It holds goods of the code {code}.", {"code": reading.digits})
            return _coded(query, self._in_order(reading.suggestions), 1.0, (reason,), (reading.problem,))
        reason = Text("Its code is close to {code}.", {"code": reading.digits})
        near = self._in_order([each for each in reading.suggestions if each.level is Level.SUBHEADING])
        return _coded(query, near, _TRUST_IN_NEAR_CODES, (reason,), (reading.problem,))

    def _in_order(self, entries: Sequence[Entry]) -> Odds:
        """Weights of the subheadings under entries that stand likeliest first."""
        tree = self.guide.tree
        under = dict.fromkeys(found.code for entry in entries for found in tree.subheadings(entry.code))
        return {code: 1 / place for place, code in enumerate(under, start=1)}

    def _result(self, reading: Reading, talk: Conversation, limit: int) -> SearchResult:
        best = likeliest(talk.odds, limit)
        hits = tuple(self._hit(reading, code, chance) for code, chance in best.items())
        confidence = Confidence(min(1.0, talk.best))
        question = next_question(self.guide, talk)
        unsure = confidence.level is Certainty.LOW and bool(hits)
        hints = (*reading.hints, *_hints_of_flow(talk, question is not None, unsure))
        return SearchResult(
            reading.query,
            hits,
            question,
            hints,
            talk.told,
            talk.ruled_out,
            talk.more_ruled_out,
            confidence,
            self._likely_chapters(talk.odds) if unsure else (),
            self._notes(hits),
        )

    def _hit(self, reading: Reading, code: str, chance: float) -> Hit:
        name = self.guide.names.get(code[:4])
        return Hit(self.guide.tree[code], min(1.0, chance), reading.why(code), name)

    def _likely_chapters(self, odds: Odds) -> tuple[Entry, ...]:
        chapters = likeliest(by_mass(odds, 2), _MOST_CHAPTERS)
        return tuple(self.guide.tree[code] for code in chapters)

    def _notes(self, hits: Sequence[Hit]) -> tuple[Hint, ...]:
        about = (hint for hit in hits[:_NOTED_RESULTS] for hint in self.guide.hints_about(hit.hs6))
        return tuple(dict.fromkeys(about))[:_MOST_NOTES]


def _coded(
    query: str, weights: Odds, trust: float, why: tuple[Text, ...], hints: tuple[Text, ...]
) -> Reading:
    odds = _sharing(trust, weights)
    return Reading(query, odds, dict.fromkeys(odds, why), hints=hints)


def _sharing(trust: float, weights: Odds) -> Odds:
    total = sum(weights.values())
    return {code: trust * weight / total for code, weight in weights.items()}


def _together(coded: Reading, worded: Reading) -> Reading:
    """A code among words is meant before anything that the words say."""
    if not coded.odds:
        return replace(worded, hints=(*coded.hints, *worded.hints))
    trust = _TRUST_IN_CODE_AMONG_WORDS * sum(coded.odds.values())
    odds = {code: chance * (1 - trust) for code, chance in worded.odds.items()}
    said = {code: chance / 10 + worded.odds.get(code, 0.0) for code, chance in coded.odds.items()}
    odds.update(_sharing(trust, said))
    return Reading(coded.query, odds, coded.reasons, worded.matches, coded.hints + worded.hints)


_REASONS = {
    Place.OWN: Text("Its description says: {words}."),
    Place.WORDS: Text("Everyday words for it: {words}."),
    Place.NATIONAL: Text("A national tariff line under it says: {words}."),
    Place.HEADING: Text("Its heading says: {words}."),
    Place.CHAPTER: Text("Its chapter says: {words}."),
}


def _reasons(matches: Sequence[Match]) -> tuple[Text, ...]:
    """Where the words of the question stand, best place first, then which words were read otherwise."""
    return (*_places(matches), *_repairs(matches))


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


def _hints(query: str, terms: Sequence[Term], is_found: bool) -> Iterator[Text]:
    if len(query) > MOST_LETTERS:
        yield Text(
            "The question is very long. Only its first {count} letters were read.", {"count": MOST_LETTERS}
        )
    unknown = [term.written for term in terms if not term.readings]
    if unknown and is_found:
        yield Text("These words were not understood: {words}.", {"words": ", ".join(unknown)})
    if not is_found:
        yield Text(
            "Nothing was found. Name the thing itself in plain words, such as “dried mango” or "
            "“cotton shirt”, or browse the sections."
        )


def _hints_of_flow(talk: Conversation, is_asked: bool, unsure: bool) -> Iterator[Text]:
    for told in talk.left_out:
        yield Text("An answer could not be used here and was left out: {answer}.", {"answer": str(told)})
    if talk.told and not talk.odds:
        yield Text("Your answers leave nothing that fits. Take the last one back, or use other words.")
    elif unsure and is_asked:
        yield Text("It is not certain yet which code is right. Answer the question below.")
    elif unsure:
        yield Text(
            "It is not certain which code is right. Add what the thing is made of and what it is for, or "
            "look through the chapters."
        )
