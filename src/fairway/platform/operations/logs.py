"""Log lines for machines and for people, each with the id of the request it belongs to, and no secret."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
# What the request log puts into its records, in the order of reading.
FACTS = ("method", "path", "status", "duration_ms")
# Parts of addresses, as the routes name them, that open something for whoever has them.
SECRETS = ("secret", "signed", "token")
HIDDEN = "…"
_AS_LONG_AS_A_SECRET = re.compile(r"[^/]{40,}")


def path_logged(request: HttpRequest) -> str:
    """The path without the secret in it.

    Where no route matches, a secret may stand at the wrong place: any part as long as one is hidden.
    """
    match = request.resolver_match
    if match is None:
        return _AS_LONG_AS_A_SECRET.sub(HIDDEN, request.path)
    path = request.path
    for name in SECRETS:
        if isinstance(value := match.kwargs.get(name), str):
            path = path.replace(f"/{value}/", f"/{HIDDEN}/")
    return path


class SecretsHidden(logging.Filter):
    """Django's own messages, such as that of a failure, name the path too."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            shown = path_logged(request)
            record.args = tuple(shown if arg == request.path else arg for arg in record.args)
        return True


class RefusalsShort(logging.Filter):
    """A request that was refused by its form is no failure of ours: a warning, without a traceback."""

    NAMES = tuple(
        f"django.security.{name}"
        for name in ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    )

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name in self.NAMES:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return record.levelno >= logging.root.level


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the request and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """One line for people."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the name is Python's)
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        return f"{super().formatMessage(record)} {facts}".rstrip()


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    given = {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
    current = request_id.get()
    return {"request_id": current, **given} if current else given
