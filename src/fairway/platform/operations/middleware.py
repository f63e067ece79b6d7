"""Every request gets an id and one log line."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fairway.platform.operations.logs import request_id

log = logging.getLogger("fairway.request")
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLog:
    """Takes the caller's X-Request-ID when it is sane, else makes one; returns it with the answer.

    The query is not logged: it holds what the firm asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get() or ""
            log.info("request", extra=self._facts(request, response, start))
            return response
        finally:
            request_id.reset(token)

    @staticmethod
    def _facts(request: HttpRequest, response: HttpResponse, start: float) -> dict[str, object]:
        return {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "duration_ms": round((time.perf_counter() - start) * 1000, 1),
        }
