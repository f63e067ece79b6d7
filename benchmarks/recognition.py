"""The status of certificates for whoever has read their QR code: in process and over HTTP."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from benchmarks.measure import Result, percentile
from benchmarks.serving import HOST, PORT, THREADS, served

CERTIFICATES = 100_000
RATE = 200  # requests a second
SUBMISSION = {"answers": {f"fact-{number}": "told" * 10 for number in range(300)}}  # as large as real ones


def bench_recognition(requests: int, certificates: int = CERTIFICATES) -> list[Result]:
    secrets = random.Random(23).sample(_certificates(certificates), min(requests, certificates))
    return [_in_process(secrets, certificates), _over_http(secrets, requests)]


def _certificates(number: int) -> list[str]:
    """Firms that hold a status; the secrets of their certificates."""
    from django.utils import timezone

    from fairway.platform.access.actor import OrganisationKind
    from fairway.platform.accounts.models import Organisation
    from fairway.trust.aeo.models import Case, Certificate

    now = timezone.now()
    firm = Organisation.objects.create(kind=OrganisationKind.FIRM, name="Firm of the benchmark", economy="SN")
    cases = [
        Case(
            number=f"bench-{place}", organisation=firm, client_id=uuid4(), programme="safe-msme", version="1",
            tier="secured", size_class="micro", workflow="2026-1", state="authorised", submission=SUBMISSION,
            law_on=now.date(), language="en", submitted_at=now, changed_at=now, closed_at=now,
        )
        for place in range(number)
    ]  # fmt: skip
    Case.objects.bulk_create(cases, batch_size=1_000)
    held = [
        Certificate(
            case=case, organisation=firm, number=f"BENCH-{place}", secret=uuid4().hex, status="active",
            valid_from=date(2026, 1, 1), changed_at=now,
        )
        for place, case in enumerate(cases)
    ]  # fmt: skip
    Certificate.objects.bulk_create(held, batch_size=1_000)
    return [certificate.secret for certificate in held]


def _in_process(secrets: Sequence[str], certificates: int) -> Result:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.get(_path(secrets[0]))
    times = []
    for secret in secrets[:500]:
        start = time.perf_counter()
        answer = client.get(_path(secret))
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200
    worst = percentile(times, 0.95) * 1000
    figure = f"p95 {worst:.1f} ms"
    return Result(
        f"status of one of {certificates:,} certificates", figure, "–", None, "≤ 10 ms", worst <= 10
    )


def _over_http(secrets: Sequence[str], requests: int) -> Result:
    """By a few clients at once, every answer counted."""
    statuses: list[int] = []
    times: list[float] = []

    def client(place: int) -> None:
        connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
        for number in range(place, requests, THREADS):
            start = time.perf_counter()
            connection.request("GET", _path(secrets[number % len(secrets)]))
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            statuses.append(answer.status)
        connection.close()

    with served():
        start = time.perf_counter()
        threads = [threading.Thread(target=client, args=(place,)) for place in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = requests / (time.perf_counter() - start)
    errors = sum(status != 200 for status in statuses) + requests - len(statuses)
    figure = f"{rate:.0f} requests/s, p95 {percentile(times, 0.95) * 1000:.0f} ms, {errors} errors"
    return Result(
        "status look-ups over HTTP, 2 workers", figure, "–", None, f"≥ {RATE}/s, no error",
        rate >= RATE and not errors,
    )  # fmt: skip


def _path(secret: str) -> str:
    return f"/api/v1/aeo/status/{secret}"
