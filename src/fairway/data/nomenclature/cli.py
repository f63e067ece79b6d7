"""`fairway product`: find goods codes in your own words, and show what stands at a code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fairway.data.nomenclature.answering import Asker, answers_by_query
from fairway.data.nomenclature.cli_migrate import migrate_command
from fairway.data.nomenclature.domain.asked import Asked
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.presentation import entry_plain, result_plain
from fairway.data.nomenclature.selectors import (
    UnknownProduct,
    national_tariffs,
    product_find,
)
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Text, UserError
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.language import say

_in_language = click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Your language."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def product() -> None:
    """Find goods codes in your own words."""


product.add_command(migrate_command)


@product.command()
@click.argument("query", nargs=-1)
@click.option(
    "--file", "queries", type=click.File(encoding="utf-8-sig", errors="replace"), help="One query a line."
)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Most results of a query."
)
@click.option(
    "--answers",
    type=click.File(encoding="utf-8-sig"),
    help="JSON Lines, one for each query: the answers to its questions, or the code of one who knows.",
)
@click.option("--ask", is_flag=True, help="Ask what decides, one question after the other.")
@_in_language
@_as_json
def search(  # noqa: PLR0917  (click passes them by name)
    query: tuple[str, ...],
    queries: IO[str] | None,
    limit: int,
    answers: IO[str] | None,
    ask: bool,
    language: str,
    as_json: bool,
) -> None:
    """Subheadings for everyday words or a code; with --file, one JSON object a line.

    A line of --answers is a list such as [{"question": "6109", "answer": 0}], with null for “not sure”,
    or {"code": "610910", "most": 3}: at most three questions are answered as by one who knows that the
    goods belong there.
    """
    if bool(query) == (queries is not None):
        raise BadInput("QUERY", "Give words to search for, or a file of queries with --file, but not both.")
    if ask and (queries is not None or answers is not None or as_json):
        raise BadInput("--ask", "Questions are asked on the terminal, for the words of one query.")
    if queries is not None:
        _search_file(queries, answers, limit, language)
        return
    asker = Asker(" ".join(query), limit, language)
    if ask:
        found = asker.asked(lambda asked: _ask(asked, language))
    else:
        (found,) = _found([asker.query], answers, limit, language)
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


def _search_file(queries: IO[str], answers: IO[str] | None, limit: int, language: str) -> None:
    for found in _found([line.rstrip("\r\n") for line in queries], answers, limit, language):
        click.echo(json.dumps(result_plain(found, language), ensure_ascii=False))


def _found(queries: list[str], answers: IO[str] | None, limit: int, language: str) -> Iterator[SearchResult]:
    """The result of each query, after its answers where there is a file of them."""
    if answers is None:
        yield from (Asker(query, limit, language).found() for query in queries)
        return
    try:
        paired = answers_by_query(queries, answers)
    except (UserError, UnicodeDecodeError) as error:
        raise BadInput("--answers", _said(error, language)) from None
    for row, (query, line) in enumerate(paired, start=1):
        try:
            yield Asker(query, limit, language).answered(line)
        except UserError as error:
            raise BadInput("--answers", f"Row {row}: {say(error.text, language)}") from None


def _said(error: UserError | UnicodeDecodeError, language: str) -> str:
    return say(error.text, language) if isinstance(error, UserError) else "The file is not written in UTF-8."


def _ask(asked: Asked, language: str) -> int | None:
    """The number of the answer chosen on the terminal; None for “not sure”."""
    click.echo("\n" + say(asked.text, language))
    for place, choice in enumerate(asked.choices, start=1):
        example = f" ({say(choice.example, language)})" if choice.example else ""
        click.echo(f"  {place}  {say(choice.text, language)}{example}")
    click.echo("  0  " + say(Text("Not sure"), language))
    place = click.prompt(say(Text("Your answer"), language), type=click.IntRange(0, len(asked.choices)))
    return asked.choices[place - 1].number if place else None


def _print_result(result: dict[str, Any], console: Console) -> None:
    for hint in result["hints"]:
        console.print(hint, markup=False)
    if result["results"]:
        console.print(_results_table(result))
    for out in result["ruled_out"]:
        console.print(f"× {out['code']}  {out['name']}  ← {out['because']}", markup=False, style="dim")
    for note in result["notes"]:
        console.print("\n" + note, markup=False)
    for chapter in result["browse"]:
        console.print(f"  {chapter['code']}  {chapter['description']}", markup=False)
    if result["question"]:
        console.print("\n" + result["question"]["text"], markup=False)
        for choice in result["question"]["choices"]:
            console.print(f"  - {choice['text']}", markup=False)


def _results_table(result: dict[str, Any]) -> Table:
    table = Table("Code", "Description", "Score", box=None, pad_edge=False)
    for hit in result["results"]:
        described = escape(hit["description"]) + "".join(f"\n  [dim]{escape(why)}[/]" for why in hit["why"])
        table.add_row(hit["hs6"], described, f"{hit['score']:.2f}")
    return table


def _print_entry(entry: dict[str, Any], console: Console) -> None:
    above = [*entry["ancestors"], entry]
    national = [{**line, "code": f"{line['territory']} {line['code']}"} for line in entry["national_lines"]]
    for depth, line in enumerate(above):
        console.print(f"{'  ' * depth}{line['code']}  {line['description']}", markup=False)
    for line in (*entry["children"], *national):
        console.print(f"{'  ' * len(above)}{line['code']}  {line['description']}", markup=False)
