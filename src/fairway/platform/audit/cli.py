"""`fairway audit`: verify the log, and take a checkpoint of it to note elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from django.db import OperationalError
from rich.console import Console
from rich.progress import Progress

from fairway.platform.audit.domain.chain import Fault
from fairway.platform.audit.models import Event
from fairway.platform.audit.verification import (
    Checkpoint,
    Report,
    UnreadableCheckpoint,
    checkpoint_take,
    log_verify,
)
from fairway.platform.terminal import BadInput, ExitCode, emit

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_MOST_PRINTED = 50
_WORDS = {
    Fault.MISSING: "one or more events before it are gone",
    Fault.MISPLACED: "it stands where another event was",
    Fault.UNLINKED: "it does not follow the event before it",
    Fault.ALTERED: "it is not what was written",
}


@click.group()
def audit() -> None:
    """Verify the audit log."""


@audit.command()
@click.option("--subject", default="", help="Only the events of one record, as in plans.plan:1c0f….")
@click.option("--expect", default="", help="A checkpoint noted earlier.")
@_as_json
@click.pass_context
def verify(ctx: click.Context, subject: str, expect: str, as_json: bool) -> None:
    """Check every event against its chain; exit code 0 when the log is sound, 1 when it is not."""
    expected = _checkpoint(expect) if expect else None
    if subject and not Event.objects.filter(subject=subject).exists():
        raise BadInput("subject", f"There are no events of {subject}.")
    with _progress(subject) as progress:
        report = log_verify(subject=subject, expected=expected, progress=progress)
    emit({"sound": report.is_sound, **asdict(report)}, as_json=as_json, human=lambda _d, c: _print(report, c))
    if not report.is_sound:
        ctx.exit(ExitCode.FAILED)


@audit.command()
@_as_json
def checkpoint(as_json: bool) -> None:
    """Print a digest of the whole log. Note it outside the instance, and verify against it later."""
    try:
        taken = checkpoint_take()
    except OperationalError as error:
        raise click.ClickException("Somebody has been writing to the log for long. Try again.") from error
    data = {"checkpoint": str(taken), "last_event": taken.last}
    emit(data, as_json=as_json, human=lambda _d, console: console.print(str(taken), soft_wrap=True))


def _checkpoint(text: str) -> Checkpoint:
    try:
        return Checkpoint.parse(text)
    except UnreadableCheckpoint as error:
        raise BadInput("expect", str(error)) from error


@contextmanager
def _progress(subject: str) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where somebody is watching."""
    if subject or not sys.stderr.isatty():
        yield lambda events: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        work = bar.add_task("Events", total=Event.objects.count())
        yield lambda events: bar.update(work, completed=events)


def _print(report: Report, console: Console) -> None:
    for line in _lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(report: Report) -> Iterator[Any]:
    yield f"{report.events} events in {report.chains} chains."
    for found in report.breaks[:_MOST_PRINTED]:
        yield f"Broken: event {found.sequence} of {found.subject}: {_WORDS[found.what]}."
    if len(report.breaks) > _MOST_PRINTED:
        yield f"And {len(report.breaks) - _MOST_PRINTED} more; --json lists them all."
    for name in report.guards_missing:
        yield f"Unguarded: the trigger {name} is missing or switched off."
    if report.matches_checkpoint is False:
        yield "The log is not the one of the checkpoint: events before it were removed, added or rewritten."
    yield "Sound." if report.is_sound else "Not sound. Keep this instance as it is, and compare a backup."
