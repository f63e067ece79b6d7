"""Tasks whose worker died go back to the queue, and not for ever."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fairway.platform.operations.mail import letter_carry
from fairway.platform.operations.selectors import queue
from fairway.platform.operations.worker import (
    MOST_ATTEMPTS,
    SILENCE,
    heartbeats,
    tasks_reclaim,
    workers_alive,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    heartbeats().mkdir(parents=True)
    return tmp_path


def running(*workers: str, minutes: int = 5) -> DBTaskResult:
    letter_carry.enqueue("00000000-0000-0000-0000-000000000000")
    DBTaskResult.objects.update(
        status="RUNNING", worker_ids=list(workers), started_at=timezone.now() - timedelta(minutes=minutes)
    )
    return DBTaskResult.objects.get()


def beat(worker: str, *, ago: timedelta = timedelta(0)) -> None:
    file = heartbeats() / worker
    file.touch()
    then = (timezone.now() - ago).timestamp()
    os.utime(file, (then, then))


def test_a_worker_lives_while_it_is_heard_of() -> None:
    beat("one")
    beat("two", ago=SILENCE * 2)
    assert workers_alive(timezone.now()) == ["one"]


def test_a_task_of_a_dead_worker_waits_again() -> None:
    task = running("dead")
    assert tasks_reclaim(timezone.now()) == 1
    task.refresh_from_db()
    assert (task.status, task.started_at) == ("READY", None)


def test_a_task_of_a_living_worker_stays_however_long_it_takes() -> None:
    running("dead", "alive", minutes=500)
    beat("alive")
    assert tasks_reclaim(timezone.now()) == 0


def test_a_task_that_has_just_begun_stays() -> None:
    running("dead", minutes=0)
    assert tasks_reclaim(timezone.now()) == 0


def test_a_task_that_kills_its_workers_fails() -> None:
    task = running(*(f"dead{number}" for number in range(MOST_ATTEMPTS)))
    assert tasks_reclaim(timezone.now()) == 1
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert task.task_result.errors[0].traceback == "Every worker that ran it died."


def test_the_queue_is_counted_and_its_oldest_task_timed() -> None:
    now = timezone.now()
    assert (queue(now).waiting, queue(now).oldest) == (0, None)
    letter_carry.enqueue("a")
    letter_carry.using(run_after=now + timedelta(hours=1)).enqueue("b")
    DBTaskResult.objects.filter(run_after__gt=now + timedelta(days=1)).update(
        enqueued_at=now - timedelta(minutes=3)
    )
    found = queue(now)
    assert (found.waiting, found.running, found.failed) == (2, 0, 0)
    assert found.oldest == timedelta(minutes=3)
    later = queue(now + timedelta(hours=2))
    assert later.oldest == timedelta(hours=2, minutes=3)
