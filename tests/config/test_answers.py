"""What every answer of the instance carries, and how errors are said to people and to programs."""

from __future__ import annotations

import pytest
from django.test import Client

from fairway.config import api as api_module
from fairway.kernel.text import Text, UserError

pytestmark = pytest.mark.django_db
EVERY_ANSWER = ("/", "/fr/", "/no-such-page", "/api", "/api/v1/quote", "/api/v1/openapi.json", "/healthz")


@pytest.mark.parametrize("path", EVERY_ANSWER)
def test_every_answer_carries_the_headers_of_the_house(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]


@pytest.mark.parametrize("path", EVERY_ANSWER)
def test_no_answer_sets_a_cookie(client: Client, path: str) -> None:
    assert not client.get(path).cookies


def test_pages_are_compressed(client: Client) -> None:
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 15_000


def test_the_address_decides_the_language_of_a_page(client: Client) -> None:
    assert client.get("/", headers={"Accept-Language": "fr"})["Content-Language"] == "en"
    assert client.get("/es/", headers={"Accept-Language": "fr"})["Content-Language"] == "es"


def test_a_question_that_cannot_be_read_is_a_problem_naming_each_field(client: Client) -> None:
    response = client.get("/api/v1/quote?product=08&from=Atlantis&to=US&value=5000 USD")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    problem = response.json()
    assert problem["status"] == 422
    assert {error["field"] for error in problem["errors"]} == {"product", "from"}


def test_a_missing_parameter_is_named(client: Client) -> None:
    problem = client.get("/api/v1/quote?product=080450&from=GH&value=5000 USD").json()
    assert [error["field"] for error in problem["errors"]] == ["to"]


def test_the_api_speaks_the_language_of_its_caller(client: Client) -> None:
    address = "/api/v1/quote?product=1&from=GH&to=US&value=1 USD"
    messages = {
        client.get(address, headers={"Accept-Language": language}).json()["errors"][0]["message"]
        for language in ("en", "fr", "es")
    }
    assert len(messages) == 3


def test_an_unknown_address_of_the_api_is_a_problem(client: Client) -> None:
    response = client.get("/api/v1/no-such-thing")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_an_unknown_page_is_a_page(client: Client) -> None:
    response = client.get("/no-such-page")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "content_type"), [("/api/v1/x", "application/problem+json"), ("/", "text/html; charset=utf-8")]
)
def test_another_host_name_is_refused(client: Client, path: str, content_type: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, content_type)


@pytest.mark.parametrize(
    ("error", "status"),
    [(UserError(Text("This cannot be used.")), 422), (RuntimeError("a fault of ours"), 500)],
)
def test_an_error_in_the_api_is_a_problem_without_its_inside(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("fairway.desk.helpdesk.services.answer_compose", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/quote?product=08045080&from=GH&to=US&value=5000 USD")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert "a fault of ours" not in response.content.decode()


def test_the_reference_names_every_operation_of_the_api(client: Client) -> None:
    html = client.get("/api").content.decode()
    for path, methods in api_module.api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in html
