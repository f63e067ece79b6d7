from __future__ import annotations

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


def test_a_search_that_is_not_clear_asks(client: Client) -> None:
    assert "Which of these is it?" in page(client, "/products/?q=t-shirt")


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


def test_an_unknown_code_suggests_near_ones(client: Client) -> None:
    assert 'href="/products/080450/"' in page(client, "/products/080451/", status=404)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_pages_say_that_the_texts_are_in_english(client: Client, language: str) -> None:
    html = page(client, f"/{language}/products/080450/")
    assert 'lang="en">Fruit, edible' in html
    assert html.count('class="small"') >= 2


def test_nothing_is_written(client: Client) -> None:
    assert client.post("/products/").status_code == 405
