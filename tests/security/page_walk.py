"""Every page of the instance, and what a browser would find in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from tests.config.route_case import Case
from tests.config.route_table import ROUTES
from tests.config.route_world import World
from tests.people import BACKEND

ENDS_THE_SESSION = "account_logout"


@dataclass
class Form:
    method: str
    action: str
    fields: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The tags, forms and texts of a page as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append(Form(found.get("method", "get").lower(), found.get("action", "")))
        elif tag in ("input", "button", "select", "textarea") and self.forms:
            self.forms[-1].fields.append(found.get("name", ""))

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _tag, attributes in self.tags if attribute in attributes]


def signed_in(world: World, role: str, **options: Any) -> Client:
    """The browser of one of the people; of a visitor when the role is “visitor”."""
    client = Client(**options)
    if role != "visitor":
        client.force_login(getattr(world.people, role), backend=BACKEND)
    return client


def addresses(world: World) -> Iterator[tuple[Case, str]]:
    """Every route with its address; signing out is left to whoever wants it."""
    for case in ROUTES:
        if case.route != ENDS_THE_SESSION:
            yield case, reverse(case.route, kwargs=case.kwargs(world)) + case.query


def is_page(response: Any) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def body(response: Any) -> str:
    """The whole of it, streamed or not."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def close(response: Any) -> None:
    """Its files too; the database stays open: the end of a request would close it within the test."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)
