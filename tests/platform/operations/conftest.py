from __future__ import annotations

import socketserver
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest
from django_tasks_db.management.commands import db_worker


@pytest.fixture
def work(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Does what waits in the queue and is due, as a worker does."""
    # Between tasks it drops connections, and with them the transaction that a test lives in.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def run() -> None:
        db_worker.Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id="test", excluded_queue_names=[],
        ).run()  # fmt: skip

    return run


@dataclass
class MailServer:
    """A mail server that keeps what it gets, and says what it is told to say."""

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)  # by command, instead of yes
    letters: list[str] = field(default_factory=list)

    def reply(self, command: str) -> str:
        usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 yes")
        return self.replies.get(command, usual)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        about: MailServer = self.server.about  # type: ignore[attr-defined]
        self._say(about.reply("HELLO").replace("250", "220"))
        while line := self.rfile.readline().decode():
            command = line.split()[0].upper().rstrip()
            reply = about.reply(command)
            self._say(reply)
            if command == "DATA" and reply.startswith("354"):
                about.letters.append(self._data())
                self._say(about.reply("LETTER"))
            if command == "QUIT":
                return

    def _data(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines).decode()

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:  # type: ignore[no-untyped-def]
    about = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.about = about  # type: ignore[attr-defined]
        about.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "fairway.platform.operations.mail.QueuedMail"
        settings.MAIL_CARRIER = {
            "backend": "django.core.mail.backends.smtp.EmailBackend",
            "host": "127.0.0.1",
            "port": about.port,
            "timeout": 5,
        }
        yield about
        server.shutdown()
