"""Every periodic job of the house, in one table; and `fairway jobs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import click
from django.utils import timezone
from django_tasks import task
from rich.console import Console
from rich.table import Table

from fairway.config.retention import retention_run
from fairway.desk.plans.checking import plans_check_all
from fairway.platform.files.services import blobs_purge
from fairway.platform.notices.digest import digests_send
from fairway.platform.operations.jobs import Job, job_claim, job_run, jobs_due
from fairway.platform.operations.models import JobRun
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.trust.aeo.services.timekeeping import clocks_run
from fairway.trust.recognition.services.beat import EVERY, recognition_beat


class Incomplete(Exception):
    """Some of it could not be done; the rest was, and the next run tries again."""


def _plans_check(now: datetime) -> Mapping[str, int]:
    done = plans_check_all(now=now)
    if done.failed:
        raise Incomplete(f"{done.failed} of {done.seen} plans could not be checked; the log says why.")
    return {"seen": done.seen, "checked": done.checked, "changed": done.changed}


def _notices_digest(now: datetime) -> Mapping[str, int]:
    sent = digests_send(now=now)
    if sent.failures:
        raise Incomplete(f"{sent.failures} letters could not be written; the log says why.")
    return {"letters": sent.letters}


def _files_purge(now: datetime) -> Mapping[str, int]:
    return {"removed": blobs_purge(now=now)}


def _aeo_clocks(now: datetime) -> Mapping[str, int]:
    done = clocks_run(now)
    if done["failed"]:
        raise Incomplete(f"The clocks of {done['failed']} cases could not be run; the log says why.")
    return done


JOBS = (
    Job(
        "plans-check",
        _plans_check,
        timedelta(minutes=15),
        "Answers anew each plan whose answer may have changed, and tells its firm.",
    ),
    Job(
        "notices-digest",
        _notices_digest,
        timedelta(hours=1),
        "Sends each person the letter of the day, when there is something new.",
    ),
    Job(
        "files-purge",
        _files_purge,
        timedelta(days=1),
        "Removes the contents of files that were deleted some days ago.",
    ),
    Job(
        "aeo-clocks",
        _aeo_clocks,
        timedelta(minutes=15),
        "Lets silence accept, statuses end, days pass and reminders go, in AEO cases.",
    ),
    Job(
        "recognition",
        recognition_beat,
        EVERY,
        "Tells partner instances that this one lives, and what begins or ends by agreement.",
    ),
    Job("retention", retention_run, timedelta(days=1), "Deletes what has been kept long enough."),
)
BY_NAME = {job.name: job for job in JOBS}
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def jobs_queue_due() -> None:
    """Put what is due into the queue, where any worker takes it."""
    for job in jobs_due(JOBS, now=timezone.now()):
        job_carry.enqueue(job.name)


@task()
def job_carry(name: str) -> None:
    """Run a job whose turn it is. One that this version no longer has is dropped."""
    if job := BY_NAME.get(name):
        job_run(job)


@click.group()
def jobs() -> None:
    """What the workers do again and again."""


@jobs.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """Every job, how often it runs, and how its last run went."""
    runs = {run.name: run for run in JobRun.objects.all()}
    emit({"jobs": [_plain(job, runs.get(job.name)) for job in JOBS]}, as_json=as_json, human=_print_jobs)


@jobs.command()
@click.argument("name")
@_JSON
@click.pass_context
def run(ctx: click.Context, name: str, as_json: bool) -> None:
    """Run the job NAME now, whether it is due or not."""
    job = BY_NAME.get(name)
    if job is None:
        raise BadInput("NAME", f"There is no job “{name}”. The jobs are: {', '.join(BY_NAME)}.")
    if not job_claim(job, now=timezone.now(), early=True):
        raise BadInput("NAME", f"The job “{name}” is running already.")
    try:
        done = job_run(job)
    except Exception as error:
        emit({"job": name, "problem": f"{error}", "done": {}}, as_json=as_json, human=_print_run)
        ctx.exit(ExitCode.FAILED)
    emit({"job": name, "problem": None, "done": done}, as_json=as_json, human=_print_run)


def _plain(job: Job, last: JobRun | None) -> dict[str, Any]:
    return {
        "job": job.name,
        "every_seconds": int(job.every.total_seconds()),
        "meaning": job.meaning,
        "started_at": last.started_at.isoformat() if last and last.started_at else None,
        "finished_at": last.finished_at.isoformat() if last and last.finished_at else None,
        "problem": (last.problem or None) if last else None,
    }


def _print_jobs(found: dict[str, Any], console: Console) -> None:
    table = Table("Job", "Every", "Last run", "How it went", "What it does", box=None, pad_edge=False)
    for one in found["jobs"]:
        every = str(timedelta(seconds=one["every_seconds"]))
        went = one["problem"] or ("well" if one["finished_at"] else "–")
        table.add_row(one["job"], every, one["started_at"] or "never", went, one["meaning"])
    console.print(table)


def _print_run(ran: dict[str, Any], console: Console) -> None:
    counts = ", ".join(f"{what} {number}" for what, number in ran["done"].items())
    says = (ran["problem"] or f"done: {counts}").rstrip(".")
    console.print(f"{ran['job']}: {says}.", markup=False, highlight=False, soft_wrap=True)
