"""Every request gets an id, one log line and a count; every answer gets the headers of the house."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase

from fairway.platform.operations.logs import path_logged, request_id
from fairway.platform.operations.metrics import request_count

log = logging.getLogger("fairway.request")
PROBES = ("/healthz", "/readyz", "/metrics")  # asked every few seconds by machines
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def request_log(get_response: GetResponse) -> GetResponse:
    """Take the caller's X-Request-ID when it is sane, else make one, and return it with the answer.

    The query is not logged: it holds what the firm asked. Nor is a secret in the path.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        # It stays until the thread's next request: Django logs some errors after the last middleware.
        request_id.set(name)
        start = time.perf_counter()
        response = get_response(request)
        response.headers["X-Request-ID"] = name
        seconds = time.perf_counter() - start
        _write(request, response, seconds=seconds)
        request_count(request, response, seconds=seconds)
        return response

    return answer


def _write(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    log.log(
        logging.DEBUG if request.path in PROBES else logging.INFO,
        "request",
        extra={
            "method": request.method,
            "path": path_logged(request),
            "status": response.status_code,
            "duration_ms": round(seconds * 1000, 1),
        },
    )


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """No page of the house uses the devices of the reader."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return answer


def plain_address(get_response: GetResponse) -> GetResponse:
    """An address with a NUL is no address: PostgreSQL cannot even be asked about it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise SuspiciousOperation("NUL in the address.")
        return get_response(request)

    return answer
