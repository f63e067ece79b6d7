"""Carrying a message to a partner: one POST, no redirects, little time, little to read."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from fairway.kernel.text import Text, UserError
from fairway.trust.recognition.domain.verdict import Verdict

MESSAGES = "/api/v1/recognition/messages"
KEYS = "/.well-known/fairway-recognition.json"
CONTENT_TYPE = "application/jose"
SECONDS = 5.0  # for the whole of it
LONGEST_ANSWER = 250_000
_PART = 16_384


class BadAddress(UserError):
    """An address that no partner may have."""


class Unreachable(OSError):
    """The partner did not answer as it should. A later attempt may succeed."""


def address_read(text: str) -> str:
    """The address of an instance: https, or http on this machine. Raises BadAddress."""
    try:
        parts = urlsplit(text.strip())
        is_whole = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts))
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        is_whole = is_safe = is_port = False
    if not (is_whole and is_safe and is_port and not parts.path.strip("/")):
        raise BadAddress(Text("“{text}” must be https://host, without a path.", {"text": text.strip()[:200]}))
    return f"{parts.scheme}://{parts.netloc}"


def message_post(base_url: str, token: str) -> str:
    """The answer to `token`. Raises Unreachable."""
    return _call(base_url, "POST", MESSAGES, token)


def keys_get(base_url: str) -> str:
    """The document in which an instance publishes its keys. Raises Unreachable."""
    return _call(base_url, "GET", KEYS, None)


def _call(base_url: str, method: str, path: str, body: str | None) -> str:
    parts = urlsplit(address_read(base_url))
    until = time.monotonic() + SECONDS
    connection = _connection(parts)
    try:
        connection.request(method, path, body, {"Content-Type": CONTENT_TYPE, "Accept": CONTENT_TYPE})
        answer = connection.getresponse()
        content = _read(answer, connection, until)
    except (http.client.HTTPException, ssl.SSLError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise Unreachable(f"It answered with {answer.status}{_verdict_in(content)}.")
    return content.decode("ascii", "replace")


def _verdict_in(content: bytes) -> str:
    """Why it refused, if it says so in a word that we know."""
    try:
        said = json.loads(content)
        return f" ({Verdict(said['verdict'])})"
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)


def _read(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float) -> bytes:
    """The whole answer, or Unreachable when it is too long or comes in drops."""
    content = b""
    while part := answer.read1(_PART):
        content += part
        left = until - time.monotonic()
        if len(content) > LONGEST_ANSWER or left <= 0:
            raise Unreachable("Its answer is too long, or too slow.")
        if connection.sock is not None:
            connection.sock.settimeout(left)
    return content


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
