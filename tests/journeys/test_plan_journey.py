"""A new firm in Spanish on a phone: ask, sign up, open the firm, save, share, take the page along, print."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pikepdf
import pytest
from django.core import mail
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser, Page, Response

from fairway.desk.plans.models import Plan, Share

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP = 390, 1280
ANSWER = "/es/answer?" + urlencode(
    {
        "product": "0804.50.80", "from": "GH", "to": "US", "value": "5000", "currency": "USD",
        "quantity": "1200", "unit": "KGM", "on": "2025-07-01", "transport": "sea",
    }
)  # fmt: skip
ADDRESS, PASSWORD = "ama@example.org", "mango seco a la sombra"
SAVE = "form[action$='/plans/save/']"


def test_a_new_firm_saves_shares_and_prints_its_first_plan(
    browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    with visit(browser, live_server.url, width=PHONE) as visitor:
        page = visitor.page
        visitor.open(ANSWER)
        visitor.check_page()
        page.locator("#save a").click()
        sign_up(visitor)
        open_firm(visitor)
        save(visitor)
        assert page.locator("html").get_attribute("lang") == "es"
        assert visitor.says("5.038,96")
        link = share(visitor)
        with pikepdf.open(io.BytesIO(taken_along(page, tmp_path))) as document:
            assert (len(document.pages), str(document.Root.Lang)) == (1, "es")
        print_view(visitor)
        read_by_others(browser, live_server.url, link)
        revoke(visitor)
        assert open_as_visitor(browser, live_server.url, link).status == 404


def sign_up(visitor: Visitor) -> None:
    """The account, confirmed by the code of the letter; it ends at the answer where it began."""
    page = visitor.page
    page.locator("a[href*='/account/signup/']").click()
    visitor.check_page()
    page.locator("main [name=email]").fill(ADDRESS)
    page.locator("main [name=password1]").fill(PASSWORD)
    page.locator("main form[action*='/account/signup/'] .button").click()
    page.locator("main [name=code]").wait_for()
    visitor.check_page()
    page.locator("main [name=code]").fill(code_of(mail.outbox[-1]))
    page.locator("main form:has([name=code]) .button").click()
    page.locator("#save").wait_for()
    assert page.url.endswith(ANSWER)


def code_of(letter: Any) -> str:
    """The code stands alone on its line."""
    found = re.search(r"^\s*([A-Z0-9]+(?:-[A-Z0-9]+)*)\s*$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return found[1]


def open_firm(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#save a").click()
    visitor.check_page()
    page.locator("main [name=name]").fill("Sahel Mango")
    page.locator("main [name=economy]").select_option("GH")
    page.locator("main form .button").click()
    page.locator(SAVE).wait_for()
    assert page.url.endswith(ANSWER)


def save(visitor: Visitor) -> None:
    page = visitor.page
    visitor.check_page()
    page.locator(f"{SAVE} [name=name]").fill("Mango seco")
    page.locator(f"{SAVE} .button").click()
    page.wait_for_url("**/plans/*/")
    plan = Plan.objects.get()
    assert (plan.name, plan.organisation.name) == ("Mango seco", "Sahel Mango")
    assert page.locator("h1").inner_text() == "Mango seco"
    visitor.check_page()


def share(visitor: Visitor) -> str:
    page = visitor.page
    form = page.locator("form[action$='/share/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator("button").click()
    link = page.locator("#share-address").input_value()
    visitor.check_page()
    return "/" + link.partition("://")[2].partition("/")[2]


def taken_along(page: Page, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.locator("a[href$='/plan.pdf']").click()
    target = folder / "plan.pdf"
    download.value.save_as(target)
    return target.read_bytes()


def print_view(visitor: Visitor) -> None:
    """On paper there is nothing to press."""
    page = visitor.page
    page.emulate_media(media="print")
    assert page.locator("main :is(form, .button, .button-quiet)").filter(visible=True).count() == 0
    assert page.locator("#money").is_visible() or page.locator(".figure-amount").first.is_visible()
    page.emulate_media(media="screen")


def read_by_others(browser: Browser, host: str, link: str) -> None:
    for width in (PHONE, DESKTOP):
        with visit(browser, host, width=width) as visitor:
            visitor.open(link)
            assert visitor.says("Mango seco")
            assert not visitor.says("Sahel Mango")
            visitor.check_page()


def open_as_visitor(browser: Browser, host: str, link: str) -> Response:
    with visit(browser, host, width=PHONE) as visitor:
        response = visitor.page.goto(f"{host}{link}")
        assert response is not None
        return response


def revoke(visitor: Visitor) -> None:
    visitor.page.reload()
    visitor.page.locator("form[action$='/revoke/'] button").click()
    visitor.page.wait_for_url("**/plans/*/")
    assert Share.objects.get().revoked_at is not None
