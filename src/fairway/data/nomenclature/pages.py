"""What the pages of a search show beside its results: links that answer the question, the tree, how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.asked import Answered, Asked, AskedChoice, Told
from fairway.data.nomenclature.domain.search import Hit, SearchResult
from fairway.data.nomenclature.domain.tree import Entry

_MOST_CODES = 4
_MOST_IN_TREE = 10
FOUND = "#found"  # where a page shows what was found, so that an answer does not lead back to its top


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """An answer to choose, and the page that it leads to."""

    choice: AskedChoice
    href: str

    @property
    def codes(self) -> tuple[str, ...]:
        return self.choice.codes[:_MOST_CODES]

    @property
    def more_codes(self) -> int:
        return len(self.choice.codes) - len(self.codes)


@dataclass(frozen=True, slots=True)
class ToldLink:
    """An answer that was given, and the page that asks again: without it and what was answered after it."""

    answered: Answered
    change: str


@dataclass(frozen=True, slots=True)
class AnswerLinks:
    """The question of a search as links, for every page that shows `nomenclature/_question.html`."""

    question: Asked | None
    choices: tuple[ChoiceLink, ...]
    not_sure: str
    told: tuple[ToldLink, ...]

    @property
    def number(self) -> int:
        """Which question this is, counted from 1."""
        return len(self.told) + 1


def answer_links(found: SearchResult, address: str, parameters: Iterable[tuple[str, str]]) -> AnswerLinks:
    """Links to `address` with its `parameters` (names and values without `a`) and one answer more."""
    kept = tuple(parameters)
    given = tuple(answered.told for answered in found.told)

    def href(told: Sequence[Told]) -> str:
        return f"{address}?{urlencode([*kept, *(('a', str(each)) for each in told)])}{FOUND}"

    asked = found.question
    choices = asked.choices if asked else ()
    return AnswerLinks(
        question=asked,
        choices=tuple(
            ChoiceLink(choice, href((*given, Told(asked.key, choice.number)))) for choice in choices if asked
        ),
        not_sure=href((*given, Told(asked.key, None))) if asked else "",
        told=tuple(ToldLink(answered, href(given[:place])) for place, answered in enumerate(found.told)),
    )


class Likelihood(StrEnum):
    """How sure a result is, for words on its card."""

    VERY_LIKELY = "very-likely"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


_FROM = ((60, Likelihood.VERY_LIKELY), (30, Likelihood.LIKELY), (10, Likelihood.POSSIBLE))


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A result with how sure it is; `percent` is None where that says nothing."""

    hit: Hit
    percent: int | None

    @property
    def likelihood(self) -> Likelihood | None:
        if self.percent is None:
            return None
        return next((word for least, word in _FROM if self.percent >= least), Likelihood.UNLIKELY)

    @property
    def is_negligible(self) -> bool:
        return self.percent == 0


def result_cards(found: SearchResult) -> tuple[ResultCard, ...]:
    """Where the results are as likely as each other, as those of a code are, that says nothing."""
    tells = bool(found.told) or len({hit.score for hit in found.results}) > 1
    return tuple(ResultCard(hit, _percent(hit.score) if tells else None) for hit in found.results)


def _percent(chance: float) -> int:
    """At most 99: only a ruling of the customs administration is certain."""
    return min(99, round(100 * chance))


@dataclass(slots=True)
class Branch:
    """A place in the tree above the results, with the places under it."""

    entry: Entry
    branches: list[Branch] = field(default_factory=list)


def branches_of(hits: Sequence[Hit]) -> list[Branch]:
    """The sections, chapters and headings of the best results, those of the best one first."""
    top: list[Branch] = []
    for hit in hits[:_MOST_IN_TREE]:
        here = top
        for entry in hs_tree().ancestors(hit.hs6):
            branch = next((each for each in here if each.entry is entry), None)
            if branch is None:
                branch = Branch(entry)
                here.append(branch)
            here = branch.branches
    return top
