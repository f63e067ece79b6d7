from __future__ import annotations

import re
from html import escape, unescape

import pytest
from django.test import Client

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.tree import Level

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_browse_page_lists_every_section(client: Client) -> None:
    html = page(client, "/products/")
    assert all(f'href="/products/{section.code}/"' in html for section in hs_tree().at(Level.SECTION))


def test_a_search_shows_results_with_reasons(client: Client) -> None:
    html = page(client, "/products/?q=choclate")
    assert 'href="/products/180690/"' in html
    assert "was read as “chocolate”" in html


def hrefs(html: str, css_class: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'class="{css_class}" href="([^"]+)"', html)]


def test_a_search_that_is_not_clear_asks_one_question_with_not_sure_last(client: Client) -> None:
    html = page(client, "/products/?q=6109")
    [cotton, *_others] = hrefs(html, "answer")
    assert cotton.startswith("/products/?q=6109&a=6109%3A0")
    assert hrefs(html, "answer answer-unsure") == ["/products/?q=6109&a=6109%3A-#found"]
    assert html.index("answer-unsure") > html.index(escape(cotton))
    assert "Question 1" in html


def test_an_answer_leads_on_says_what_it_ruled_out_and_can_be_taken_back(client: Client) -> None:
    html = page(client, hrefs(page(client, "/products/?q=6109"), "answer")[0])
    assert 'href="/products/610910/"' in html
    assert "What your answers ruled out" in html
    assert "6109.90" in html
    assert 'href="/products/?q=6109#found"' in html


def test_an_answer_of_no_question_is_left_out_with_a_word(client: Client) -> None:
    html = page(client, "/products/?q=6109&a=<b>&a=6109:99")
    assert "<b>" not in html
    assert "left out" in html


def test_a_result_shows_its_plain_name_in_the_readers_language_and_the_official_text(client: Client) -> None:
    html = page(client, "/fr/products/?q=6109")
    assert "T-shirts et débardeurs" in html
    assert '<p class="official" lang="en">T-shirts, singlets and other vests' in html


def test_results_lead_to_the_question_of_what_it_takes(client: Client) -> None:
    assert '?product=610910"' in page(client, "/products/?q=6109")


def test_results_name_the_authorities_whose_ruling_binds(client: Client) -> None:
    html = page(client, "/products/?q=6109")
    assert 'href="https://erulings.cbp.gov"' in html
    assert 'href="/products/rulings/"' in html


def test_the_tree_stands_beside_the_results(client: Client) -> None:
    html = page(client, "/products/?q=6109")
    tree = html[html.index('class="tree"') :]
    assert [code for code in ("XI", "61", "6109") if f'href="/products/{code}/"' in tree] == [
        "XI",
        "61",
        "6109",
    ]


def test_suggestions_are_a_part_of_a_page_that_may_be_kept(client: Client) -> None:
    response = client.get("/products/suggest/?q=dried+mango")
    html = response.content.decode()
    assert set(response["Cache-Control"].split(", ")) == {"max-age=300", "public"}
    assert "Cookie" not in response.get("Vary", "")
    assert "<html" not in html
    assert html.count("<li>") <= 7
    assert 'href="/products/080450/"' in html


def test_suggestions_for_nothing_are_empty(client: Client) -> None:
    assert page(client, "/products/suggest/?q=%20").strip() == ""


@pytest.mark.parametrize("query", ["%00", "<script>", "a" * 5000, "%FF", "'%3B DROP TABLE x"])
def test_hostile_suggestions_are_parts_of_a_page_too(client: Client, query: str) -> None:
    assert "<script>" not in page(client, f"/products/suggest/?q={query}")


@pytest.mark.parametrize(
    "query", ["%00", "%F0%9F%A5%AD", "<script>", "a" * 5000, "%D8%B3%D8%AC%D8%A7%D8%AF", "%FF"]
)
def test_hostile_searches_get_a_page(client: Client, query: str) -> None:
    html = page(client, f"/products/?q={query}")
    assert "<script>" not in html
    assert "Browse all products" in html


def test_an_entry_shows_what_stands_above_and_under_it(client: Client) -> None:
    html = page(client, "/products/0804/")
    assert 'href="/products/08/"' in html
    assert 'href="/products/080450/"' in html
    assert "What does it take to sell this?" not in html


def test_a_subheading_leads_to_the_question(client: Client) -> None:
    html = page(client, "/products/080450/")
    assert "?product=080450" in html
    assert "What does it take to sell this?" in html


@pytest.mark.parametrize("spelling", ["0804.50", "08045040", "80450"])
def test_other_spellings_of_a_code_lead_to_its_page(client: Client, spelling: str) -> None:
    response = client.get(f"/products/{spelling}/")
    assert response.status_code == 302
    assert response["Location"] == "/products/080450/"


@pytest.mark.parametrize("code", ["080451", "mango", "9" * 300, "<b>"])
def test_an_unknown_code_is_not_found_with_help(client: Client, code: str) -> None:
    html = page(client, f"/products/{code}/", status=404)
    assert "Code not found" in html
    assert 'name="q"' in html


def test_a_heading_leads_to_its_questions_and_shows_common_mistakes(client: Client) -> None:
    html = page(client, "/products/6109/")
    assert 'href="/products/?q=6109"' in html
    assert "Common mistakes" in html


def test_a_subheading_shows_everyday_words_of_the_readers_language(client: Client) -> None:
    assert "mangue" in page(client, "/fr/products/080450/")


def test_an_unknown_code_suggests_near_ones(client: Client) -> None:
    assert 'href="/products/080450/"' in page(client, "/products/080451/", status=404)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_pages_say_that_the_texts_are_in_english(client: Client, language: str) -> None:
    html = page(client, f"/{language}/products/080450/")
    assert 'lang="en">Fruit, edible' in html
    assert html.count('class="small"') >= 2


def test_nothing_is_written(client: Client) -> None:
    assert client.post("/products/").status_code == 405
