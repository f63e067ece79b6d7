from __future__ import annotations

import json
import logging
import sys
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve

from fairway.platform.operations.logs import (
    JsonFormatter,
    RefusalsShort,
    SecretsHidden,
    TextFormatter,
    request_id,
)

FACTS = {"method": "GET", "path": "/", "status": 200, "duration_ms": 1.5}
SECRET = "Zq3" * 14 + "x"  # as long as a real one
NUMBER = UUID(int=7)

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def in_a_request() -> None:
    request_id.set("request-0001")


def record(message: str = "said", **extra: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "fairway", "levelname": "INFO", "msg": message, **extra})


def test_a_line_is_json_with_the_request_it_belongs_to() -> None:
    line = json.loads(JsonFormatter().format(record(**FACTS)))
    assert line.pop("time").endswith("+00:00")
    expected = {"level": "INFO", "logger": "fairway", "message": "said", "request_id": "request-0001"}
    assert line == expected | FACTS


def test_a_message_cannot_forge_a_second_line() -> None:
    assert "\n" not in JsonFormatter().format(record('x\n{"level": "forged"}'))


def test_an_exception_stays_in_its_line() -> None:
    try:
        raise ValueError("what went wrong")
    except ValueError:
        text = JsonFormatter().format(record(exc_info=sys.exc_info()))
    assert "what went wrong" in json.loads(text)["exception"]
    assert "\n" not in text


def test_a_line_for_people_carries_the_same_facts() -> None:
    line = TextFormatter().format(record(**FACTS))
    assert line.endswith(
        "INFO fairway: said request_id=request-0001 method=GET path=/ status=200 duration_ms=1.5"
    )


def test_a_sane_request_id_is_kept(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "upstream-42"})["X-Request-ID"] == "upstream-42"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space in it", 'quote"{}[]', "línea-ñandú"])
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_a_request_is_logged_without_its_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "fairway.request"):
        client.get("/about?value=5000")
    (line,) = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/about", 200)
    assert "5000" not in str(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "path"),
    [
        (f"/shared/{SECRET}/", "/shared/…/"),
        (f"/fr/shared/{SECRET}/plan.pdf", "/fr/shared/…/plan.pdf"),
        (f"/join/{SECRET}/", "/join/…/"),
        (f"/letters/{SECRET}/", "/letters/…/"),
        (f"/files/{SECRET}/", "/files/…/"),
        ("/letters/s/", "/letters/…/"),
        (f"/shared/{SECRET}", "/shared/…"),  # as a letter may break it: no route
        (f"/shared/{SECRET}/).", "/shared/…/)."),
        (f"/workspace/{NUMBER}/tokens/{NUMBER}/", None),  # the number of a token opens nothing
    ],
)
def test_a_secret_in_an_address_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, path: str | None
) -> None:
    with caplog.at_level(logging.INFO, "fairway.request"):
        client.get(address)
    assert [record.path for record in caplog.records if record.name == "fairway.request"] == [path or address]


def test_what_django_says_of_a_failure_names_no_secret(rf: RequestFactory) -> None:
    request = rf.get(f"/shared/{SECRET}/")
    request.resolver_match = resolve(request.path)
    said = record("%s: %s", args=("Internal Server Error", request.path), request=request)
    assert SecretsHidden().filter(said)
    assert json.loads(JsonFormatter().format(said))["message"] == "Internal Server Error: /shared/…/"


@pytest.mark.parametrize(
    ("fields", "host", "name"),
    [
        ({}, "evil.example", "DisallowedHost"),
        ({"x": "x" * 1_000_001}, "localhost", "RequestDataTooBig"),
        ({str(number): "" for number in range(300)}, "localhost", "TooManyFieldsSent"),
    ],
)
def test_a_request_refused_by_its_form_is_one_warning_without_a_traceback(
    caplog: pytest.LogCaptureFixture, fields: dict[str, str], host: str, name: str
) -> None:
    caplog.set_level(logging.WARNING)
    browser = Client(enforce_csrf_checks=True)  # whose token is looked for in the form
    browser.cookies["csrftoken"] = "a" * 32
    form = urlencode(fields)
    answer = browser.post("/plans/save/", form, content_type=FORM, headers={"Host": host})
    assert answer.status_code in (400, 413)
    (said,) = [record for record in caplog.records if record.name == f"django.security.{name}"]
    assert RefusalsShort().filter(said)
    line = json.loads(JsonFormatter().format(said))
    assert line["level"] == "WARNING"
    assert "exception" not in line
    caplog.set_level(logging.ERROR)
    assert not RefusalsShort().filter(said)


def test_other_failures_keep_their_traceback() -> None:
    said = record("SuspiciousFileOperation")
    said.name, said.levelno, said.exc_info = "django.security.SuspiciousFileOperation", logging.ERROR, True
    assert RefusalsShort().filter(said)
    assert (said.levelno, said.exc_info) == (logging.ERROR, True)


def test_the_log_uses_its_filters() -> None:
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets", "refusals"]


def test_probes_of_health_do_not_fill_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "fairway.request"):
        client.get("/healthz")
    assert not caplog.records
