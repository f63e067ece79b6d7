"""`fairway data`: load, list, compare and verify releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fairway.data.idb import selectors
from fairway.data.idb.adapters import UnknownAdapter, adapter_names, find_adapter
from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.fairway_csv.template import template_write
from fairway.data.idb.adapters.uk_tariff_api.fetch import OFFICIAL_API, ServiceUnavailable, commodity_fetch
from fairway.data.idb.presentation import change_plain, load_plain, release_plain
from fairway.data.idb.services import Outcome, release_load
from fairway.data.idb.starter import starter_build_command
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.hs import HsCode
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.language import say

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_PATH = click.Path(path_type=Path)
_OUTCOME_WORDS = {
    Outcome.PUBLISHED: "published",
    Outcome.UNCHANGED: "unchanged: the current release has the same content, nothing was published",
    Outcome.EARLIER: "kept as an earlier edition beside the current release",
    Outcome.KEPT: "not published: the operator's own release stays",
}


@click.group()
def data() -> None:
    """Load, inspect and compare tariffs and other published data."""


data.add_command(starter_build_command)


@data.command()
@click.argument("adapter")
@click.argument("file", type=_PATH)
@click.option("--territory", help="Territory of a source that does not say it, as in US or ECOWAS.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Day of the edition.")
@click.option("--may-shrink", is_flag=True, help="Publish even when most rows of the current one are gone.")
@_as_json
def load(  # noqa: PLR0917  (click passes them by name)
    adapter: str,
    file: Path,
    territory: str | None,
    published: datetime | None,
    may_shrink: bool,
    as_json: bool,
) -> None:
    """Read FILE with ADAPTER and publish it as a release."""
    options = LoadOptions(territory, published.date() if published else None, may_shrink)
    with _bad_input("ADAPTER", UnknownAdapter):
        found = find_adapter(adapter)
    with _bad_input("FILE", UserError), _steps() as progress:
        result = release_load(adapter=found, source=file, options=options, progress=progress)
    emit(load_plain(result, say), as_json=as_json, human=_print_load)


@data.command("uk-fetch")
@click.argument("code")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The tariff as it was on this day.")
@click.option("--api", default=OFFICIAL_API, show_default=True, help="Address of the service.")
@_as_json
def uk_fetch(code: str, on: datetime | None, api: str, as_json: bool) -> None:
    """Ask the UK online tariff for the commodity CODE (10 digits) and publish it."""
    options = LoadOptions(published=on.date() if on else timezone.localdate())
    with TemporaryDirectory() as folder, _bad_input("CODE", UserError), _steps() as progress:
        try:
            document = commodity_fetch(
                HsCode.parse(code), Path(folder), on=on.date() if on else None, api=api
            )
        except ServiceUnavailable as error:
            raise click.ClickException(say(error.text)) from error
        result = release_load(
            adapter=find_adapter("uk-tariff-api"), source=document, options=options, progress=progress
        )
    emit(load_plain(result, say), as_json=as_json, human=_print_load)


@data.command()
@click.option("--all", "with_superseded", is_flag=True, help="Superseded releases too.")
@_as_json
def status(with_superseded: bool, as_json: bool) -> None:
    """The releases of this instance."""
    releases = [r for r in selectors.releases_list() if with_superseded or r.is_current]
    emit({"releases": [release_plain(r) for r in releases]}, as_json=as_json, human=_print_status)


@data.command()
@click.argument("old")
@click.argument("new")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="Changes to pass over.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="Most changes shown.")
@_as_json
def diff(old: str, new: str, offset: int, limit: int, as_json: bool) -> None:
    """What changed from the release OLD to the release NEW."""
    with _bad_input("OLD", UserError):
        before = selectors.release_find(old)
    with _bad_input("NEW", UserError):
        changes = selectors.release_diff(before, selectors.release_find(new))
    shown = [change_plain(change) for change in changes[offset : offset + limit]]
    result = {"old": old, "new": new, "total": len(changes), "offset": offset, "changes": shown}
    emit(result, as_json=as_json, human=_print_diff)


@data.command()
@_as_json
def adapters(as_json: bool) -> None:
    """The sources that can be loaded."""
    plain = [
        {
            "adapter": adapter.name,
            "version": adapter.version,
            "kind": adapter.kind,
            "territory": adapter.territory,
            "reads": say(adapter.title),
        }
        for adapter in map(find_adapter, adapter_names())
    ]
    emit({"adapters": plain}, as_json=as_json, human=_print_adapters)


@data.command()
@click.pass_context
@_as_json
def verify(ctx: click.Context, as_json: bool) -> None:
    """Compare every file of every release with its checksum; exit code 4 when one is damaged."""
    found = [
        {
            "name": v.name,
            "sound": v.problem is None,
            "leftover": v.is_leftover,
            "problem": say(v.problem) if v.problem else None,
        }
        for v in selectors.releases_verify()
    ]
    emit({"releases": found}, as_json=as_json, human=_print_verified)
    if any(not one["sound"] and not one["leftover"] for one in found):
        ctx.exit(ExitCode.CANNOT_COMPUTE)


@data.command()
@click.argument("out", type=_PATH)
@click.option("--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES))
@_as_json
def template(out: Path, language: str, as_json: bool) -> None:
    """Write the open template, empty and explained, to the workbook OUT (.xlsx)."""
    if out.suffix.lower() != ".xlsx":
        raise BadInput("OUT", f"{out.name} must end in .xlsx.")
    if out.exists():
        raise BadInput("OUT", f"{out} exists already. Name another file, or remove it first.")
    try:
        template_write(out, say=lambda text: say(text, language))
    except OSError as error:
        raise BadInput("OUT", f"{out} cannot be written ({error.strerror}).") from error
    emit({"template": str(out)}, as_json=as_json, human=lambda done, c: c.print(f"Wrote {done['template']}."))


@contextmanager
def _bad_input(field: str, kind: type[UserError]) -> Iterator[None]:
    """What the store says of bad input, as the command line says it."""
    try:
        yield
    except SourceError as error:
        raise BadInput(field, "\n".join(say(problem.text) for problem in error.problems)) from error
    except kind as error:
        raise BadInput(field, say(error.text)) from error


@contextmanager
def _steps() -> Iterator[Callable[[Text], None]]:
    """Progress on standard error; nothing where that is no terminal."""
    with Console(stderr=True).status("…") as shown:
        yield lambda text: shown.update(say(text))


def _print_load(loaded: dict[str, Any], console: Console) -> None:
    console.print(f"{loaded['release']}: {_OUTCOME_WORDS[loaded['outcome']]}.", markup=False)
    for table, rows in loaded["tables"].items():
        console.print(f"  {rows:>9,} rows in {table}", markup=False)
    for defect in loaded["defects"]:
        console.print(f"  {defect['count']:>9,} × {defect['code']}: {defect['meaning']}", markup=False)


def _print_status(found: dict[str, Any], console: Console) -> None:
    if not found["releases"]:
        console.print("No release is loaded. See: fairway data adapters.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("Release", no_wrap=True)  # whole, as “fairway data diff” asks for it
    for heading in ("Rows", "HS", "Period", "Source", "Licence"):
        table.add_column(heading)
    for one in found["releases"]:
        name = one["release"] if one["current"] else f"{one['release']} (superseded)"
        period = f"{one['period']['from'] or '…'} to {one['period']['to'] or '…'}"
        source = f"{one['source']['publisher']}, {one['source']['title']}"
        table.add_row(name, f"{one['rows']:,}", str(one["hs_edition"]), period, source, one["licence"])
    console.print(table)


def _print_diff(found: dict[str, Any], console: Console) -> None:
    shown = len(found["changes"])
    first = found["offset"] + 1 if shown else 0
    console.print(f"{found['total']} changes; shown {first} to {found['offset'] + shown}.")
    table = Table("Change", "Key", "Old", "New", box=None, pad_edge=False)
    for change in found["changes"]:
        what = f"{change['table']} {change['change']}"
        table.add_row(what, " ".join(change["key"]), change["old"], change["new"])
    console.print(table)


def _print_adapters(found: dict[str, Any], console: Console) -> None:
    table = Table("Adapter", "Version", "Kind", "Reads", box=None, pad_edge=False)
    for one in found["adapters"]:
        table.add_row(one["adapter"], one["version"], one["kind"], one["reads"])
    console.print(table)


def _print_verified(found: dict[str, Any], console: Console) -> None:
    for one in found["releases"]:
        console.print(f"{one['name']}: {one['problem'] or 'sound'}", markup=False)
    if not found["releases"]:
        console.print("No release is loaded.")
