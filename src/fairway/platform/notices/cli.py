"""`fairway notices`: the daily letters."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from django.utils import timezone
from rich.console import Console

from fairway.platform.notices.digest import digests_send
from fairway.platform.terminal import ExitCode, emit


@click.group()
def notices() -> None:
    """Letters about what is new."""


@notices.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def digest(ctx: click.Context, as_json: bool) -> None:
    """Send today's letters: one a person at most, and none where nothing is new. The workers do it too."""
    sent = digests_send(now=timezone.now())
    emit(asdict(sent), as_json=as_json, human=_print)
    if sent.failures:
        ctx.exit(ExitCode.FAILED)


def _print(sent: dict[str, Any], console: Console) -> None:
    console.print(f"Letters sent: {sent['letters']}.")
    if sent["failures"]:
        console.print(f"Letters that failed: {sent['failures']}. The log says why. Run it again to retry.")
