"""One quote, one comparison, one answer page: how long, against which anchor."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import duckdb
from django.http import HttpRequest, HttpResponse
from django.test import Client

from benchmarks.measure import Result, median, percentile, timed
from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.schema import Kind
from fairway.desk.helpdesk.domain.question import Question, read_question
from fairway.desk.helpdesk.services import answer_compose, markets_compare
from fairway.platform.access.decisions import public

DAY = date(2025, 7, 1)
ORIGINS = ("GH", "CN", "VN", "MX", "IN", "KE", "DE", "BR", "KR", "PE")


def questions(count: int, *, seed: int = 7) -> Iterator[dict[str, str]]:
    """Invented shipments of real lines of the loaded tariffs."""
    chosen = random.Random(seed)
    lines = {
        market: idb.release_table(idb.current_release(territory, Kind.TARIFF), "lines")[
            "goods_code"
        ].to_pylist()
        for market, territory in (("US", "US"), ("GH", "ECOWAS"), ("SN", "ECOWAS"))
    }
    for _ in range(count):
        market = chosen.choice(tuple(lines))
        origin = chosen.choice([code for code in ORIGINS if code != market])
        yield {
            "product": chosen.choice(lines[market]),
            "from": origin,
            "to": market,
            "value": f"{chosen.randint(500, 90_000)} USD",
            "quantity": f"{chosen.randint(10, 9_000)} kg",
            "on": DAY.isoformat(),
        }


def read(fields: dict[str, str], *, to_every_market: bool = False) -> Question:
    return read_question(fields, quantities=[fields["quantity"]], today=DAY, to_every_market=to_every_market)


def bench_quote(count: int) -> list[Result]:
    asked = [read(fields) for fields in questions(count)]
    for question in asked:  # warm: every subheading of the sample has been read once
        answer_compose(question)
    times = [timed(lambda q=question: answer_compose(q)) for question in asked]
    anchor = median(_point_queries(asked[:50]))
    p95 = percentile(times, 0.95)
    return [
        Result(
            "quote, p95", f"{p95 * 1000:.1f} ms", f"one DuckDB look-up of the line's rates: {anchor * 1000:.1f} ms",
            p95 / anchor, "p95 ≤ 15 ms", p95 <= 0.015,
        )
    ]  # fmt: skip


def _point_queries(asked: list[Question]) -> list[float]:
    path = idb.release_file(idb.current_release("US", Kind.TARIFF), "rates")
    db = duckdb.connect()
    statement = f"SELECT * FROM '{path}' WHERE goods_code = ?"
    return [timed(lambda c=q.shipment.product.digits: db.execute(statement, [c]).fetchall()) for q in asked]


def bench_compare(count: int) -> list[Result]:
    asked = [read(fields, to_every_market=True) for fields in questions(count, seed=11)]
    single = [read(fields) for fields in questions(count, seed=11)]
    for question in asked:
        markets_compare(question)
    times = [timed(lambda q=question: markets_compare(q)) for question in asked]
    one = median([timed(lambda q=question: answer_compose(q)) for question in single])
    p95 = percentile(times, 0.95)
    return [
        Result(
            "compare every market, p95", f"{p95 * 1000:.1f} ms", f"one quote: {one * 1000:.1f} ms",
            p95 / one, "p95 ≤ 60 ms", p95 <= 0.060,
        )
    ]  # fmt: skip


def bench_page(count: int) -> list[Result]:
    """The answer page against a bare view that returns a page of the same size, plus the quote."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "identity"})
    for fields in questions(20, seed=29):  # warm: templates and releases are read once
        client.get(f"/answer?{urlencode(fields)}")
    fields = list(questions(count, seed=13))
    addresses = [f"/answer?{urlencode(item)}" for item in fields]
    asked = [read(item) for item in fields]
    quote = median([timed(lambda q=question: answer_compose(q)) for question in asked])
    first = median([timed(lambda a=address: client.get(a)) for address in addresses])
    again = median([timed(lambda a=address: client.get(a)) for address in addresses])
    pages = [client.get(address) for address in addresses]
    if wrong := {page.status_code for page in pages} - {200}:
        raise RuntimeError(f"The answer page answered {wrong}.")
    bare = median(bare_views(client, [len(page.content) for page in pages]))
    anchor = f"bare view {bare * 1000:.1f} ms + quote {quote * 1000:.1f} ms"
    return [
        Result(
            f"answer page, {when}", f"{seconds * 1000:.1f} ms", anchor, seconds / (bare + quote), "≤ 3×",
            seconds / (bare + quote) <= 3,
        )
        for when, seconds in (("first time", first), ("asked again", again))
    ]  # fmt: skip


def bare_views(client: Client, sizes: list[int]) -> list[float]:
    """A view without work, through the same middleware."""
    handler = client.handler
    handler.load_middleware()
    from django.urls import path

    from fairway.config import urls

    text = "x" * max(sizes)
    current = {"size": sizes[0]}

    @public
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(text[: current["size"]])

    urls.urlpatterns.append(path("bare-view-of-the-benchmark", bare))
    from django.urls import clear_url_caches

    clear_url_caches()
    times = []
    for size in sizes:
        current["size"] = size
        times.append(timed(lambda: client.get("/bare-view-of-the-benchmark")))
    urls.urlpatterns.pop()
    clear_url_caches()
    return times
