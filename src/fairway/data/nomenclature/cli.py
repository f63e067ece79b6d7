"""`fairway product`: find goods codes in your own words, and show what stands at a code."""

from __future__ import annotations

import json
from typing import IO, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fairway.data.nomenclature.presentation import entry_plain, result_plain
from fairway.data.nomenclature.selectors import (
    UnknownProduct,
    national_tariffs,
    product_find,
    product_search,
)
from fairway.kernel.economy import LANGUAGES
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.language import say

_in_language = click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Your language."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def product() -> None:
    """Find goods codes in your own words."""


@product.command()
@click.argument("query", nargs=-1)
@click.option(
    "--file", "queries", type=click.File(encoding="utf-8-sig", errors="replace"), help="One query a line."
)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Most results of a query."
)
@click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language."
)
@_as_json
def search(query: tuple[str, ...], queries: IO[str] | None, limit: int, language: str, as_json: bool) -> None:
    """Subheadings for everyday words or a code; with --file, one JSON object a line."""
    if bool(query) == (queries is not None):
        raise BadInput("QUERY", "Give words to search for, or a file of queries with --file, but not both.")
    if queries is not None:
        _search_file(queries, limit, language)
        return
    found = product_search(" ".join(query), limit=limit, language=language)
    emit(result_plain(found, language), as_json=as_json, human=_print_result)


@product.command()
@click.argument("code")
@click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language."
)
@_as_json
def show(code: str, language: str, as_json: bool) -> None:
    """The place of a code: what it stands under, what stands under it, national lines."""
    try:
        entry = product_find(code)
    except UnknownProduct as unknown:
        near = "".join(f"\n  {entry.code}  {entry.description}" for entry in unknown.suggestions)
        raise BadInput("CODE", say(unknown.text, language) + near) from None
    emit(entry_plain(entry, national_tariffs(entry.code)), as_json=as_json, human=_print_entry)


def _search_file(queries: IO[str], limit: int, language: str) -> None:
    for line in queries:
        found = product_search(line.rstrip("\r\n"), limit=limit, language=language)
        click.echo(json.dumps(result_plain(found, language), ensure_ascii=False))


def _print_result(result: dict[str, Any], console: Console) -> None:
    for hint in result["hints"]:
        console.print(hint, markup=False)
    if result["results"]:
        table = Table("Code", "Description", "Score", box=None, pad_edge=False)
        for hit in result["results"]:
            described = escape(hit["description"]) + "".join(
                f"\n  [dim]{escape(why)}[/]" for why in hit["why"]
            )
            table.add_row(hit["hs6"], described, f"{hit['score']:.2f}")
        console.print(table)
    if result["question"]:
        console.print("\n" + result["question"]["text"], markup=False)
        for choice in result["question"]["choices"]:
            console.print(f"  {choice['hs6']}  {choice['text']}", markup=False)


def _print_entry(entry: dict[str, Any], console: Console) -> None:
    above = [*entry["ancestors"], entry]
    national = [{**line, "code": f"{line['territory']} {line['code']}"} for line in entry["national_lines"]]
    for depth, line in enumerate(above):
        console.print(f"{'  ' * depth}{line['code']}  {line['description']}", markup=False)
    for line in (*entry["children"], *national):
        console.print(f"{'  ' * len(above)}{line['code']}  {line['description']}", markup=False)
