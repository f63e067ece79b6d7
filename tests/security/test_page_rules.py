"""Rules that hold on every page, whoever looks at it: where forms lead, what runs, who may keep a copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.config.route_case import Case
from tests.config.route_world import World, rows_of_all_tables
from tests.security.page_walk import Page, addresses, body, close, is_page, signed_in

ROLES = ("visitor", "owner", "administrator")
# Pages with a form that a visitor fills in: the token of the form is a cookie.
ON_THE_WAY_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_")
POSTED_BY_ANYONE = ("nomenclature:editions",)  # a list of codes may be too long for an address
# A signed address allows it, and a mail program sends it without a cookie (RFC 8058).
WITHOUT_FORM_TOKEN = {"notices:unsubscribe"}


def shown(world: World, client: Client) -> Iterator[tuple[Case, Any]]:
    for case, address in addresses(world):
        response = client.get(address)
        yield case, response
        close(response)


@pytest.mark.parametrize("role", ROLES)
def test_every_form_leads_to_this_instance_and_those_that_write_carry_a_token(
    role: str, world: World
) -> None:
    faults, seen = [], 0
    for case, response in shown(world, signed_in(world, role)):
        if not is_page(response):
            continue
        for form in Page(body(response)).forms:
            seen += 1
            target = urlsplit(form.action)
            if target.scheme or target.netloc or form.action.startswith(("//", "/\\")):
                faults.append(f"{case}: {form.action}")
            if form.method == "post" and "csrfmiddlewaretoken" not in form.fields:
                faults.append(f"{case}: the form to “{form.action}” has no token")
            if form.method != "post" and "csrfmiddlewaretoken" in form.fields:
                faults.append(f"{case}: the form to “{form.action}” would put its token into the address")
    assert not faults, "\n".join(faults)
    assert seen


@pytest.mark.parametrize("role", ROLES)
def test_no_page_runs_or_loads_what_is_not_a_file_of_the_house(role: str, world: World) -> None:
    faults = []
    for case, response in shown(world, signed_in(world, role)):
        policy = response.headers["Content-Security-Policy"]
        if "unsafe" in policy or "*" in policy or "default-src 'self'" not in policy:
            faults.append(f"{case}: {policy}")
        if is_page(response):
            faults += [f"{case}: {fault}" for fault in _foreign(Page(body(response)))]
    assert not faults, "\n".join(faults)


def _foreign(page: Page) -> Iterator[str]:
    for tag, attributes in page.tags:
        if any(name.startswith("on") for name in attributes) or "style" in attributes or tag == "style":
            yield f"<{tag}> runs or styles within the page"
        if tag == "script" and not attributes.get("src") and attributes.get("type") != "application/json":
            yield "a script within the page"
        if tag in ("script", "img", "iframe", "link") and "//" in attributes.get("src", ""):
            yield f"<{tag}> loads {attributes['src']}"
        if attributes.get("href", "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            yield f"<{tag}> leads to {attributes['href']}"


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_what_a_signed_in_person_sees_is_kept_by_no_cache_between(role: str, world: World) -> None:
    faults = []
    for case, response in shown(world, signed_in(world, role)):
        rules = response.headers.get("Cache-Control", "")
        if not {"private", "no-store"} <= {rule.strip() for rule in rules.split(",")}:
            faults.append(f"{case}: Cache-Control is “{rules}”")
    assert not faults, "\n".join(faults)


def test_a_visitor_gets_a_cookie_only_on_the_way_in(world: World) -> None:
    faults = []
    for case, address in addresses(world):
        response = Client().get(address)
        if response.cookies and not case.route.startswith((*ON_THE_WAY_IN, *POSTED_BY_ANYONE)):
            faults.append(f"{case} sets {', '.join(response.cookies)}")
        if response.cookies and "private" not in response.headers.get("Cache-Control", ""):
            faults.append(f"{case} sets a cookie and a cache between may keep it for the next visitor")
        close(response)
    assert not faults, "\n".join(faults)


def test_no_route_takes_what_another_site_sends(world: World) -> None:
    """Whatever is sent from elsewhere with the person's cookies is refused and changes nothing."""
    client = signed_in(world, "owner", enforce_csrf_checks=True)
    faults, before = [], rows_of_all_tables()
    for case, address in addresses(world):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
            status = client.post(address, case.fields(world), headers=headers).status_code
            if status not in (302, 403, 404, 405) and case.route not in WITHOUT_FORM_TOKEN:
                faults.append(f"{case}: {status} with {headers}")
    assert not faults, "\n".join(faults)
    assert rows_of_all_tables() == before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    client, password = Client(), "Harmattan over the river"
    world.people.owner.set_password(password)
    world.people.owner.save()
    client.post("/account/login/", {"login": world.people.owner.email, "password": password})
    client.get("/account/settings/")
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name
        assert not client.cookies[name]["domain"], name
