"""The process that does the work of the queue: it shows that it lives, and stops in order."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 5.0
SECONDS_BETWEEN_LOOKS = 1.0  # into an empty queue
SECONDS_AFTER_DATABASE_FAULT = 5.0
SILENCE = timedelta(minutes=1)  # a worker that was not heard of for so long has died
MOST_ATTEMPTS = 3


def heartbeats() -> Path:
    """The folder where each living worker has a file, touched with every beat."""
    return Path(settings.FAIRWAY_HOME) / "run" / "workers"


def workers_alive(now: datetime) -> list[str]:
    """The ids of the workers that were heard of lately."""
    fresh = (now - SILENCE).timestamp()
    found = []
    for file in heartbeats().glob("*"):
        with suppress(FileNotFoundError):  # it stopped just now
            if file.stat().st_mtime >= fresh:
                found.append(file.name)
    return sorted(found)


def tasks_reclaim(now: datetime) -> int:
    """Put the tasks of workers that died back into the queue; one that keeps killing them fails.

    A task may so run twice; each of the house's tasks bears it.
    """
    alive = set(workers_alive(now))
    reclaimed = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - SILENCE):
        if alive.isdisjoint(task.worker_ids[-1:]):
            reclaimed += _reclaim(task, now)
    return reclaimed


def _reclaim(task: DBTaskResult[Any, Any], now: datetime) -> int:
    as_seen = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    log.warning("task %s was left by a worker that died", task.pk)
    if len(task.worker_ids) < MOST_ATTEMPTS:
        return as_seen.update(status=TaskResultStatus.READY, started_at=None)
    return as_seen.update(
        status=TaskResultStatus.FAILED, finished_at=now, traceback="Every worker that ran it died."
    )


def worker_run(*, on_beat: Callable[[], None], only_waiting: bool = False, with_parent: bool = False) -> None:
    """Work until SIGTERM, or until the queue is empty with `only_waiting`.

    `on_beat` is called every few seconds beside the tasks. `with_parent`: stop when the parent dies.
    """
    worker = Worker(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=only_waiting,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(16),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    pulse = Pulse(worker.worker_id, on_beat, parent=os.getppid() if with_parent else None)
    pulse.beat()
    pulse.start()
    try:
        _work(worker)
    finally:
        pulse.stop()


def _work(worker: Worker) -> None:
    while worker.running:
        try:
            worker.run()
            return
        except OperationalError:
            log.exception("the database does not answer; trying again")
            connections.close_all()
            time.sleep(SECONDS_AFTER_DATABASE_FAULT)


class Pulse(Thread):
    """Beats beside the work, so that a long task does not look like a dead worker."""

    def __init__(self, worker_id: str, on_beat: Callable[[], None], *, parent: int | None) -> None:
        super().__init__(name="pulse", daemon=True)
        self._file = heartbeats() / worker_id
        self._on_beat = on_beat
        self._parent = parent
        self._stopped = Event()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        about = {"pid": os.getpid(), "host": socket.gethostname(), "started_at": str(timezone.now())}
        self._file.write_text(json.dumps(about), encoding="utf-8")

    def run(self) -> None:
        """Until `stop`; a worker whose parent died stops itself."""
        while not self._stopped.wait(SECONDS_BETWEEN_BEATS):
            if self._parent not in (None, os.getppid()):
                os.kill(os.getpid(), signal.SIGTERM)
                return
            self.beat()
            connections.close_all()

    def beat(self) -> None:
        """Whatever goes wrong here is logged: the work goes on, and the next beat tries again."""
        try:
            self._file.touch()
            tasks_reclaim(timezone.now())
            self._on_beat()
        except Exception:
            log.exception("a beat failed")

    def stop(self) -> None:
        self._stopped.set()
        self._file.unlink(missing_ok=True)
