from __future__ import annotations

import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.data.nomenclature.catalogue import build_index
from fairway.data.nomenclature.deciding import guide
from fairway.data.nomenclature.domain.search import ProductSearch
from fairway.data.nomenclature.domain.texts import SearchText, Source

# What a firm might type, and the heading its goods stand in. None of these lines is in the table of
# everyday words as it is written here.
EVERYDAY = [
    ("slices of dried mango", "0804"), ("organic cashew kernels", "0801"),
    ("ground roasted coffee", "0901"),
    ("milk chocolate bars with nuts", "1806"), ("raw shea butter from Ghana", "1515"),
    ("acacia honey", "0409"),
    ("frozen shrimp", "0306"), ("black pepper", "0904"), ("dried hibiscus flowers", "1211"),
    ("basmati rice", "1006"), ("pineapple juice", "2009"), ("strawberry jam", "2007"),
    ("ginger biscuits", "1905"),
    ("handmade soap bars", "3401"), ("moisturising face cream", "3304"), ("hair shampoo", "3305"),
    ("scented soy candles", "3406"), ("palm leaf baskets", "4602"), ("leather handbags", "4202"),
    ("leather sandals", "6403"), ("men's cotton shirts", "6205"), ("cotton t-shirts", "6109"),
    ("women's silk dresses", "6204"), ("woollen sweaters", "6110"), ("silk scarves", "6214"),
    ("cotton bed sheets", "6302"), ("handwoven wool rugs", "5702"), ("wooden chairs", "9401"),
    ("wooden dining table", "9403"), ("silver earrings", "7113"), ("glass beads", "7018"),
    ("clay flower pots", "6914"), ("stuffed toys", "9503"), ("wooden picture frames", "4414"),
    ("solar panels", "8541"), ("mobile phones", "8517"), ("electric kettles", "8516"),
    ("bicycle tyres", "4011"),
    ("copper wire", "7408"), ("cement", "2523"), ("coton shirts", "6205"),
]  # fmt: skip
OTHER_LANGUAGES = [
    ("fr", "mangues séchées", "0804"), ("fr", "beurre de karité", "1515"),
    ("fr", "chemises en coton", "6205"),
    ("fr", "savon artisanal", "3401"), ("fr", "sac à main en cuir", "4202"),
    ("fr", "meubles en bois", "9403"),
    ("fr", "huile d'olive", "1509"), ("fr", "café torréfié", "0901"), ("es", "mango seco", "0804"),
    ("es", "café tostado", "0901"), ("es", "camisetas de algodón", "6109"),
    ("es", "sombreros de paja", "6504"),
    ("es", "miel de abeja", "0409"), ("es", "zapatos de cuero", "6403"), ("es", "cerámica", "6913"),
    ("es", "muebles de madera", "9403"),
]  # fmt: skip
MISSPELT = [
    ("choclate", "1806", "chocolate"), ("coffe beans", "0901", "coffee"),
    ("cashw nuts", "0801", "cashew"),
    ("bycicle", "8712", "bicycle"), ("umbrela", "6601", "umbrella"), ("shampo", "3305", "shampoo"),
    ("lether sandals", "6403", "leather"),
]  # fmt: skip
HOSTILE = [
    "", " ", "a", "?", "x" * 5000, "mango " * 1000, "🥭", "سجاد يدوي", "芒果干", "манго mango",
    "'; DROP TABLE x; --",
    "<script>alert(1)</script>", "\x00", "{words}", "%s", "[bold]mango[/bold]", "\u202emango",
    "-" * 50, "1.2.3.4.5",
    "٠٨٠٤٥٠", "²³", "qwrtpsdfgh zxcvbnm",
]  # fmt: skip


def headings(found) -> list[str]:
    return list(dict.fromkeys(hit.hs6[:4] for hit in found.results))


@pytest.mark.parametrize(("query", "heading"), EVERYDAY)
def test_everyday_words_find_the_heading(search, query: str, heading: str) -> None:
    assert heading in headings(search(query))[:5]


@pytest.mark.parametrize(("language", "query", "heading"), OTHER_LANGUAGES)
def test_french_and_spanish_words_find_the_heading(search, language: str, query: str, heading: str) -> None:
    assert heading in headings(search(query, language=language))[:5]


