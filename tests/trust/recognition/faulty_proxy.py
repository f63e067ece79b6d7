"""A way between two instances on which things go wrong, as the test says."""

from __future__ import annotations

import http.client
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Message = tuple[str, dict[str, str], bytes]  # path, headers, body


class FaultyProxy:
    """Passes messages to `target` (a port of this machine). `faults` are taken one a message, `ok` is none.

    `lost`: it never arrives; `unanswered`: it arrives, the answer does not; `doubled`; `cut` and `flipped`:
    the message; `answer-cut`, `answer-flipped`; `away` until it is taken out of `faults` by hand.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.faults: deque[str] = deque()
        self.is_away = False
        self.passed: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def passed_on(self, message: Message) -> tuple[int, bytes] | None:
        """What comes back; None when the line is cut."""
        path, headers, body = message
        fault = self.faults.popleft() if self.faults else "ok"
        if self.is_away or fault == "lost":
            return None
        self.passed.append(body)
        answer = self._sent(path, headers, _spoilt(fault, body))
        if fault == "doubled":
            answer = self._sent(path, headers, body)
        if fault == "unanswered":
            return None
        return answer[0], _spoilt(fault.removeprefix("answer-") if "answer-" in fault else "ok", answer[1])

    def _sent(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=20)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def _spoilt(fault: str, body: bytes) -> bytes:
    if fault == "cut":
        return body[: len(body) * 2 // 3]
    if fault == "flipped":
        place = len(body) // 2
        return body[:place] + (b"A" if body[place : place + 1] != b"A" else b"B") + body[place + 1 :]
    return body


def _handler(proxy: FaultyProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {"Content-Type": self.headers["Content-Type"]}
            answer = proxy.passed_on((self.path, headers, body))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, format: str, *args: Any) -> None:
            """The tests look at what the instances recorded."""

    return Handler
