"""The gallery in a real browser: both widths, both themes, no serious finding, no sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("path", ["/style", "/fr/about", "/no-such-page"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_accessible_and_fit(
    browser: Browser, live_server, path: str, scheme: str, width: int
) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    blocked: list[str] = []
    page.on(
        "console", lambda message: blocked.append(message.text) if "Security Policy" in message.text else None
    )
    page.goto(f"{live_server.url}{path}")
    findings = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
    assert findings.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert blocked == []
    page.close()
