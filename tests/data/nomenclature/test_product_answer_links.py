from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.asked import Answered, Asked, AskedChoice, Told
from fairway.data.nomenclature.domain.search import Hit, SearchResult
from fairway.data.nomenclature.pages import Likelihood, answer_links, branches_of, result_cards
from fairway.kernel.text import Text

ASKED = Asked(
    "6109", Text("What is it made of?"), tuple(AskedChoice(n, Text("Cotton"), ("610910",)) for n in (0, 3))
)
TOLD = tuple(
    Answered(told.key, Text("Question"), None, told) for told in (Told("between", 1), Told("6103/1", None))
)


def hit(code: str, score: float = 0.5) -> Hit:
    return Hit(hs_tree()[code], score, ())


def parameters(href: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(href).query)


def test_an_answer_is_added_to_those_given_and_to_what_the_page_keeps() -> None:
    links = answer_links(
        SearchResult("q", question=ASKED, told=TOLD), "/answer", [("product", "t & s"), ("to", "US")]
    )
    kept = [("product", "t & s"), ("to", "US"), ("a", "between:1"), ("a", "6103/1:-")]
    assert [parameters(link.href) for link in links.choices] == [
        [*kept, ("a", "6109:0")],
        [*kept, ("a", "6109:3")],
    ]
    assert parameters(links.not_sure) == [*kept, ("a", "6109:-")]
    assert links.choices[0].href.startswith("/answer?")
    assert links.number == 3


def test_changing_an_answer_takes_back_what_was_answered_after_it() -> None:
    links = answer_links(SearchResult("q", told=TOLD), "/products/", [("q", "shirt")])
    assert [parameters(link.change) for link in links.told] == [
        [("q", "shirt")],
        [("q", "shirt"), ("a", "between:1")],
    ]
    assert (links.choices, links.not_sure) == ((), "")


def test_a_choice_names_its_first_codes_and_counts_the_others() -> None:
    choice = AskedChoice(0, Text("Any"), ("610910", "610990", "6105", "6106", "6110", "6114"))
    [link] = answer_links(SearchResult("q", question=Asked("k", Text("?"), (choice,))), "/", []).choices
    assert (len(link.codes), link.more_codes) == (4, 2)


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (1.0, Likelihood.VERY_LIKELY),
        (0.6, Likelihood.VERY_LIKELY),
        (0.59, Likelihood.LIKELY),
        (0.1, Likelihood.POSSIBLE),
        (0.04, Likelihood.UNLIKELY),
    ],
)
def test_how_sure_a_result_is_has_a_word(score: float, word: Likelihood) -> None:
    [card, _other] = result_cards(SearchResult("q", (hit("610910", score), hit("610990", 0.0))))
    assert card.likelihood is word
    assert card.percent is not None
    assert card.percent < 100


def test_results_as_likely_as_each_other_have_no_likelihood() -> None:
    cards = result_cards(SearchResult("6109", (hit("610910"), hit("610990"))))
    assert [card.likelihood for card in cards] == [None, None]


def test_what_the_answers_left_alone_is_very_likely() -> None:
    [card] = result_cards(SearchResult("q", (hit("610910", 1.0),), told=TOLD))
    assert card.likelihood is Likelihood.VERY_LIKELY


def test_the_tree_holds_each_place_once_the_best_first() -> None:
    [clothes, fruit] = branches_of([hit("620520"), hit("610910"), hit("620530"), hit("080450")])
    assert [chapter.entry.code for chapter in clothes.branches] == ["62", "61"]
    assert [heading.entry.code for heading in clothes.branches[0].branches] == ["6205"]
    assert fruit.entry.code == "II"
