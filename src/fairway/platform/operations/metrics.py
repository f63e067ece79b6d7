"""What a serving process counts, for Prometheus.

The processes of a server count into files of a common folder, so that any of them can tell the sum of
all. prometheus-client decides that when it is imported: `counting_together` comes before this module.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from fairway.platform.operations.counting import FOLDER

REGISTRY = CollectorRegistry()
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
NO_ROUTE = "none"  # nothing at that address, a static file, or a refusal before the address was looked at

REQUESTS = Counter("fairway_requests", "Answered requests.", ["route", "method", "status"], registry=REGISTRY)
DURATION = Histogram(
    "fairway_request_duration_seconds",
    "Time until the answer was ready.",
    ["route"],
    buckets=SECONDS,
    registry=REGISTRY,
)
ANSWERS = Counter(
    "fairway_answers_composed", "Answers worked out, by how they ended.", ["status"], registry=REGISTRY
)
SIGN_INS_FAILED = Counter("fairway_sign_ins_failed", "Sign-ins refused.", registry=REGISTRY)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def request_count(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    """Count by the name of the route: addresses hold identifiers, and would never end."""
    match = request.resolver_match
    route = (match.view_name or match.route) if match else NO_ROUTE
    method = request.method if request.method in _METHODS else "other"
    REQUESTS.labels(route, method, str(response.status_code)).inc()
    DURATION.labels(route).observe(seconds)


def metrics_text(gauges: Iterable[Collector]) -> bytes:
    """Everything that was counted, by all processes of this server, and the gauges, read now."""
    shown = CollectorRegistry()
    for gauge in gauges:
        shown.register(gauge)
    if FOLDER in os.environ:
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        return generate_latest(shown)
    return generate_latest(REGISTRY) + generate_latest(shown)
