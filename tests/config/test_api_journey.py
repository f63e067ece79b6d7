"""The reference of the API in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("path", ["/api", "/fr/api"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_reference_is_accessible_fits_and_breaks_no_policy(
    browser: Browser, live_server: LiveServer, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}{path}")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    page.close()
