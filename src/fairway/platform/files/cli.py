"""`fairway files`: verify what is stored, scan what was not scanned."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from fairway.platform.files.domain.refusal import FileRefused
from fairway.platform.files.selectors import Problem, blobs_verify, files_to_scan
from fairway.platform.files.services import file_rescan
from fairway.platform.terminal import ExitCode, emit

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ADVICE = {
    Problem.MISSING: "is missing: restore it from a backup",
    Problem.ALTERED: "was altered: restore it from a backup",
    Problem.UNOWNED: "belongs to no record: an upload was killed, or DATABASE_URL names another database",
}


@click.group()
def files() -> None:
    """Verify and scan the files that were added."""


@files.command()
@_JSON
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Compare every stored content with its digest. Ends with 1 when one is missing or altered."""
    faults = list(blobs_verify(now=timezone.now()))
    found = [{"sha256": fault.sha256, "problem": str(fault.problem)} for fault in faults]
    emit({"faults": found}, as_json=as_json, human=_print_faults)
    if any(fault.problem is not Problem.UNOWNED for fault in faults):
        ctx.exit(ExitCode.FAILED)


@files.command()
@_JSON
@click.pass_context
def scan(ctx: click.Context, as_json: bool) -> None:
    """Ask the virus scanner about every file that was never scanned. Ends with 1 when one is infected."""
    if not settings.VIRUS_SCANNER:
        raise click.ClickException("No scanner is set: FAIRWAY_VIRUS_SCANNER names the command.")
    try:
        counts = Counter(str(file_rescan(file=file)) for file in files_to_scan())
    except FileRefused as error:
        raise click.ClickException("The virus scanner gave no answer; the log says why.") from error
    emit(dict(counts), as_json=as_json, human=_print_counts)
    if counts["infected"]:
        ctx.exit(ExitCode.FAILED)


def _print_faults(result: dict[str, Any], console: Console) -> None:
    for fault in result["faults"]:
        console.print(f"{fault['sha256']} {_ADVICE[Problem(fault['problem'])]}.", soft_wrap=True)
    if not result["faults"]:
        console.print("Every stored content is whole.")


def _print_counts(counts: dict[str, int], console: Console) -> None:
    for answer, number in counts.items():
        console.print(f"{answer}: {number}")
    if not counts:
        console.print("Every file was scanned already.")
