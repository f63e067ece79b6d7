"""The search with its deciding questions at another address than that of the products' page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairway.data.classification.domain.review import LONGEST_WORDS
from fairway.data.classification.domain.typed import typed_line
from fairway.data.nomenclature.domain.asked import told_read
from fairway.data.nomenclature.domain.query import MOST_LETTERS
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.pages import AnswerLinks, ResultCard, answer_links, result_cards
from fairway.data.nomenclature.selectors import product_search

_RESULTS = 10
MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Flow:
    """What is shown of a search whose result is to be chosen. `kept` are the address's other parameters."""

    query: str
    found: SearchResult
    asked: AnswerLinks
    cards: tuple[ResultCard, ...]
    kept: tuple[tuple[str, str], ...]

    @property
    def told(self) -> list[str]:
        return [str(one.told) for one in self.found.told]


def flow_at(
    address: str,
    *,
    query: str,
    told: Sequence[str],
    language: str,
    kept: Iterable[tuple[str, str]] = (),
) -> Flow:
    query = typed_line(query, most=MOST_LETTERS)
    found = product_search(query, limit=_RESULTS, language=language, told=told_read(told))
    kept = tuple((name, value[:LONGEST_WORDS]) for name, value in kept)[:MOST_KEPT]
    return Flow(query, found, answer_links(found, address, [*kept, ("q", query)]), result_cards(found), kept)
