"""What a shop owner does, in a real browser: ask in words, choose, read the money, compare, take it along."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils.translation import override
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser

from fairway.kernel.money import Money
from fairway.platform.ui.language import money

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP, NARROWEST = 390, 1280, 320
MARKETS = 15  # the United States and West Africa, without Ghana
FIRST_PAGE, LATER_PAGE = 50 * 1024, 15 * 1024
QUESTION = urlencode(
    {
        "product": "0804.50.80", "from": "GH", "to": "US", "value": "5000", "currency": "USD",
        "quantity": "1200", "unit": "KGM", "on": "2025-07-01",
    }
)  # fmt: skip
SHIRTS = urlencode(
    {
        "product": "6105.10.00", "from": "CN", "to": "US", "value": "5000", "currency": "EUR",
        "quantity": "1200", "unit": "KGM", "on": "2025-07-01", "transport": "sea",
    }
)  # fmt: skip
PAGES = {
    "ask": "/",
    "faults": f"/answer?{QUESTION.replace('5000', '5,5').replace('GH', 'Gahna')}",
    "choose product": f"/answer?{QUESTION.replace('0804.50.80', 'dried+mango')}",
    "choose line": f"/answer?{QUESTION.replace('0804.50.80', '0804.50')}",
    "answer": f"/answer?{QUESTION}",
    "answer with additional duty": f"/answer?{SHIRTS}",
    "not loaded": f"/answer?{QUESTION.replace('to=US', 'to=JP')}",
    "compare": f"/compare?{QUESTION}",
}


@dataclass(frozen=True)
class Reader:
    language: str
    prefix: str
    words: str
    destination: str

    def shows(self, amount: str) -> str:
        with override(self.language):
            return money(Money(Decimal(amount), "USD"))


READERS = (
    Reader("en", "", "dried mango slices", "United States"),
    Reader("fr", "/fr", "mangue séchée", "États-Unis"),
    Reader("es", "/es", "mango seco", "Estados Unidos"),
)
readers = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)


@readers
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_words_to_a_comparison_taken_along(browser, live_server, tmp_path, reader, width):
    with visit(browser, live_server.url, width=width) as visitor:
        walk(visitor, reader, tmp_path, check=Visitor.check_page)
        first, *later = visitor.weights()
        assert (first <= FIRST_PAGE, max(later) <= LATER_PAGE) == (True, True), (first, later)


def test_the_same_without_javascript(browser, live_server, tmp_path):
    with visit(browser, live_server.url, width=PHONE, scripts=False) as visitor:
        walk(visitor, READERS[0], tmp_path, check=lambda visitor: None)
        assert visitor.elsewhere == []


def walk(visitor: Visitor, reader: Reader, folder: Path, *, check) -> None:
    page = visitor.page
    visitor.open(f"{reader.prefix}/")
    check(visitor)
    ask_in_words(visitor, reader)
    check(visitor)
    page.locator("button.choice[value='080450']").click()
    page.locator("#lines").wait_for()
    check(visitor)
    page.locator("a.choice", has_text="0804.50.80").click()
    page.locator("#money").wait_for(state="attached")
    assert page.locator("html").get_attribute("lang") == reader.language
    read_the_answer(visitor, reader)
    check(visitor)
    take_along(visitor, folder, ".actions a[href*='answer.json']", "fairway-08045080-US.json")
    plain = json.loads((folder / "fairway-08045080-US.json").read_text())
    assert (plain["best"]["programme"], plain["saving"]["amount"]) == ("AGOA", "18.00")
    page.locator(".actions a.button").click()
    page.locator("#ranking").wait_for()
    read_the_comparison(visitor, reader)
    check(visitor)
    take_along(visitor, folder, ".actions a[href*='compare.csv']", "fairway-markets-08045080.csv")
    with (folder / "fairway-markets-08045080.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["market"], len(rows)) == ("NG", MARKETS)


def ask_in_words(visitor: Visitor, reader: Reader) -> None:
    page = visitor.page
    page.locator("#product").fill(reader.words)
    page.locator("#from").fill("Ghana")
    page.locator("#to").fill(reader.destination)
    page.locator("#value").fill("5000")
    page.locator("#quantity").fill("1200")
    page.locator("form.question details.more summary").click()
    page.locator("#on").fill("2025-07-01")
    page.locator("#transport").select_option("sea")
    page.locator("form.question button").click()
    page.locator("button.choice").first.wait_for()


def read_the_answer(visitor: Visitor, reader: Reader) -> None:
    """The money is on the page; its workings unfold."""
    page = visitor.page
    for amount in ("0.00", "18.00", "38.96", "5038.96"):  # duty, saving, fees, landed
        assert visitor.says(reader.shows(amount)), amount
    workings = page.locator("details.workings")
    assert not workings.first.locator("ol").is_visible()
    for summary in (*workings.locator("summary").all(), *page.locator("details.option > summary").all()):
        summary.click()
    assert workings.first.locator("ol").is_visible()
    assert page.locator("details.option .option-body").first.is_visible()


def read_the_comparison(visitor: Visitor, reader: Reader) -> None:
    page = visitor.page
    figures = page.locator("figure details.workings")
    figures.locator("summary").click()
    assert figures.locator("tbody tr").count() == MARKETS
    assert visitor.says(reader.shows("5375.00"))
    assert page.locator("svg.bars g").count() == MARKETS


def take_along(visitor: Visitor, folder: Path, link: str, name: str) -> None:
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(link).click()
    assert waiting.value.suggested_filename == name
    waiting.value.save_as(folder / name)


def test_a_fault_is_announced_and_leads_to_its_field(browser, live_server):
    with visit(browser, live_server.url, width=PHONE) as visitor:
        visitor.open(PAGES["faults"])
        page = visitor.page
        assert page.locator(".error-summary").evaluate("node => node === document.activeElement")
        visitor.complaints.clear()  # the browser notes the 422 itself
        visitor.check_page()
        page.locator(".error-summary a[href='#from']").click()
        assert page.locator("#from").evaluate("node => node === document.activeElement")
        assert page.locator("#from").input_value() == "Gahna"


def test_the_keyboard_alone_reaches_the_answer(browser, live_server):
    with visit(browser, live_server.url, width=DESKTOP) as visitor:
        page = visitor.page
        visitor.open("/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # skip to the content
        for typed in ("0804.50.80", "Ghana", "United States", "5000"):
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.locator("#money").wait_for(state="attached")


@readers
def test_nothing_scrolls_sideways_on_the_narrowest_screen(browser, live_server, reader):
    with visit(browser, live_server.url, width=NARROWEST) as visitor:
        for name, address in PAGES.items():
            visitor.open(reader.prefix + address)
            visitor.page.evaluate(
                "document.querySelectorAll('details').forEach(node => { node.open = true })"
            )
            assert not visitor.scrolls_sideways(), name


@readers
@pytest.mark.parametrize("name", ["answer", "answer with additional duty", "choose line"])
def test_an_answer_prints_on_one_page(browser, live_server, reader, name):
    with visit(browser, live_server.url, width=DESKTOP) as visitor:
        visitor.open(reader.prefix + PAGES[name])
        pdf = visitor.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.parametrize("name", ["answer", "compare"])
def test_dark_pages_are_legible_too(browser: Browser, live_server, name):
    with visit(browser, live_server.url, width=PHONE) as visitor:
        visitor.page.emulate_media(color_scheme="dark")
        visitor.open(PAGES[name])
        visitor.page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true })")
        visitor.check_page()
