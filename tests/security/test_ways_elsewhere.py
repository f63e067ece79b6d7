"""Nothing that a request brings leads a person, or the links of a letter, to another site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.config.route_world import World
from tests.security.page_walk import Page, addresses, body, close, is_page, signed_in

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "\thttps://evil.example",
    "http://testserver@evil.example/",
    "javascript:alert('evil.example')",
    "data:text/html,evil.example",
)
FIELDS = ("next", "return", "return_to", "back", "url", "redirect", "redirect_to", "continue", "process")
HEADERS = {
    "Referer": "https://evil.example/",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "//evil.example/",
    "X-Rewrite-URL": "//evil.example/",
    "Forwarded": "host=evil.example;proto=https",
    "HX-Current-URL": "https://evil.example/",
}


def leads_away(response: Any) -> str | None:
    """Where a browser would be sent, if that is not this instance: by the answer or by a link of it."""
    wanted = [response.headers.get("Location", ""), response.headers.get("HX-Redirect", "")]
    if is_page(response):
        page = Page(body(response))
        for name in ("href", "action", "formaction", "src", "content"):
            wanted += page.values(name)
    return next((address for address in wanted if _is_elsewhere(address)), None)


def _is_elsewhere(address: str) -> bool:
    """As a browser reads it: it drops tabs and takes a backslash for a slash."""
    read = address.strip().replace("\t", "").replace("\n", "").replace("\\", "/")
    parts = urlsplit(read)
    return (
        "evil.example" in parts.netloc
        or ("evil.example" in read and parts.scheme not in ("", "http", "https"))
        or read.lower().startswith(("https:evil", "///evil"))
    )


@pytest.mark.parametrize("role", ["visitor", "owner"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_address_leads_to_another_site(role: str, elsewhere: str, world: World) -> None:
    query = urlencode(dict.fromkeys(FIELDS, elsewhere))
    client = signed_in(world, role, raise_request_exception=False)
    for case, address in addresses(world):
        if case.method == "GET" and "evil" not in address:
            response = client.get(f"{address}{'&' if '?' in address else '?'}{query}", headers=HEADERS)
            assert leads_away(response) is None, case
            close(response)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_form_leads_to_another_site(elsewhere: str, world: World) -> None:
    extra = dict.fromkeys(FIELDS, elsewhere)
    for case, address in addresses(world):
        with transaction.atomic():
            client = signed_in(world, "owner", raise_request_exception=False)
            response = client.post(
                f"{address}{'&' if '?' in address else '?'}{urlencode(extra)}",
                case.fields(world) | extra | {"name": "Dry fruit", "economy": "SN"},
                headers=HEADERS,
            )
            assert leads_away(response) is None, case
            close(response)
            transaction.set_rollback(True)


def test_where_a_firm_was_opened_for_leads_back_within_the_instance(world: World) -> None:
    """The way back works, or else the refusals above would prove nothing."""
    stranger = signed_in(world, "stranger")
    fields = {"name": "Dry fruit", "economy": "SN"}
    response = stranger.post(f"{reverse('accounts:open')}?next=/compare", fields)
    assert response["Location"] == "/compare"


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_the_links_of_every_letter_lead_to_the_address_of_the_settings(header: str, world: World) -> None:
    evil, firm = {header: "evil.example"}, world.people.firm.pk
    owner = signed_in(world, "owner", raise_request_exception=False)
    invite = {"email": "next@example.org", "role": "adviser", "language": "en"}
    owner.post(reverse("accounts:invite", args=[firm]), invite, headers=evil)
    owner.post(reverse("account_email"), {"action_add": "", "email": "other@example.org"}, headers=evil)
    for route, fields in (
        ("account_signup", {"email": "fresh@example.org", "password1": "Harmattan over the river"}),
        ("account_reset_password", {"email": world.people.owner.email}),
    ):
        Client(raise_request_exception=False).post(reverse(route), fields, headers=evil)
    for letter in mail.outbox:
        assert "evil" not in f"{letter.message()}", letter.subject
