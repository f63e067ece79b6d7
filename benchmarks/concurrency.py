"""Fifty people at once, reading and writing, on the served instance with its worker beside it."""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.measure import Result, percentile
from benchmarks.quotes import questions
from benchmarks.serving import HOST, PORT, served
from fairway.desk.plans.models import Plan
from fairway.kernel.text import Text
from fairway.platform.access.actor import Role
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.accounts.services import firm_open
from fairway.platform.audit.verification import log_verify
from fairway.platform.notices.services import notice_send

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOKEN = "c" * 32  # what a form and its cookie must have in common
PEOPLE = 50


@dataclass
class Person:
    """One signed-in person with a connection of their own, who never pauses."""

    session: str
    firm: str
    notice: int
    questions: list[dict[str, str]]
    chosen: random.Random
    times: dict[str, list[float]] = field(default_factory=lambda: {"GET": [], "POST": []})
    faults: list[str] = field(default_factory=list)
    saved: int = 0
    plan: str = ""

    def work(self, until: float) -> None:
        server = http.client.HTTPConnection(HOST, PORT, timeout=60)
        steps = (self.ask, self.look, self.save, self.list, self.rename, self.read, self.see)
        for number, step in enumerate(cycle(steps)):
            if number >= len(steps) and time.perf_counter() > until:
                break
            step(server)
        server.close()

    def ask(self, server: http.client.HTTPConnection) -> None:
        self._get(server, f"/answer?{urlencode(self.chosen.choice(self.questions))}")

    def look(self, server: http.client.HTTPConnection) -> None:
        self._get(server, f"/workspace/{self.firm}/")

    def list(self, server: http.client.HTTPConnection) -> None:
        self._get(server, f"/workspace/{self.firm}/plans/")

    def read(self, server: http.client.HTTPConnection) -> None:
        self._get(server, f"/workspace/{self.firm}/notices/")

    def save(self, server: http.client.HTTPConnection) -> None:
        question = urlencode(self.chosen.choice(self.questions))
        name = f"Plan {self.chosen.random()}"
        place = self._post(
            server, "/plans/save/", {"question": question, "name": name, "organisation": self.firm}
        )
        self.saved += bool(place)
        self.plan = place or self.plan

    def rename(self, server: http.client.HTTPConnection) -> None:
        self._post(server, f"{self.plan}rename/", {"name": f"New name {self.chosen.random()}"})

    def see(self, server: http.client.HTTPConnection) -> None:
        self._post(server, f"/workspace/{self.firm}/notices/seen/", {"upto": str(self.notice)})

    def _get(self, server: http.client.HTTPConnection, path: str) -> None:
        self._send(server, "GET", path, expected=200)

    def _post(self, server: http.client.HTTPConnection, path: str, fields: dict[str, str]) -> str:
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
        return self._send(server, "POST", path, expected=302, body=body)

    def _send(
        self,
        server: http.client.HTTPConnection,
        method: str,
        path: str,
        *,
        expected: int,
        body: str | None = None,
    ) -> str:
        """Where the answer leads, if anywhere; a fault when it is not the expected one."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        try:
            server.request(method, path, body, headers)
            answer = server.getresponse()
            answer.read()
        except OSError as error:
            self.faults.append(f"{method} {path}: {error}")
            return ""
        self.times[method].append(time.perf_counter() - start)
        place = answer.headers.get("Location", "")
        if answer.status != expected or "login" in place:
            self.faults.append(f"{method} {path}: {answer.status} {place}")
            return ""
        return place


def bench_concurrency(seconds: float) -> list[Result]:
    """`seconds` of work; every answer, every saved plan and the audit log are checked."""
    people = _people()
    plans = Plan.objects.count()
    connection.close()
    with tempfile.TemporaryFile("w+") as log, served(log), _worker(log):
        until = time.perf_counter() + seconds
        threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log.seek(0)
        said = log.read()
    faults = [fault for person in people for fault in person.faults]
    for fault in faults[:5]:
        print(fault, file=sys.stderr)
    lost = Plan.objects.count() - plans - sum(person.saved for person in people)
    locked = said.count("database is locked")
    sound = log_verify().is_sound
    errors = len(faults) + abs(lost) + said.count('"level": "ERROR"') + (not sound)
    what = f"{PEOPLE} people for {seconds:.0f} s, 2 server processes and a worker, {connection.vendor}"
    return [
        *(_result(f"{what}: {kind}", method, people, seconds)
            for kind, method in (("reads", "GET"), ("writes", "POST"))),
        Result(f"{what}: errors, locked databases", f"{errors}, {locked}", "–", None, "0, 0", not errors and not locked),
    ]  # fmt: skip


def _result(name: str, method: str, people: list[Person], seconds: float) -> Result:
    times = [one for person in people for one in person.times[method]]
    p50, p95 = (percentile(times, share) * 1000 for share in (0.5, 0.95))
    figure = f"{len(times):,} ({len(times) / seconds:.0f}/s), p50 {p50:.0f} ms, p95 {p95:.0f} ms"
    return Result(name, figure, "–", None, "–", True)


@contextmanager
def _worker(log: object) -> Iterator[None]:
    command = [sys.executable, "-c", "from fairway.config.cli import main; main()", "worker"]
    worker = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=log)  # type: ignore[call-overload]
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def _people() -> list[Person]:
    """Two in each firm, so that colleagues write to the same rows."""
    asked = list(questions(60, seed=31))
    people: list[Person] = []
    for number in range(PEOPLE // 2):
        owner, colleague = (_user(f"{who}{number}") for who in ("owner", "colleague"))
        firm = firm_open(actor=actor_of(owner), name=f"Firm {number}", economy="GH")
        Membership.objects.create(
            user=colleague, organisation=firm, role=Role.COLLEAGUE, joined_at=timezone.now()
        )
        people += [_person(user, firm, asked) for user in (owner, colleague)]
    return people


def _user(name: str) -> User:
    user = User(email=f"{name}@concurrency.example", name=name)
    user.set_unusable_password()
    user.save()
    return user


def _person(user: User, firm: Organisation, asked: list[dict[str, str]]) -> Person:
    client = Client()
    client.force_login(user, backend=BACKEND)
    notice = notice_send(
        organisation=firm, kind="bench", text=Text("A sentence."), href=f"/workspace/{firm.pk}/"
    )
    session = client.cookies["sessionid"].value
    return Person(session, str(firm.pk), notice.pk, asked, random.Random(str(user.pk)))
