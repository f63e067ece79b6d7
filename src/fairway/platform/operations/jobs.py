"""Periodic jobs: declared in one table, run once each time, however many workers there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from fairway.platform.operations.models import JobRun

LONGEST_RUN = timedelta(hours=6)  # one that began earlier and did not finish died with its worker
_LONGEST_PROBLEM = 500


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is called with the moment of the run, and returns how much it did of what."""

    name: str
    run: Callable[[datetime], Mapping[str, int]]
    every: timedelta
    meaning: str


def jobs_due(jobs: Iterable[Job], *, now: datetime) -> list[Job]:
    """The jobs that are due and are now this caller's to run: no other caller gets them."""
    return [job for job in jobs if job_claim(job, now=now)]


def job_claim(job: Job, *, now: datetime, early: bool = False) -> bool:
    """Take the job's turn by compare-and-set; False when it is not due or another process runs it.

    `early` asks for a turn before it is due.
    """
    JobRun.objects.get_or_create(name=job.name)
    never_ran = Q(started_at__isnull=True)
    is_due = Q() if early else Q(started_at__lte=now - job.every)
    is_idle = Q(finished_at__gte=F("started_at")) | Q(started_at__lte=now - LONGEST_RUN)
    ready = JobRun.objects.filter(never_ran | (is_due & is_idle), name=job.name)
    return ready.update(started_at=now) == 1


def job_run(job: Job) -> Mapping[str, int]:
    """Run a job whose turn was taken and keep how it went. What the job returns or raises, this does."""
    problem = "It was stopped."
    try:
        done = job.run(timezone.now())
        problem = ""
        return done
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"[:_LONGEST_PROBLEM]
        raise
    finally:
        JobRun.objects.filter(pk=job.name).update(finished_at=timezone.now(), problem=problem)