@pytest.mark.parametrize(("query", "heading", "repaired"), MISSPELT)
def test_typing_errors_are_repaired_and_said(search, query: str, heading: str, repaired: str) -> None:
    found = search(query)
    assert heading in headings(found)[:5]
    reasons = [str(reason) for hit in found.results for reason in hit.why]
    assert any(f"was read as “{repaired}”" in reason for reason in reasons)


@pytest.mark.parametrize("query", HOSTILE)
def test_any_text_gets_results_or_a_hint(search, query: str) -> None:
    found = search(query)
    assert found.results or found.hints
    assert all(str(hint) for hint in found.hints)


@settings(max_examples=150, deadline=None)
@given(query=st.one_of(st.text(max_size=80), st.from_regex(r"[0-9 .\-]{0,16}", fullmatch=True)))
def test_no_text_makes_the_search_raise(search, query: str) -> None:
    found = search(query, limit=5)
    assert len(found.results) <= 5
    assert all(0 < hit.score <= 1 for hit in found.results)
    scores = [hit.score for hit in found.results]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", ["080450", "0804.50", "0804.50.40", "HS 0804.50", "hs: 0804 50 80 00"])
def test_a_code_finds_its_subheading(search, query: str) -> None:
    found = search(query)
    assert [hit.hs6 for hit in found.results] == ["080450"]
    assert not found.hints


@pytest.mark.parametrize("query", ["80450", "HS 80450", "8045040"])
def test_a_lost_leading_zero_is_put_back_and_said(search, query: str) -> None:
    found = search(query)
    assert [hit.hs6 for hit in found.results] == ["080450"]
    assert "has lost its first zero" in str(found.hints[0])


def test_a_heading_lists_its_subheadings(search) -> None:
    assert [hit.hs6 for hit in search("0804").results] == ["080410", "080420", "080430", "080440", "080450"]


def test_an_unknown_code_says_so_and_offers_near_ones(search) -> None:
    found = search("080451")
    assert "080450" in [hit.hs6 for hit in found.results]
    assert "not a goods code of the HS 2022" in str(found.hints[0])


def test_a_code_among_words_comes_first(search) -> None:
    found = search("frozen mango 0804.50")
    assert found.results[0].hs6 == "080450"
    assert len(found.results) > 1


def test_a_year_or_a_size_among_words_is_no_code(search) -> None:
    assert search("2009 calendar").results[0].hs6[:4] == "4910"


def test_an_excluded_material_counts_against_a_subheading(search) -> None:
    assert search("cotton t-shirts").results[0].hs6 == "610910"


def test_parts_are_not_what_a_question_for_the_thing_means(search) -> None:
    seats = [hit.hs6 for hit in search("chairs").results if hit.hs6.startswith("9401")]
    assert len(seats) >= 3
    assert not {"940191", "940199"} & set(seats[:3])
    assert search("parts of seats").results[0].hs6 in ("940191", "940199")


def test_reasons_name_the_words_and_where_they_stand(search) -> None:
    best = search("dried mango").results[0]
    assert "Its description says: dried, mango." in [str(reason) for reason in best.why]


def test_words_that_nobody_knows_are_said(search) -> None:
    found = search("mango qwrtpsdfgh")
    assert found.results
    assert any("qwrtpsdfgh" in str(hint) for hint in found.hints)
    assert found.results[0].score < search("mango").results[0].score


def test_a_phrase_in_several_languages_counts_once(search) -> None:
    assert search("mango").results[0].score < 1
    assert search("dried mango").results[0].score <= 1


def test_more_texts_can_be_added_to_the_index() -> None:
    text = SearchText("9602", "Gourd bowls of zorbito", Source.NATIONAL)
    found = ProductSearch(guide(), build_index(extra=[text])).find("zorbito", limit=3)
    carved = found.results[0]
    assert carved.hs6[:4] == "9602"
    assert "A national tariff line under it says: zorbito." in [str(reason) for reason in carved.why]


def test_a_text_of_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        build_index(extra=[SearchText("0000", "nothing")])


def test_a_query_is_quick(search) -> None:
    def seconds(query: str) -> float:
        start = time.perf_counter()
        search(query)
        return time.perf_counter() - start

    assert statistics.quantiles([seconds(query) for query, _ in EVERYDAY], n=20)[-1] < 0.05
