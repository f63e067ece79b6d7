"""`fairway plans`: looking whether the law has changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from rich.console import Console

from fairway.desk.plans.checking import Progress, plans_check_all
from fairway.platform.terminal import ExitCode, emit


@click.group()
def plans() -> None:
    """Saved answers of the firms."""


@plans.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Answer anew every plan that is due, and tell its firm what has changed.

    It can be stopped at any time: the next run goes on where it was.
    """
    done = plans_check_all(progress=None if as_json else _show)
    emit(asdict(done), as_json=as_json, human=_print)
    if done.failed:
        ctx.exit(ExitCode.FAILED)


def _show(progress: Progress) -> None:
    click.echo(f"{progress.seen} plans looked at, {progress.checked} checked.", err=True)


def _print(done: dict[str, Any], console: Console) -> None:
    console.print(f"Plans checked: {done['checked']} of {done['seen']}. Changed: {done['changed']}.")
    if done["failed"]:
        console.print(f"Plans that failed: {done['failed']}. The log says why. Run it again to retry.")
