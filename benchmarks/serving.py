"""The served instance: sizes of pages over the wire, and requests a second on the answer page."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import Result, percentile
from benchmarks.quotes import questions

HOST, PORT = "127.0.0.1", 8791
THREADS = 8
_RESOURCE = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


@contextmanager
def served(log: IO[str] | None = None) -> Iterator[None]:
    """The real server on loopback, two workers, stopped at the end. It logs to `log`."""
    command = [
        sys.executable,
        "-c",
        "from fairway.config.cli import main; main()",
        "serve",
        "--port",
        str(PORT),
        "--workers",
        "2",
    ]
    server = subprocess.Popen(command, env=os.environ.copy(), stderr=log or subprocess.DEVNULL)
    try:
        _wait_until_ready()
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_ready() -> None:
    for _ in range(150):
        try:
            if _get("/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("The server did not become ready.")


def _get(
    path: str, connection: http.client.HTTPConnection | None = None
) -> tuple[int, bytes, dict[str, str]]:
    open_connection = connection or http.client.HTTPConnection(HOST, PORT, timeout=20)
    open_connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = open_connection.getresponse()
    return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def bench_serving(requests: int) -> list[Result]:
    with served():
        return [*_sizes(), _load(requests)]


def _sizes() -> list[Result]:
    """The first page with all it needs, and the answer page once the rest is in the browser's cache."""
    answer_path = f"/answer?{urlencode(next(questions(1, seed=17)))}"
    _status, first, _headers = _get("/")
    page = gzip.decompress(first)
    resources = {path.decode() for path in _RESOURCE.findall(page)}
    total = len(first) + sum(len(_get(path)[1]) for path in resources)
    later = len(_get(answer_path)[1])
    outside = _links_off_the_host(page)
    return [
        Result("first page with its files, compressed", f"{total / 1024:.1f} KiB", "–", None, "≤ 50 KB", total <= 50_000),
        Result("answer page, compressed", f"{later / 1024:.1f} KiB", "–", None, "≤ 15 KB", later <= 15_000),
        Result("requests off the host", f"{outside}", "–", None, "0", outside == 0),
    ]  # fmt: skip


def _links_off_the_host(page: bytes) -> int:
    """What the browser would fetch elsewhere: scripts, styles, pictures (not links a person follows)."""
    fetched = re.findall(rb'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page)
    return sum(bool(urlsplit(address.decode()).netloc) for address in fetched)


def _load(requests: int) -> Result:
    """`requests` answer pages by a few clients at once, every answer counted."""
    paths = [f"/answer?{urlencode(fields)}" for fields in questions(min(requests, 200), seed=19)]
    statuses: list[int] = []
    times: list[float] = []

    def client(place: int) -> None:
        connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
        for number in range(place, requests, THREADS):
            start = time.perf_counter()
            status, _body, _headers = _get(paths[number % len(paths)], connection)
            times.append(time.perf_counter() - start)
            statuses.append(status)

    for path in paths[:40]:
        _get(path)
    start = time.perf_counter()
    threads = [threading.Thread(target=client, args=(place,)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = requests / (time.perf_counter() - start)
    errors = sum(status != 200 for status in statuses) + requests - len(statuses)
    figure = f"{rate:.0f} requests/s, p95 {percentile(times, 0.95) * 1000:.0f} ms, {errors} errors"
    return Result(
        "answer page over HTTP, 2 workers", figure, "–", None, "≥ 100/s, no error", rate >= 100 and not errors
    )
