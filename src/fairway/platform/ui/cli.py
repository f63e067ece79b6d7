"""`fairway messages`: the French and Spanish catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.catalogues import (
    LANGUAGES,
    DamagedCatalogue,
    catalogue_path,
    check_catalogues,
    ensure_compiled,
    extract_messages,
    update_catalogues,
)

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def messages() -> None:
    """Collect, check and compile the translations."""


@messages.command()
@_JSON
def update(as_json: bool) -> None:
    """Collect the messages of the source into the catalogues; translations stay."""
    with _readable():
        update_catalogues()
    count = len(extract_messages().messages)
    paths = [str(catalogue_path(language)) for language in LANGUAGES]
    emit(
        {"messages": count, "catalogues": paths},
        as_json=as_json,
        human=lambda _data, console: _lines(console, [f"{count} messages in", *paths]),
    )


@messages.command()
@_JSON
def check(as_json: bool) -> None:
    """List what is missing, fuzzy, out of date or has other places to fill than its message."""
    with _readable():
        problems = check_catalogues()
    emit(
        {"problems": problems},
        as_json=as_json,
        human=lambda data, console: _lines(console, data["problems"] or ["Complete."]),
    )
    if problems:
        raise SystemExit(ExitCode.BAD_INPUT)


@messages.command()
@_JSON
def compile(as_json: bool) -> None:
    """Make the .mo files that are missing or older than their catalogue."""
    with _readable():
        written = [str(path) for path in ensure_compiled()]
    emit(
        {"written": written},
        as_json=as_json,
        human=lambda data, console: _lines(console, data["written"] or ["Nothing to do."]),
    )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except DamagedCatalogue as error:
        raise BadInput("catalogue", str(error)) from error


def _lines(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
