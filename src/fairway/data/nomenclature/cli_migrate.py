"""`fairway product migrate`: a list of goods codes from one edition to another; what is open is asked."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fairway.data.nomenclature.choices import code_choices
from fairway.data.nomenclature.code_lists import CodeList, list_read
from fairway.data.nomenclature.domain.migration import Answers, How, editions_fitting
from fairway.data.nomenclature.editions import hs_editions
from fairway.data.nomenclature.migrate import (
    ListMigration,
    UndecidedEdition,
    counts_in_words,
    edition_of_list,
)
from fairway.data.nomenclature.migration_answers import answers_read, answers_text
from fairway.data.nomenclature.migration_asker import Asker
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.language import say

_AUTO = "auto"
_MOST_UNKNOWN = 20  # codes that are named on the terminal
_LONG = 5_000  # rows from which on progress is shown
_PATH = click.Path(path_type=Path)


@click.command("migrate")
@click.argument("file", type=_PATH)
@click.option(
    "--from", "start", default=_AUTO, show_default=True,
    help="Edition of the codes, such as 2012; auto: the one that has most of them.",
)  # fmt: skip
@click.option("--to", "end", default="2022", show_default=True, help="Edition wanted, newer or older.")
@click.option("--column", help="Column of the codes. Default: found by its name or its cells.")
@click.option("--out", type=_PATH, help="CSV to write: the list with the new code, how, and a note.")
@click.option(
    "--answers", "answers_path", type=_PATH,
    help="CSV of open questions and answers; read, and written again. Default: beside --out.",
)  # fmt: skip
@click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def migrate_command(  # noqa: PLR0917  (click passes them by name)
    file: Path,
    start: str,
    end: str,
    column: str | None,
    out: Path | None,
    answers_path: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Move a list of goods codes from one edition of the Harmonized System to another.

    FILE is CSV or XLSX. A code whose goods are under several codes of the other edition is never
    guessed: on a terminal it is asked, otherwise it stands in the file of answers, to be filled in for
    the next run. Exit code 3 while questions are open, 4 where a code is not of the edition.
    """
    _check_paths(file, out, answers_path)
    to = _edition("--to", end)
    codes = _read("FILE", lambda: list_read(file, column=column), language)
    since = _detected(codes, to, language) if start == _AUTO else _edition("--from", start)
    kept = answers_path or (out.with_suffix(".questions.csv") if out else None)
    answers = _read("--answers", lambda: _answers(kept, since, to), language)
    migration = ListMigration(codes, since, to, answers)
    if not as_json and can_be_asked():
        save = (lambda now: _save_answers(kept, now, language)) if kept else None
        migration = Asker(migration, language, save).ask()
    _write(migration, out, language)
    _save_answers(kept, migration, language)
    emit(_plain(migration, out, kept, language), as_json=as_json, human=_print)
    sys.exit(_exit_code(migration))


def can_be_asked() -> bool:
    """Whether a person sits at the terminal."""
    return sys.stdin.isatty()


def _check_paths(file: Path, out: Path | None, answers: Path | None) -> None:
    resolved = file.resolve()
    for option, path in (("--out", out), ("--answers", answers)):
        if path is not None and path.resolve() == resolved:
            raise BadInput(option, "This is the list itself. Name another file.")
        if path is not None and not path.resolve().parent.is_dir():
            raise BadInput(option, f"There is no folder {path.parent}.")


def _read(field: str, reading: Any, language: str) -> Any:
    try:
        return reading()
    except SourceError as error:
        raise BadInput(field, "\n".join(say(problem.text, language) for problem in error.problems)) from None


def _answers(path: Path | None, start: int, end: int) -> Answers:
    return answers_read(path, start=start, end=end) if path else Answers()


def _edition(option: str, text: str) -> int:
    known = hs_editions().years
    if not (text.isascii() and text.isdigit() and int(text) in known):
        raise BadInput(option, f"“{text}” is not an edition. Give one of {', '.join(map(str, known))}.")
    return int(text)


def _detected(codes: CodeList, end: int, language: str) -> int:
    try:
        return edition_of_list((written for _, written in codes.codes()), end)
    except UndecidedEdition as undecided:
        raise BadInput("--from", say(undecided.text, language)) from None


