"""A visitor in a real browser, who notes what must not happen on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response
from tests.people import signed_in

from fairway.platform.accounts.models import User

SERIOUS = ("serious", "critical")
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@dataclass
class Visitor:
    """A page of the browser with all that was requested, and what the console complained about."""

    page: Page
    host: str
    responses: list[Response] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def note_response(self, response: Response) -> None:
        if not response.headers.get("content-disposition", "").startswith("attachment"):  # no part of a page
            self.responses.append(response)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, address: str) -> None:
        self.page.goto(f"{self.host}{address}")

    def sign_in(self, user: User) -> None:
        """Without the page for it, which has a journey of its own."""
        client = signed_in(Client(), user)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.host}])

    def says(self, words: str) -> bool:
        """Whether the page shows `words`, whatever spaces and line breaks stand in them."""
        return _plain(words) in _plain(self.page.locator("main").inner_text())

    def check_page(self) -> None:
        """Nothing serious for axe, nothing off the host, no sideways scroll, a quiet console."""
        where = self.page.url
        found = Axe().run(self.page, options=AXE_OPTIONS).response["violations"]
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
        assert serious == [], where
        assert not self.scrolls_sideways(), where
        assert (self.elsewhere, self.complaints) == ([], []), where

    def scrolls_sideways(self) -> bool:
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return bool(width[0] > width[1])

    def weights(self) -> list[int]:
        """Bytes on the wire of each page visited, with the files that it asked for."""
        found: list[int] = []
        for response in self.responses:
            sizes = response.request.sizes()
            weight = sizes["responseHeadersSize"] + sizes["responseBodySize"]
            if "text/html" in response.headers.get("content-type", ""):  # an unchanged file has none
                found.append(weight)
            else:
                found[-1] += weight
        return found


@contextmanager
def visit(browser: Browser, host: str, *, width: int, scripts: bool = True) -> Iterator[Visitor]:
    """A visitor with an empty cache and a window of `width` pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
    )
    visitor = Visitor(context.new_page(), host)
    visitor.page.on("request", visitor.note_request)
    visitor.page.on("response", visitor.note_response)
    visitor.page.on("console", visitor.note_message)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    try:
        yield visitor
    finally:
        context.close()


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)
