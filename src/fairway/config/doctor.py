"""`fairway doctor`: what an operator should look at, each with what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import click
from django.db import DatabaseError
from rich.console import Console

from fairway.config.checks import CHECKS
from fairway.config.findings import Finding, Level, counted, problem
from fairway.platform.terminal import ExitCode, emit


def examine() -> dict[str, Finding]:
    """Every check's finding, by name. A check that cannot ask the database says so; the others go on."""
    findings = {}
    for name, check in CHECKS.items():
        try:
            findings[name] = check()
        except DatabaseError as error:
            findings[name] = problem(
                f"The database does not answer: {type(error).__name__}.",
                "Run “fairway setup”; on PostgreSQL, see that the server runs and DATABASE_URL is right.",
            )
    return findings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Examine the instance: settings, disk, database, data, worker, letters, backups.

    Each check is ok, a warning or a problem, with what to do. Exit code 1 when there is a problem.
    """
    findings = examine()
    plain = {"checks": [{"check": name, **asdict(finding)} for name, finding in findings.items()]}
    emit(plain, as_json=as_json, human=_print)
    if any(finding.level is Level.PROBLEM for finding in findings.values()):
        ctx.exit(ExitCode.FAILED)


_MARKS = {
    Level.OK: "[green]ok[/]     ",
    Level.WARNING: "[yellow]warning[/]",
    Level.PROBLEM: "[red]problem[/]",
}


def _print(found: dict[str, Any], console: Console) -> None:
    for one in found["checks"]:
        console.print(_MARKS[one["level"]], end=" ")
        console.print(f"{one['check']}: {one['says']}", markup=False, highlight=False, soft_wrap=True)
        if one["advice"]:
            console.print(f"        {one['advice']}", markup=False, highlight=False, soft_wrap=True)
    counts = Counter(one["level"] for one in found["checks"])
    problems = counted(counts[Level.PROBLEM], "problem", "problems")
    warnings = counted(counts[Level.WARNING], "warning", "warnings")
    console.print(f"{problems}, {warnings}.")
