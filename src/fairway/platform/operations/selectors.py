"""How the queue, the letters and the jobs stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from fairway.platform.operations.models import Letter


@dataclass(frozen=True, slots=True)
class Queue:
    """`oldest` is how long the task that waits longest has been due; None when none is."""

    waiting: int
    running: int
    failed: int
    oldest: timedelta | None


def queue(now: datetime) -> Queue:
    tasks = DBTaskResult.objects
    first = tasks.ready().order_by("enqueued_at").first()
    return Queue(
        waiting=tasks.filter(status=TaskResultStatus.READY).count(),
        running=tasks.running().count(),
        failed=tasks.failed().count(),
        oldest=now - _due_since(first) if first else None,
    )


def letters_waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(sent_at__isnull=True, failed_at__isnull=True)


def letters_failed() -> QuerySet[Letter]:
    return Letter.objects.filter(failed_at__isnull=False)


def _due_since(task: DBTaskResult[Any, Any]) -> datetime:
    """When it was put into the queue, or the later time from which it may run."""
    is_deferred = task.run_after != get_date_max()
    due: datetime = max(task.enqueued_at, task.run_after) if is_deferred else task.enqueued_at
    return due
