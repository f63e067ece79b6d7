"""Pages of a signed-in person, timed against a bare view of the same size."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from benchmarks.measure import Result, percentile, timed


def page(client: Client, address: str) -> Callable[[], object]:
    """A call that gets the page and fails when it does not come."""

    def get() -> object:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")
        return response

    return get


def p95_result(what: str, call: Callable[[], object], bare: float, repeats: int, limit: float) -> Result:
    """`bare` and `limit` in seconds. The first call warms and does not count."""
    call()
    p95 = percentile([timed(call) for _ in range(repeats)], 0.95)
    anchor = f"bare view: {bare * 1000:.1f} ms"
    promise = f"p95 ≤ {limit * 1000:.0f} ms"
    return Result(what, f"{p95 * 1000:.1f} ms", anchor, p95 / bare, promise, p95 <= limit)
