"""`fairway worker`: carries letters, runs the periodic jobs and whatever else waits in the queue."""

from __future__ import annotations

import os

import click

from fairway.config.health import check_ready
from fairway.config.jobs import jobs_queue_due
from fairway.platform.operations.worker import worker_run
from fairway.platform.terminal import emit


@click.command()
@click.option("--once", is_flag=True, help="Do what waits and what is due, then stop.")
@click.option("--with-parent", is_flag=True, hidden=True, help="Stop when the parent process ends.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def worker(once: bool, with_parent: bool, as_json: bool) -> None:
    """Work in the background until stopped with Ctrl+C or SIGTERM; the task under way is finished.

    Run one or more beside the server: without any, no letter leaves and no plan is checked.
    """
    check_ready()
    emit({"worker": os.getpid()}, as_json=as_json, human=lambda _, c: c.print("The worker is ready."))
    worker_run(on_beat=jobs_queue_due, only_waiting=once, with_parent=with_parent)
