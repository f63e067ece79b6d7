"""Requests that no browser sends, to every address of the instance: refused in some way, never with a 500.

Whatever is asked of them, as a visitor, as the owner of a firm and, for the API, with a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.people import BACKEND, People

from fairway.platform.accounts.presentation import scopes_known
from fairway.platform.accounts.token_services import token_issue

Send = Callable[[Client, str], Any]
FORM = "application/x-www-form-urlencoded"
LONG = "x" * 100_000
NASTY = "%00%ff%fe%ed%a0%80%e2%80%ae%0d%0aSet-Cookie:a=b"
QUERY = "&".join(
    f"{name}={value}"
    for name in ("page", "q", "cursor", "limit", "next", "product", "to", "value", "on", "organisation", "as")
    for value in (NASTY, "99999999999999999999", "-1", "%5B%5D")
)
MULTIPART = "multipart/form-data; boundary=b"
HEADERS = {
    "Accept-Language": "\x80\xff,;q=zz" + "a-" * 500,
    "Authorization": "Bearer \x00\xff" + "t" * 5_000,
    "Cookie": f"sessionid={'%00' * 50}; csrftoken=\xff{'c' * 4_000}; messages=[[; django_language=../../x",
    "Idempotency-Key": "\x01" * 300,
    "If-Modified-Since": "Thu, 99 Foo 99999999 99:99:99 GMT",
    "If-None-Match": '"' * 999,
    "Range": "bytes=9999999999999999999999-,-1,a-b",
    "Referer": "javascript:alert(1)",
    "HX-Request": "true",
    "HX-Current-URL": "http://[::bad",
    "X-Forwarded-For": "not an address, " * 50,
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-HTTP-Method-Override": "DELETE",
    "X-Request-ID": "\r\nx" * 30,
}


def _post(body: bytes | str, content_type: str, **headers: str) -> Send:
    return lambda client, path: client.generic("POST", path, body, content_type, **headers)


def _method(name: str) -> Send:
    return lambda client, path: client.generic(name, path)


def _many_files(client: Client, path: str) -> Any:
    return client.post(path, {f"file{n}": SimpleUploadedFile("a.txt", b"a") for n in range(20)})


ATTACKS: dict[str, Send] = {
    "too many fields": _post("&".join(f"field{n}=1" for n in range(300)), FORM),
    "a huge field": _post(f"name={'x' * 1_200_000}", FORM),
    "a huge field in parts": _post(
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 1_200_000 + b"\r\n--b--",
        MULTIPART,
    ),
    "hostile values": _post(QUERY, FORM),
    "a form of another alphabet": _post("a=b", f"{FORM}; charset=klingon"),
    "parts without a boundary": _post("a=b", "multipart/form-data"),
    "broken parts": _post('--b\r\nContent-Disposition: form-data; name="file"; filename="\0', MULTIPART),
    "too many files": _many_files,
    "deep JSON": _post("[" * 100_000 + "]" * 100_000, "application/json"),
    "broken JSON": _post('{"a": ', "application/json"),
    "JSON that is not UTF-8": _post(b'{"name": "\xff\xfe\xed\xa0\x80"}', "application/json"),
    "JSON of odd values": _post(
        '{"name": "\\u0000\\ud800", "value": 1e999, "limit": NaN}', "application/json"
    ),
    "JSON that is no object": _post("[1, null, true]", "application/json"),
    "hostile query": lambda client, path: client.get(f"{path}?{QUERY}"),
    "an endless query": lambda client, path: client.get(f"{path}?q={LONG}"),
    "hostile headers": lambda client, path: client.get(path, headers=HEADERS),
    "another host": lambda client, path: client.get(path, headers={"Host": "evil.example"}),
    "a broken host": lambda client, path: client.get(path, headers={"Host": "a b@:99999/\x00"}),
    "an override of the method": _post("_method=DELETE", FORM, HTTP_X_HTTP_METHOD_OVERRIDE="DELETE"),
    **{
        f"the method {name}": _method(name) for name in ("TRACE", "PATCH", "PUT", "DELETE", "OPTIONS", "BREW")
    },
}


# A place of a route: <uuid:pk>, or (?P<pk>…) where a library writes it as a regular expression.
_PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\)")


def addresses(own: dict[str, Any], wild: str = "x") -> list[str]:
    """Every route, with the ids of `own` where it has them and `wild` where a text is free."""

    def fill(place: re.Match[str]) -> str:
        name = place["name"] or place["group"]
        samples = {"uuid": str(uuid4()), "int": str(2**40), "slug": "x"}
        return quote(str(own.get(name, samples.get(place["kind"] or "", wild))), safe="")

    routes = _walk(get_resolver().url_patterns, "/")
    return sorted(
        {_PLACE.sub(fill, route).replace("^", "").replace("\\Z", "").rstrip("$") for route in routes}
    )


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for entry in patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        else:
            yield route


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def owner(people: People) -> Client:
    return Client(raise_request_exception=False)


def failing(client: Client, paths: list[str], send: Send, before: Callable[[], object] = lambda: None) -> Any:
    found = {}
    for path in paths:
        before()
        status = send(client, path).status_code
        if status >= 500 and path != "/readyz":
            found[path] = status
    return found


def test_the_walk_finds_pages_forms_and_the_api(people: People) -> None:
    found = addresses({"organisation": people.firm.pk})
    assert {"/", "/account/login/", f"/workspace/{people.firm.pk}/files/", "/api/v1/files"} <= set(found)
    assert len(found) > 80


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_visitor_is_answered_without_a_failure(people: People, visitor: Client, attack: str) -> None:
    assert failing(visitor, addresses({"organisation": people.firm.pk}), ATTACKS[attack]) == {}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_owner_is_answered_without_a_failure(people: People, owner: Client, attack: str) -> None:
    def sign_in() -> None:
        owner.force_login(people.owner, backend=BACKEND)

    seen_by_visitors = ("/api", "/products", "/data", "/about")
    found = addresses({"organisation": people.firm.pk})
    paths = [path for path in found if not path.startswith(seen_by_visitors)]
    assert failing(owner, paths, ATTACKS[attack], sign_in) == {}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_token_is_answered_without_a_failure(people: People, attack: str) -> None:
    issued = token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="hostile",
        scopes=list(scopes_known()),
        expires_on=timezone.now().date() + timedelta(days=2),
    )
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {issued.secret}"})
    paths = [path for path in addresses({}) if path.startswith("/api/")]
    assert len(paths) > 10
    assert failing(client, paths, ATTACKS[attack]) == {}


@pytest.mark.parametrize(
    "wild",
    [
        "\0",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "..",
        "../../etc/passwd",
        "%",
        "\u202e",
    ],
    ids=ascii,
)
def test_a_hostile_part_of_an_address_leads_nowhere(people: People, owner: Client, wild: str) -> None:
    owner.force_login(people.owner, backend=BACKEND)
    paths = addresses({"organisation": people.firm.pk}, wild)
    assert failing(owner, paths, lambda client, path: client.get(path)) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ff%fe",
        "/fr/%ed%a0%80",
        "//evil.example/",
        "/\\evil.example",
        "/" + "a/" * 5_000,
        "/" + LONG,
        "/?%00",
    ],
)
def test_an_address_that_is_none_is_not_found(db: None, visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in (200, 301, 302, 400, 404)


def test_another_host_is_refused(db: None, visitor: Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "a b", "", "127.0.0.1:99999"):
        answer = visitor.get("/", headers={"Host": host})
        assert answer.status_code in (200, 400)
        assert "evil" not in answer.content.decode()


def test_no_header_or_field_changes_the_method(people: People, owner: Client) -> None:
    owner.force_login(people.owner, backend=BACKEND)
    address = reverse("files:list", args=[people.firm.pk])
    answer = owner.post(address, {"_method": "GET"}, headers={"X-HTTP-Method-Override": "GET"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "attack", ["too many fields", "a huge field", "a huge field in parts", "too many files"]
)
def test_a_form_beyond_the_limits_is_refused_with_words(db: None, visitor: Client, attack: str) -> None:
    answer = ATTACKS[attack](visitor, "/account/login/")
    assert answer.status_code in (400, 413)
    assert "<h1>" in answer.content.decode()
