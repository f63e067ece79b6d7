from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from uk_samples import CODE, CommodityDocument

from fairway.data.idb.adapters.uk_tariff_api.fetch import (
    NoSuchCommodity,
    ServiceUnavailable,
    commodity_fetch,
)
from fairway.data.idb.cli import data
from fairway.data.idb.models import Release
from fairway.kernel.hs import HsCode


class Service(HTTPServer):
    """A service on this machine in place of the official one; it keeps what it was asked."""

    status = 200
    asked: list[tuple[str, str]]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/uk/api/v2"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Accept"]))
        body = json.dumps(CommodityDocument().measure("103", "8.00 %").plain()).encode()
        self.send_response(self.server.status)
        self.send_header("Retry-After", "10")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service(("127.0.0.1", 0), Answer) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_document_of_the_code_is_saved(service: Service, tmp_path: Path) -> None:
    path = commodity_fetch(HsCode(CODE), tmp_path, api=service.address)
    assert json.loads(path.read_text(encoding="utf-8"))["data"]["type"] == "commodity"
    assert service.asked == [(f"/uk/api/v2/commodities/{CODE}", "application/vnd.hmrc.2.0+json")]


def test_a_day_is_asked_for(service: Service, tmp_path: Path) -> None:
    commodity_fetch(HsCode(CODE), tmp_path, on=date(2024, 1, 31), api=service.address)
    assert service.asked[0][0] == f"/uk/api/v2/commodities/{CODE}?as_of=2024-01-31"


def test_a_heading_is_asked_for_as_one(service: Service, tmp_path: Path) -> None:
    commodity_fetch(HsCode("0903000000"), tmp_path, api=service.address)
    assert service.asked[0][0] == "/uk/api/v2/headings/0903"


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (404, NoSuchCommodity, "no commodity 0804502000"),
        (429, ServiceUnavailable, "in 10 seconds"),
        (500, ServiceUnavailable, "status 500"),
    ],
)
def test_a_refusal_of_the_service_is_said(
    service: Service, tmp_path: Path, status: int, error: type[Exception], says: str
) -> None:
    service.status = status
    with pytest.raises(error, match=says):
        commodity_fetch(HsCode(CODE), tmp_path, api=service.address)
    assert list(tmp_path.iterdir()) == []


def test_a_silent_service_is_said(tmp_path: Path) -> None:
    with pytest.raises(ServiceUnavailable, match="cannot be reached"):
        commodity_fetch(HsCode(CODE), tmp_path, api="http://127.0.0.1:9/uk")


def test_another_kind_of_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceUnavailable, match="not the address"):
        commodity_fetch(HsCode(CODE), tmp_path, api="file:///etc")


def test_a_short_code_is_refused_without_asking(service: Service, tmp_path: Path) -> None:
    with pytest.raises(NoSuchCommodity, match="ten digits"):
        commodity_fetch(HsCode("080450"), tmp_path, api=service.address)
    assert service.asked == []


def test_the_command_publishes_what_it_fetched(service: Service, home: Path) -> None:
    arguments = ["uk-fetch", "0804.50.2000", "--on", "2025-07-01", "--api", service.address, "--json"]
    result = CliRunner().invoke(data, arguments)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["outcome"] == "published"
    release = Release.objects.get()
    assert (release.territory, release.members) == ("GB", ["GB", "IM"])
    assert release.published_on == date(2025, 7, 1)


@pytest.mark.parametrize(("code", "status", "exit_code"), [("mango", 200, 2), (CODE, 404, 2), (CODE, 503, 1)])
def test_the_command_fails_and_publishes_nothing(
    service: Service, home: Path, code: str, status: int, exit_code: int
) -> None:
    service.status = status
    result = CliRunner().invoke(data, ["uk-fetch", code, "--api", service.address])
    assert result.exit_code == exit_code
    assert result.stderr
    assert not Release.objects.exists()
