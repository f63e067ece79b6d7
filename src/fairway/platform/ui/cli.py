"""`fairway messages`: the French and Spanish catalogues."""

from __future__ import annotations

import json

import click

from fairway.platform.ui.catalogues import (
    LANGUAGES,
    LOCALE,
    catalogue_path,
    check_catalogues,
    ensure_compiled,
    extract_messages,
    update_catalogues,
)

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_INCOMPLETE = 2


@click.group()
def messages() -> None:
    """Collect, check and compile the translations."""


@messages.command()
@_JSON
def update(as_json: bool) -> None:
    """Collect the messages of the source into the catalogues; translations stay."""
    update_catalogues()
    paths = [str(catalogue_path(language)) for language in LANGUAGES]
    count = len(extract_messages().messages)
    _say({"messages": count, "catalogues": paths}, f"{count} messages in {', '.join(paths)}", as_json)


@messages.command()
@_JSON
def check(as_json: bool) -> None:
    """List what is missing, fuzzy, out of date or has other places to fill than its message."""
    problems = check_catalogues()
    lines = "\n".join([*problems, f"{len(problems)} problems."] if problems else ["Complete."])
    _say({"problems": problems}, lines, as_json)
    if problems:
        raise SystemExit(_INCOMPLETE)


@messages.command()
@_JSON
def compile(as_json: bool) -> None:
    """Make the .mo files that are missing or older than their catalogue."""
    written = [str(path) for path in ensure_compiled()]
    _say({"written": written}, "\n".join(written) or f"Nothing to do in {LOCALE}.", as_json)


def _say(result: dict[str, object], words: str, as_json: bool) -> None:
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else words)
