"""What a shop owner without a goods code does: type, choose a suggestion, or answer what decides."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from journey_visitor import Visitor, visit
from playwright.sync_api import Route

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP, NARROWEST = 390, 1280, 320
FIELD, SUGGESTIONS = "#q", ".suggestions a"
READERS = (("", "t-shirt"), ("/fr", "t-shirt"), ("/es", "camiseta"))
SHIPMENT = "from=GH&to=US&value=5000&currency=USD&quantity=1200&unit=KGM&on=2025-07-01"


def answered(visitor: Visitor) -> list[str]:
    return parse_qs(urlsplit(visitor.page.url).query).get("a", [])


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(("prefix", "words"), READERS, ids=("en", "fr", "es"))
def test_a_question_is_answered_and_taken_back(browser, live_server, prefix, words, width):
    with visit(browser, live_server.url, width=width) as visitor:
        page = visitor.page
        visitor.open(f"{prefix}/products/")
        visitor.check_page()
        page.locator(FIELD).fill(words)
        page.locator("form[role=search] button").click()
        page.locator(".answer").first.wait_for()
        visitor.check_page()
        page.locator(".answer").first.click()
        page.locator(".told li").wait_for()
        assert len(answered(visitor)) == 1
        visitor.check_page()
        page.locator(".told a").click()
        page.locator(".answer-unsure").wait_for()
        assert answered(visitor) == []


def test_suggestions_come_while_one_types_and_the_keyboard_reaches_them(browser, live_server):
    with visit(browser, live_server.url, width=PHONE) as visitor:
        page = visitor.page
        visitor.open("/products/")
        page.locator(FIELD).press_sequentially("dried mango", delay=20)
        page.locator(SUGGESTIONS).first.wait_for()
        visitor.check_page()
        assert "products" in page.locator("[role=status]").inner_text()
        assert page.locator(FIELD).evaluate("node => node === document.activeElement")
        page.keyboard.press("ArrowDown")
        assert page.locator(SUGGESTIONS).first.evaluate("node => node === document.activeElement")
        page.keyboard.press("Escape")
        assert page.locator(".suggestions").is_hidden()
        assert page.locator(FIELD).evaluate("node => node === document.activeElement")


def test_an_older_question_is_given_up_for_a_newer_one(browser, live_server):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visit(browser, live_server.url, width=PHONE) as visitor:
        page = visitor.page
        page.route("**/suggest/?q=mango", hold)  # on a slow line
        visitor.open("/products/")
        with page.expect_request("**/suggest/?q=mango"):
            page.locator(FIELD).fill("mango")
        with page.expect_event("requestfailed") as given_up:
            page.locator(FIELD).fill("leather sandals")
        assert given_up.value.url.endswith("?q=mango")
        page.locator(".suggestions a[href^='/products/64']").first.wait_for()


def test_without_javascript_the_form_and_the_questions_work(browser, live_server):
    with visit(browser, live_server.url, width=PHONE, scripts=False) as visitor:
        page = visitor.page
        visitor.open("/products/")
        page.locator(FIELD).fill("t-shirt")
        page.locator("form[role=search] button").click()
        page.locator(".answer-unsure").click()
        page.locator(".told li").wait_for()
        assert page.locator(".result").count() > 1


def test_the_helpdesk_asks_what_decides_and_forgets_nothing(browser, live_server):
    with visit(browser, live_server.url, width=PHONE) as visitor:
        page = visitor.page
        visitor.open(f"/answer?product=t-shirt&{SHIPMENT}")
        page.locator(".answer").first.click()
        page.locator(".told li").wait_for()
        visitor.check_page()
        query = parse_qs(urlsplit(page.url).query)
        assert (query["from"], query["value"], len(query["a"])) == (["GH"], ["5000"], 1)
        page.locator("button.choice").first.click()
        page.locator("#lines, #money").first.wait_for(state="attached")
        assert "a" not in parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_nothing_scrolls_sideways_on_the_narrowest_screen(browser, live_server, prefix):
    with visit(browser, live_server.url, width=NARROWEST) as visitor:
        for address in (
            "/products/?q=cotton+shirt",
            "/products/6109/",
            "/products/610910/",
            "/products/rulings/",
        ):
            visitor.open(prefix + address)
            visitor.page.evaluate(
                "document.querySelectorAll('details').forEach(node => { node.open = true })"
            )
            visitor.check_page()
