"""The production server, started for real."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FAIRWAY = (sys.executable, "-c", "from fairway.config.cli import main; main()")
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    process: subprocess.Popen[str]
    port: int
    home: Path

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    @property
    def log(self) -> str:
        return self.home.with_suffix(".log").read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"The server did not become ready:\n{self.log}")


@contextmanager
def demo(home: Path) -> Iterator[Served]:
    """`fairway demo` on an empty folder, ready to answer."""
    port = _free_port()
    command = [*FAIRWAY, "demo", "--port", str(port), "--workers", "2", "--json"]
    with (
        home.with_suffix(".log").open("w") as log,
        subprocess.Popen(
            command, env=_environment(home), stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        served = Served(process, port, home)
        try:
            served.wait_until_ready()
            yield served
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with demo(tmp_path_factory.mktemp("served") / "home") as served:
        yield served


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"FAIRWAY_HOME": str(home), "DATABASE_URL": "", "FAIRWAY_LOG_LEVEL": "INFO"}


def test_the_demo_says_its_address(server: Served) -> None:
    assert server.process.stdout is not None
    said = ""
    while not said or said.count("{") != said.count("}"):
        said += server.process.stdout.readline()
    assert json.loads(said)["address"] == f"http://127.0.0.1:{server.port}/"


def test_pages_and_their_static_files_are_served(server: Served) -> None:
    status, page = server.get("/")
    assert status == 200
    (stylesheet,) = [part for part in page.decode().split('"') if part.endswith(".css")]
    assert server.get(stylesheet)[0] == 200


def test_a_second_server_on_the_same_port_is_refused_in_words(server: Served) -> None:
    command = [*FAIRWAY, "serve", "--port", str(server.port)]
    result = subprocess.run(
        command, env=_environment(server.home), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert result.returncode == 2
    assert result.stderr == (
        f"Error in --port: 127.0.0.1:{server.port} cannot be used: address already in use. "
        "Choose another with --port.\n"
    )


def test_many_readers_at_once_are_answered(server: Served) -> None:
    statuses: list[int] = []
    readers = [threading.Thread(target=lambda: statuses.append(server.get("/about")[0])) for _ in range(40)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert statuses == [200] * 40


def test_a_worker_of_a_demonstration_that_is_killed_is_followed_by_another(server: Served) -> None:
    def pids() -> set[int]:
        beats = (server.home / "run" / "workers").glob("*")
        return {json.loads(beat.read_text())["pid"] for beat in beats}

    deadline = time.monotonic() + SECONDS
    while not (first := pids()) and time.monotonic() < deadline:
        time.sleep(0.1)
    (killed,) = first
    os.kill(killed, signal.SIGKILL)
    while not pids() - first and time.monotonic() < deadline:
        time.sleep(0.1)
    assert pids() - first
    assert "The worker died (-9). It is begun anew." in server.log


def test_sigterm_stops_it_in_order(tmp_path: Path) -> None:
    with demo(tmp_path / "home") as server:
        server.get("/about")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=SECONDS) == 0
        with pytest.raises(ConnectionRefusedError):
            server.get("/healthz")
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert "/about" in [line.get("path") for line in lines]
    assert not [line for line in lines if line["level"] in ("ERROR", "CRITICAL")]
