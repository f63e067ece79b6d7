"""Two instances that serve, on this machine, with a faulty way from the first to the second."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.config.instances import Instance, _databases, _instance, model_instance
from tests.trust.recognition.faulty_proxy import FaultyProxy

__all__ = ["model_instance"]
SECONDS = 60
DRIVER = Path(__file__).with_name("instance_driver.py")


@dataclass(frozen=True, slots=True)
class Side:
    """An instance that serves, and a way to work in it."""

    instance: Instance
    port: int
    driver: subprocess.Popen[str]

    def do(self, what: str, **arguments: Any) -> Any:
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        self.driver.stdin.write(json.dumps({"do": what, "with": arguments}) + "\n")
        self.driver.stdin.flush()
        answer = json.loads(self.driver.stdout.readline())
        assert "problem" not in answer, answer["problem"]
        return answer["done"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/jose"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, token: bytes) -> int:
        return self.call("POST", "/api/v1/recognition/messages", token)[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """`home` tells `abroad` of its firms, over `way`."""

    home: Side
    abroad: Side
    way: FaultyProxy


@pytest.fixture(scope="module")
def pair(model_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with _databases() as fresh, ExitStack() as stack:
        sides = []
        for name in ("home", "abroad"):
            folder = tmp_path_factory.mktemp(name) / "instance"
            shutil.copytree(model_instance.home, folder)
            made = _instance(folder, fresh(model_instance.database_url.partition("?")[0]))
            sides.append(stack.enter_context(_side(made)))
        home, abroad = sides
        way = FaultyProxy(abroad.port)
        stack.callback(way.stop)
        _befriend(home, abroad, way)
        yield Pair(home, abroad, way)


def _befriend(home: Side, abroad: Side, way: FaultyProxy) -> None:
    prints = {
        "home": home.do("begin", name="Customs of Senegal", economy="SN"),
        "abroad": abroad.do("begin", name="Customs of Ghana", economy="GH"),
    }
    _wait_until_ready(home)
    _wait_until_ready(abroad)
    keys = {
        side.url: side.call("GET", "/.well-known/fairway-recognition.json")[1].decode()
        for side in (home, abroad)
    }
    home.do("befriend", name="Ghana", economy="GH", base_url=way.url, issuer=abroad.url,
            keys=keys[abroad.url], fingerprint_given=prints["abroad"])  # fmt: skip
    abroad.do("befriend", name="Senegal", economy="SN", base_url=home.url, keys=keys[home.url],
              fingerprint_given=prints["home"])  # fmt: skip


@contextmanager
def _side(made: Instance, driver_file: Path = DRIVER) -> Iterator[Side]:
    port = _free_port()
    instance = replace(made, variables=made.variables | {"FAIRWAY_SITE_URL": f"http://127.0.0.1:{port}"})
    environment = instance.environment | {"DJANGO_SETTINGS_MODULE": "fairway.config.settings"}
    with ExitStack() as stack:
        log = stack.enter_context(instance.home.with_suffix(".log").open("w"))
        server = instance.start("serve", "--port", str(port), "--workers", "1", stdout=log, stderr=log)
        stack.callback(_ended, server)
        driver = subprocess.Popen(
            [sys.executable, str(driver_file)],
            env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        stack.callback(_ended, driver)
        yield Side(instance, port, driver)


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=SECONDS)


def _wait_until_ready(side: Side) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if side.call("GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(side.instance.home.with_suffix(".log").read_text()[-2_000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