def _write(migration: ListMigration, out: Path | None, language: str) -> None:
    if out is None:
        return
    partial = out.with_name(out.name + ".partial")
    with partial.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(migration.header)
        writer.writerows(_with_progress(migration, language))
    partial.replace(out)


def _with_progress(migration: ListMigration, language: str) -> Iterator[list[str]]:
    count = len(migration.codes.sheet.rows)
    if count < _LONG or not sys.stderr.isatty():
        yield from migration.rows(language)
        return
    with click.progressbar(migration.rows(language), length=count, label="Codes", file=sys.stderr) as shown:
        yield from shown


def _save_answers(path: Path | None, migration: ListMigration, language: str) -> None:
    """The questions and answers, where there are any."""
    answers = migration.answers
    if path is None or not (
        migration.open_codes or answers.by_code or answers.by_row or answers.any_under or path.exists()
    ):
        return
    partial = path.with_name(path.name + ".partial")
    partial.write_text(answers_text(migration, language), encoding="utf-8", newline="")
    partial.replace(path)


def _exit_code(migration: ListMigration) -> ExitCode:
    if migration.counts[How.ASKED]:
        return ExitCode.NEEDS
    return ExitCode.CANNOT_COMPUTE if migration.counts[How.UNKNOWN] else ExitCode.COMPUTED


def _plain(migration: ListMigration, out: Path | None, kept: Path | None, language: str) -> dict[str, Any]:
    written = [code for _, code in migration.codes.codes()]
    return {
        "from": migration.start,
        "to": migration.end,
        "column": migration.codes.column,
        "rows": len(written),
        "fitting": editions_fitting(hs_editions(), written),
        "counts": {how.value: count for how, count in migration.counts.items()},
        "out": str(out) if out else None,
        "answers": str(kept) if kept and kept.exists() else None,
        "codes": list(_codes_plain(migration, language)),
    }


def _codes_plain(migration: ListMigration, language: str) -> Iterator[dict[str, Any]]:
    for row, one in zip(migration.codes.sheet.row_numbers, migration.migrated, strict=True):
        choices = code_choices(one.choices, migration.end) if one.how is How.ASKED else ()
        yield {
            "row": row,
            "code": one.written,
            "new_code": one.new_code or None,
            "how": one.how.value,
            "choices": [
                {
                    "code": choice.code,
                    "wording": choice.wording,
                    "facts": [say(fact, language) for fact in choice.facts],
                }
                for choice in choices
            ],
            "suggestions": list(one.suggestions),
            "notes": [say(note, language) for note in one.notes],
        }


_HOW_WORDS = {
    How.UNCHANGED: Text("Unchanged"),
    How.SETTLED: Text("A new code, without a choice"),
    How.ANSWERED: Text("Answered by you"),
    How.ASKED: Text("Still to be answered"),
    How.UNKNOWN: Text("Not found"),
}


def _print(result: dict[str, Any], console: Console) -> None:
    console.print(
        f"HS {result['from']} → HS {result['to']}: {result['rows']} rows, codes in “{result['column']}”",
        markup=False,
    )
    console.print(f"Codes that each edition has: {counts_in_words(result['fitting'])}", markup=False)
    for how, words in _HOW_WORDS.items():
        console.print(f"{result['counts'][how.value]:>7}  {words}", markup=False)
    _print_unknown(result["codes"], console)
    for name, path in (("The list", result["out"]), ("Questions and answers", result["answers"])):
        if path:
            console.print(f"{name}: {path}", markup=False, soft_wrap=True)


def _print_unknown(codes: list[dict[str, Any]], console: Console) -> None:
    """Each code that was not found, with the first of its rows."""
    unknown: dict[str, dict[str, Any]] = {}
    for code in codes:
        if code["how"] == How.UNKNOWN:
            unknown.setdefault(code["code"], code)
    for code in list(unknown.values())[:_MOST_UNKNOWN]:
        console.print(f"Row {code['row']}: {' '.join(code['notes'])}", markup=False)
    if (more := len(unknown) - _MOST_UNKNOWN) > 0:
        console.print(f"… and {more} further codes; every row has its note in the list.", markup=False)
