"""The pages of the helpdesk without a browser: forms, faults, answers, downloads, the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.translation import gettext, override
from helpdesk_page import Page
from helpdesk_questions import ask, load_tariff, usd

from fairway.data.idb.models import Release
from fairway.desk.helpdesk.presentation import ANSWER_COLUMNS, COMPARISON_COLUMNS, answer_csv
from fairway.kernel.citation import Citation
from fairway.platform.ui.language import day, money

pytestmark = pytest.mark.django_db

MANGOES = {
    "product": "0804.50.80", "from": "GH", "to": "US", "value": "5000", "currency": "USD",
    "quantity": "1200", "unit": "KGM", "on": "2025-07-01",
}  # fmt: skip
EVERY_FIELD = (
    *MANGOES,
    "incoterm",
    "freight",
    "insurance",
    "transport",
    "rate",
    "answer",
    "rate_of",
    "answer_of",
)
CHOSEN_FROM_LISTS = ("unit", "incoterm", "transport")
MARKETS = 15  # the United States and West Africa, without Ghana
MARK = "smuggled"
HOSTILE = {
    "5,000 letters": "a" * 5000,
    "5,000 digits": "9" * 5000,
    "markup": f"'\"><b id={MARK}></b><script id={MARK}>alert(1)</script>",
    "SQL": "'; DROP TABLE idb_release; --",
    "right to left": "مانجو مجففة \u202egnp.exe",
    "emoji": "🥭🇬🇭 " * 20,
    "NUL": "man\x00go",
    "line breaks": "1\r\nSet-Cookie: x=1",
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
    "placeholders": "%s %(x)s {0.__class__}",
    "numbers that are none": "1e400 NaN",
}
OPTION_KEYS = {
    "kind", "programme", "claim_code", "status", "duty", "expression", "steps", "conditions", "source",
}  # fmt: skip
LANGUAGES = {"en": "", "fr": "/fr", "es": "/es"}


def address(path: str, **changes: str) -> str:
    fields = MANGOES | {name.rstrip("_"): value for name, value in changes.items()}
    return f"{path}?{urlencode(fields)}"


def read(client: Client, url: str, *, status: int = 200) -> Page:
    response = client.get(url)
    assert response.status_code == status
    return Page(response.content.decode())


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.fixture
def antarctica(settings, tmp_path: Path) -> Path:
    """The folder of an instance of its own, without the starter pack."""
    Release.objects.all().delete()
    settings.FAIRWAY_HOME = tmp_path / "home"
    return tmp_path


class TestTheQuestion:
    @pytest.mark.parametrize("path", ["/", "/fr/", "/es/", "/compare", "/fr/compare", "/es/compare"])
    def test_the_form_begins_empty_and_without_a_fault(self, client, path):
        page = read(client, path)
        [form] = page.forms
        assert {form.value(name) for name in ("product", "from", "value", "quantity", "on")} == {""}
        assert (form.value("currency"), form.value("unit")) == ("USD", "KGM")
        assert "error-summary-title" not in page.ids

    def test_an_address_fills_the_form_without_complaining(self, client):
        page = read(client, "/?product=mango&from=Ghana")
        [form] = page.forms
        assert (form.value("product"), form.value("from"), form.value("to")) == ("mango", "Ghana", "")
        assert "error-summary-title" not in page.ids

    @pytest.mark.parametrize("path", ["/", "/fr/", "/es/"])
    def test_every_example_has_an_answer(self, client, path):
        links = [url for url in read(client, path).links.values() if "/answer?" in url]
        assert len(links) == 3
        for url in links:
            assert "money" in read(client, url).ids or "lines" in read(client, url).ids

    def test_faults_are_listed_at_their_fields_and_what_was_typed_stays(self, client):
        typed = {"product": "0804", "from_": "Gahna", "value": "0", "on": "2025-13-01", "freight": "x"}
        page = read(client, address("/answer", **typed), status=422)
        form = page.form("/answer")
        assert {name: form.value(name) for name in MANGOES} == MANGOES | {
            "product": "0804", "from": "Gahna", "value": "0", "on": "2025-13-01",
        }  # fmt: skip
        assert form.value("freight") == "x"
        assert "error-summary-title" in page.ids
        for field in ("product", "from", "value", "on", "freight"):
            assert f"{field}_error" in page.ids
            assert f"#{field}" in page.links.values()
        assert "to_error" not in page.ids
        assert page.says("Did you mean Ghana?")

    def test_an_empty_question_names_each_field_that_is_needed(self, client):
        page = read(client, "/answer?product=", status=422)
        assert {name for name in MANGOES if f"{name}_error" in page.ids} == {"product", "from", "to", "value"}

    @pytest.mark.parametrize("value", ["-5", "- 5", "+0"])
    def test_a_value_below_one_cent_is_said_to_be_too_small(self, client, value):
        page = read(client, address("/answer", value=value), status=422)
        assert page.says("The value must be more than zero.")

    @pytest.mark.parametrize("language", ["fr", "es"])
    def test_faults_are_said_in_the_readers_language(self, client, language):
        page = read(client, address(f"/{language}/answer", from_="Gahna"), status=422)
        with override(language):
            summary = gettext("There is a problem")
        assert summary != "There is a problem"
        assert page.says(summary)
        assert not page.says("Did you mean")

    def test_the_folded_part_opens_for_a_fault_in_it(self, client):
        html = client.get(address("/answer", freight="x")).content.decode()
        assert '<details class="more" open>' in html
        assert '<details class="more">' in client.get(address("/answer", value="x", on="")).content.decode()

    def test_a_currency_typed_with_the_value_goes_before_the_field(self, client):
        page = read(client, address("/answer", value="5000 EUR"))
        assert page.says(money(usd("5905.00")))

    def test_too_many_fields_are_refused(self, client):
        response = client.get("/answer?" + "&".join(["quantity=1"] * 300))
        assert response.status_code == 400


class TestChoosingTheProduct:
    @pytest.mark.parametrize(
        ("prefix", "words"), [("", "dried mango slices"), ("/fr", "mangue séchée"), ("/es", "mango seco")]
    )
    def test_words_lead_to_products_and_the_question_is_carried_on(self, client, prefix, words):
        page = read(client, address(f"{prefix}/answer", product=words))
        again, choose = page.forms
        assert again.value("product") == words
        assert ("product", "080450") in choose.buttons[:3]
        url = choose.address(("product", "080450"))
        assert set(url.partition("?")[2].split("&")) == set(
            urlencode(MANGOES | {"product": "080450"}).split("&")
        )
        assert "lines" in read(client, url).ids

    def test_a_fault_beside_the_words_is_said_first(self, client):
        page = read(client, address("/answer", product="dried mango", value="x"), status=422)
        assert "value_error" in page.ids
        assert "product_error" not in page.ids
        assert page.form("/answer").value("product") == "dried mango"

    def test_other_words_can_be_tried_from_there(self, client):
        again = read(client, address("/answer", product="shirt")).forms[0]
        page = read(client, again.address(product="cotton shirts"))
        assert page.forms[0].value("product") == "cotton shirts"

    def test_words_that_mean_nothing_are_not_an_error(self, client):
        page = read(client, address("/answer", product="qzxv wkjh"))
        assert page.says("None was found for “qzxv wkjh”")
        assert len(page.forms) == 1

    def test_a_comparison_chooses_the_product_too(self, client):
        choose = read(client, address("/compare", product="dried mango")).forms[-1]
        assert "ranking" in read(client, choose.address(("product", "080450"))).ids

    def test_an_empty_quantity_is_not_carried_on_without_its_number(self, client):
        choose = read(client, address("/answer", product="mango", quantity="")).forms[-1]
        assert not {name for name, _value in choose.fields} & {"quantity", "unit"}


class TestTheAnswer:
    @pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
    def test_the_money_the_proof_and_the_papers_are_in_the_readers_language(self, client, language, prefix):
        page = read(client, address(f"{prefix}/answer"))
        assert page.language == language
        with override(language):
            for amount in ("0.00", "18.00", "32.71", "5032.71"):
                assert page.says(money(usd(amount)))
            assert page.says(day(date(2025, 7, 1)))
            for words in (
                "Import duty, best option",
                "What you must prove",
                "Every way to pay",
                "Next steps",
            ):
                assert page.says(gettext(words))
                assert language == "en" or gettext(words) != words

    def test_the_parts_of_the_page_are_there(self, client):
        page = read(client, address("/answer"))
        assert {"money", "prove", "needs", "options", "papers", "warnings", "next"} <= page.ids
        assert "lines" not in page.ids

    def test_the_question_can_be_changed(self, client):
        page = read(client, address("/answer"))
        form = read(client, page.links["Change the question"]).forms[0]
        assert {name: form.value(name) for name in MANGOES} == MANGOES

    def test_an_open_question_is_answered_on_the_page(self, client):
        page = read(client, address("/answer", quantity="", transport="sea"))
        asked = page.form("/answer")
        assert (asked.value("unit"), asked.value("quantity")) == ("KGM", "")
        page = read(client, asked.address(quantity="1200"))
        assert page.says(money(usd("18.00")))
        assert "needs" not in page.ids

    def test_an_exchange_rate_is_answered_on_the_page(self, client):
        handbags = {"product": "4202.21.60", "from_": "CN", "value": "50000", "currency": "GHS"}
        asked = read(client, address("/answer", **handbags)).form("/answer")
        assert asked.value("rate_of") == "GHS/USD"
        page = read(client, asked.address(rate_is="0.1"))
        assert page.says(money(usd("500.00")))

    def test_values_of_parts_are_answered_on_the_page_one_after_the_other(self, client):
        watches = {
            "product": "9102.11.10",
            "from_": "CH",
            "quantity": "100",
            "unit": "NAR",
            "transport": "air",
        }
        page = read(client, address("/answer", **watches))
        asked = page.form("/answer")
        parts = [value for name, value in asked.fields if name == "answer_of"]
        assert parts == ["part_value:case", "part_value:strap", "part_value:battery"]
        kept = [pair for pair in asked.fields if not pair[0].startswith("answer_")]
        figures = zip(parts, ("2000", "500", "100"), strict=True)
        given = [pair for key, number in figures for pair in (("answer_is", number), ("answer_of", key))]
        page = read(client, f"/answer?{urlencode([*kept, *given])}")
        assert page.says(money(usd("239.30")))
        assert "needs" not in page.ids

    def test_a_short_code_leads_to_its_lines(self, client):
        page = read(client, address("/answer", product="0804.50", from_="CN"))
        url = next(url for url in page.links.values() if "product=08045060" in url)
        assert read(client, url).says(money(usd("79.20")))

    def test_what_cannot_be_computed_says_why(self, client):
        page = read(client, address("/answer", to="JP"))
        assert page.says("This cannot be computed")
        assert "money" not in page.ids

    def test_a_new_release_changes_the_page_at_once(self, client, antarctica):
        url = address("/answer", product="08045000", to="AQ")
        load_tariff(
            antarctica / "a", [("08045000", "Mangoes", "10")], start="2025-01-01", published="2024-12-01"
        )
        assert read(client, url).says(money(usd("500.00")))
        load_tariff(
            antarctica / "b", [("08045000", "Mangoes", "12.5")], start="2025-01-01", published="2024-12-02"
        )
        assert read(client, url).says(money(usd("625.00")))

    def test_a_hostile_description_in_a_tariff_is_escaped(self, client, antarctica):
        lines = [(f"080450{n}0", f"<b id={MARK}>Mangoes</b> {n}", f"{n}") for n in (1, 2)]
        load_tariff(antarctica / "a", lines, start="2025-01-01", published="2024-12-01")
        for path in ("/answer", "/compare"):
            page = read(client, address(path, product="080450", to="AQ"))
            assert MARK not in page.ids


class TestTheComparison:
    @pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
    def test_every_market_is_drawn_and_listed(self, client, language, prefix):
        page = read(client, address(f"{prefix}/compare"))
        assert page.language == language
        there = [url for url in page.links.values() if "/answer?" in url]
        assert len(there) == 15
        assert all(url.startswith(f"{prefix}/answer?") for url in there)
        with override(language):
            assert page.says(money(usd("5375.00")))

    def test_a_market_leads_to_its_answer(self, client):
        links = read(client, address("/compare")).links
        assert read(client, links["United States"]).says(money(usd("18.00")))

    def test_the_same_question_can_be_varied(self, client):
        form = read(client, address("/compare")).form("/compare")
        page = read(client, form.address(value="10000"))
        assert page.says(money(usd("10750.00")))  # Nigeria takes 7.5 %
        assert page.form("/compare").value("value") == "10000"

    def test_faults_keep_what_was_typed(self, client):
        page = read(client, address("/compare", value="0"), status=422)
        assert "value_error" in page.ids
        assert page.form("/compare").value("product") == "0804.50.80"


class TestDownloads:
    def test_the_options_come_as_a_table(self, client):
        rows = rows_of(client, address("/answer.csv", product="6105.10.00", from_="CN"))
        assert tuple(rows[0]) == ANSWER_COLUMNS
        found = [(row["kind"], row["claim_code"], row["duty"], row["currency"]) for row in rows]
        assert found == [
            ("mfn", "", "985.00", "USD"),
            ("additional", "9903.88.15", "375.00", "USD"),
            ("fee", "mpf", "32.71", "USD"),
            ("fee", "hmf", "", ""),
            ("customs_value", "", "5000.00", "USD"),
            ("saving", "", "0.00", "USD"),
            ("total", "", "1392.71", "USD"),
            ("landed_cost", "", "6392.71", "USD"),
        ]
        assert {row["published"] for row in rows[:1]} == {"2025-06-06"}

    def test_the_answer_as_json_is_that_of_the_api(self, client):
        file = client.get(address("/answer.json"))
        assert file["Content-Disposition"] == 'attachment; filename="fairway-08045080-US.json"'
        api = client.get(api_address("quote"))
        assert file.json() == api.json()

    def test_the_markets_come_as_a_table_in_the_order_of_the_page(self, client):
        rows = rows_of(client, address("/compare.csv"))
        assert tuple(rows[0]) == COMPARISON_COLUMNS
        assert len(rows) == 15
        assert (rows[0]["market"], rows[0]["landed_cost"], rows[0]["best"]) == ("NG", "5375.00", "ETLS")
        assert {row["rank"] for row in rows[-3:]} == {"partial"}

    def test_the_markets_as_json_are_those_of_the_api(self, client):
        assert client.get(address("/compare.json")).json() == client.get(api_address("compare")).json()

    @pytest.mark.parametrize("path", ["/answer.csv", "/answer.json", "/compare.csv", "/compare.json"])
    def test_there_is_nothing_to_download_for_a_question_that_cannot_be_read(self, client, path):
        assert client.get(address(path, value="x")).status_code == 404
        assert client.get(address(path, product="mango")).status_code == 404

    @pytest.mark.parametrize("path", ["/answer.xml", "/compare.xlsx"])
    def test_there_are_no_other_forms(self, client, path):
        assert client.get(address(path)).status_code == 404

    def test_cells_that_a_spreadsheet_would_run_are_neutralised(self):
        answer = ask()
        mfn = answer.assessment.mfn
        hostile = replace(mfn.rate, rate_text="@SUM(1)", source=Citation("=HYPERLINK(0)", "-1+1"))
        assessment = replace(answer.assessment, options=(replace(mfn, rate=hostile),))
        row = next(csv.DictReader(io.StringIO(answer_csv(replace(answer, assessment=assessment)))))
        assert (row["rate"], row["source"]) == ("'@SUM(1)", "'=HYPERLINK(0), -1+1")


class TestHostileInput:
    @pytest.mark.parametrize("path", ["/answer", "/compare"])
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_it_is_answered_in_words_and_shown_as_it_was_typed(self, client, path, kind):
        for field in EVERY_FIELD:
            response = client.get(address(path, **{field: HOSTILE[kind]}))
            assert response.status_code in (200, 422), field
            page = Page(response.content.decode())
            assert MARK not in page.ids, field
            if response.status_code == 422 and field not in CHOSEN_FROM_LISTS:
                shown = dict(page.form(path).fields)
                assert shown.get(field, HOSTILE[kind]) == HOSTILE[kind], field

    @pytest.mark.parametrize("path", ["/answer.csv", "/answer.json", "/compare.csv", "/compare.json"])
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_downloads_of_it_are_refused_or_safe(self, client, path, kind):
        for field in ("product", "value", "on", "answer"):
            response = client.get(address(path, **{field: HOSTILE[kind]}))
            assert response.status_code in (200, 404)
            assert "\n" not in response.get("Content-Disposition", "")

    @pytest.mark.parametrize("operation", ["quote", "compare"])
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_the_api_says_what_is_wrong(self, client, operation, kind):
        for field in (
            "product",
            "from",
            "value",
            "quantity",
            "on",
            "incoterm",
            "freight",
            "transport",
            "rate",
        ):
            response = client.get(api_address(operation, **{field: HOSTILE[kind]}))
            assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
            assert [fault["field"] for fault in response.json()["errors"]] == [field]


def api_address(operation: str, **changes: str) -> str:
    fields = {
        "product": "0804.50.80", "from": "GH", "to": "US", "value": "5000 USD", "quantity": "1200 kg",
        "on": "2025-07-01",
    }  # fmt: skip
    if operation == "compare":
        del fields["to"]
    return f"/api/v1/{operation}?{urlencode(fields | {k.rstrip('_'): v for k, v in changes.items()})}"


class TestTheApi:
    def test_a_quote_has_the_shape_of_the_contract(self, client):
        plain = client.get(api_address("quote")).json()
        assert {"product", "options", "best", "fees", "total", "requirements", "warnings"} <= plain.keys()
        assert (plain["status"], plain["saving"]) == ("computed", {"amount": "18.00", "currency": "USD"})
        best = plain["best"]
        assert (best["kind"], best["programme"], best["claim_code"]) == ("preference", "AGOA", "D")
        for option in plain["options"]:
            assert option.keys() >= OPTION_KEYS

    def test_amounts_are_decimal_strings(self, client):
        def amounts(node: object) -> Iterator[object]:
            if isinstance(node, dict):
                if "amount" in node:
                    yield node["amount"]
                for child in node.values():
                    yield from amounts(child)
            elif isinstance(node, list):
                for child in node:
                    yield from amounts(child)

        body = client.get(api_address("quote")).content.decode()
        found = [
            amount for amount in amounts(json.loads(body, parse_float=pytest.fail)) if amount is not None
        ]
        assert len(found) > 5
        assert all(isinstance(amount, str) and Decimal(amount) >= 0 for amount in found)

    def test_quantities_and_rates_can_be_repeated(self, client):
        url = (
            api_address("quote", value="5000 GHS") + "&quantity=100+pcs&rate=GHS/USD%3D0.1&rate=EUR/USD%3D1.2"
        )
        plain = client.get(url).json()
        assert plain["customs_value"] == {"amount": "500.00", "currency": "USD"}

    def test_a_question_that_needs_more_is_still_a_good_answer(self, client):
        response = client.get(api_address("quote", quantity=""))
        assert (response.status_code, response.json()["status"]) == (200, "needs")
        assert "quantity:KGM" in [need["key"] for need in response.json()["needs"]]

    def test_every_fault_is_a_problem_at_its_field(self, client):
        response = client.get(api_address("quote", from_="Gahna", value="-5 USD", on="yesterday"))
        assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
        problem = response.json()
        assert (problem["status"], problem["type"]) == (422, "about:blank")
        assert {error["field"] for error in problem["errors"]} == {"from", "value", "on"}

    @pytest.mark.parametrize(
        ("accepted", "language"),
        [("fr", "fr"), ("es-MX,es;q=0.9", "es"), ("de", "en"), ("", "en"), ("x" * 5000, "en")],
    )
    def test_it_answers_in_the_language_its_caller_accepts(self, client, accepted, language):
        response = client.get(api_address("quote"), headers={"Accept-Language": accepted})
        assert response["Content-Language"] == language
        titles = {item["code"]: item["title"] for item in response.json()["requirements"]}
        english = {
            item["code"]: item["title"] for item in client.get(api_address("quote")).json()["requirements"]
        }
        assert (titles == english) == (language == "en")

    def test_it_has_one_address_for_every_language(self, client):
        assert client.get("/fr" + api_address("quote")).status_code == 404

    def test_a_comparison_lists_the_markets_with_their_answers(self, client):
        rows = client.get(api_address("compare")).json()
        assert len(rows) == 15
        assert {"market", "rank", "landed_cost", "landed_cost_highest", "best", "answer"} <= rows[0].keys()
        united_states = next(row for row in rows if row["market"] == "US")
        assert united_states["answer"] == client.get(api_address("quote")).json()
