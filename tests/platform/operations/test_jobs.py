"""Each job runs once in its turn, whoever asks first."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from fairway.platform.operations.jobs import LONGEST_RUN, Job, job_claim, job_run, jobs_due
from fairway.platform.operations.models import JobRun

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
ran: list[datetime] = []


def _greet(now: datetime) -> dict[str, int]:
    ran.append(now)
    return {"greeted": 1}


JOB = Job("greet", _greet, HOUR, "Greets.")


def _fail(now: datetime) -> dict[str, int]:
    raise OSError("the disk is full")


@pytest.mark.django_db
def test_a_job_is_due_when_its_time_has_passed_and_only_once() -> None:
    assert jobs_due([JOB], now=NOW) == [JOB]
    assert jobs_due([JOB], now=NOW) == []
    JobRun.objects.update(finished_at=NOW)
    assert jobs_due([JOB], now=NOW + HOUR - timedelta(seconds=1)) == []
    assert jobs_due([JOB], now=NOW + HOUR) == [JOB]


@pytest.mark.django_db
def test_a_job_that_is_running_is_not_begun_again_until_it_must_have_died() -> None:
    job_claim(JOB, now=NOW)
    assert not job_claim(JOB, now=NOW + 2 * HOUR)
    assert not job_claim(JOB, now=NOW + 2 * HOUR, early=True)
    assert job_claim(JOB, now=NOW + LONGEST_RUN)


@pytest.mark.django_db
def test_a_job_can_be_run_before_its_time() -> None:
    job_claim(JOB, now=NOW)
    JobRun.objects.update(finished_at=NOW)
    assert job_claim(JOB, now=NOW + timedelta(minutes=1), early=True)


@pytest.mark.django_db
def test_how_a_run_went_is_kept() -> None:
    ran.clear()
    job_claim(JOB, now=timezone.now())
    assert job_run(JOB) == {"greeted": 1}
    assert len(ran) == 1
    run = JobRun.objects.get(pk="greet")
    assert run.finished_at
    assert run.problem == ""
    bad = Job("fail", _fail, HOUR, "Fails.")
    job_claim(bad, now=timezone.now())
    with pytest.raises(OSError, match="disk"):
        job_run(bad)
    run = JobRun.objects.get(pk="fail")
    assert run.finished_at
    assert run.problem == "OSError: the disk is full"
    assert job_claim(bad, now=timezone.now() + HOUR), "a job that failed has its next turn"


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_turn() -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("Threads share the database in memory; the race is run on PostgreSQL.")
    JobRun.objects.create(name="greet")
    start, won = threading.Barrier(8), []

    def claim() -> None:
        start.wait()
        try:
            won.append(job_claim(JOB, now=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=claim) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(won) == [False] * 7 + [True]
