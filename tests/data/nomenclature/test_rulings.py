from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from fairway.data.nomenclature.rulings import likely_rulings, read_rulings, rulings
from fairway.kernel.economy import LANGUAGES
from fairway.platform.content.problem import SourceError

HEAD = """
usual_name: {en: Advance ruling, fr: Décision anticipée, es: Resolución anticipada}
elsewhere: {publisher: World Trade Organization, title: Article 3, url: "https://example.org"}
rulings:
"""


def codes(*loaded: str) -> list[str]:
    return [ruling.economy.code for ruling in likely_rulings(loaded)]


def test_every_ruling_is_named_in_three_languages_and_says_whether_it_was_checked() -> None:
    for ruling in rulings().listed:
        assert set(ruling.name.by_language) == set(LANGUAGES)
        assert ruling.citation.publisher == str(ruling.authority)
        assert ruling.citation.verified is False


def test_the_largest_markets_come_first_then_those_that_are_loaded() -> None:
    assert codes() == ["EU", "GB", "US"]
    assert codes("GH", "SN", "US") == ["EU", "GB", "US", "GH", "SN"]


def test_a_member_of_a_union_has_the_ruling_of_its_union() -> None:
    assert codes("FR", "DE", "LI") == ["EU", "GB", "US", "CH"]


def test_a_market_without_a_ruling_of_its_own_is_left_out() -> None:
    assert codes("AQ") == codes()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{economy: US}", "authority"),
        ("{economy: XX, authority: Customs}", "XX"),
        ("{economy: US, authority: Customs, url: 'javascript:alert(1)'}", "web address"),
        ("{economy: US, authority: Customs, name: {en: Ruling}}", "fr, es"),
        ("{economy: US, authority: Customs, fee: 3}", "fee"),
        ("{economy: US, authority: A}\n- {economy: US, authority: B}", "twice"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(row: str, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_rulings(f"{HEAD}- {row}\n", file="rulings.yaml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("rulings.yaml, row ")


@pytest.mark.django_db
class TestThePage:
    @pytest.mark.parametrize(
        ("prefix", "market"), [("", "Algeria"), ("/fr", "Afrique du Sud"), ("/es", "Argelia")]
    )
    def test_it_lists_the_markets_by_name_in_the_readers_language(
        self, client: Client, prefix: str, market: str
    ) -> None:
        html = client.get(f"{prefix}/products/rulings/").content.decode()
        assert market in html
        assert "tfadatabase.org" in html
        assert 'href="?page=2"' in html

    def test_the_list_has_further_pages(self, client: Client) -> None:
        html = client.get("/products/rulings/?page=3").content.decode()
        assert "https://erulings.cbp.gov" in html

    def test_the_list_comes_as_a_table(self, client: Client) -> None:
        response = client.get("/products/rulings.csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert len(rows) == len(rulings().listed)
        assert {row["economy"] for row in rows} >= {"US", "EU", "GB", "GH", "NO"}
        assert {row["verified"] for row in rows} == {"False"}

    @pytest.mark.parametrize("path", ["/products/rulings/", "/products/rulings.csv"])
    def test_it_is_only_read(self, client: Client, path: str) -> None:
        assert client.post(path).status_code == 405
