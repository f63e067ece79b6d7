"""The open questions of a list and their answers, in one CSV file that people fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.nomenclature.choices import CodeChoice, code_choices
from fairway.data.nomenclature.domain.editions import dotted
from fairway.data.nomenclature.domain.migration import Answers
from fairway.data.nomenclature.editions import hs_editions
from fairway.data.nomenclature.migrate import ListMigration, OpenCode
from fairway.data.nomenclature.names import heading_name
from fairway.kernel.text import Param, Text
from fairway.platform.content.problem import Problem, SourceError
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.language import say

COLUMNS = ("code", "row", "question", "choices", "rows", "answer")
_NEEDED = ("code", "answer")
_ANY = re.compile(r"any\s+(\d{4})")
_YES_OR_NO = {
    "yes": True,
    "y": True,
    "oui": True,
    "sí": True,
    "si": True,
    "no": False,
    "n": False,
    "non": False,
}


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]

    @property
    def code(self) -> str:
        return self.cells["code"].strip()

    @property
    def answer(self) -> str:
        return self.cells["answer"].strip()

    @property
    def row(self) -> str:
        return self.cells.get("row", "").strip()


def answers_read(path: Path, *, start: int, end: int) -> Answers:
    """The answers that are filled in; none where there is no file yet. Raises SourceError for bad ones."""
    if not path.exists():
        return Answers()
    sheet = read_csv_rows(path, expected_columns=_NEEDED, optional_columns=COLUMNS)
    filled = [line for line in (_Line(*record) for record in sheet.records()) if line.answer]
    problems = tuple(problem for line in filled for problem in _problems(sheet, line, start, end))
    if problems:
        raise SourceError.of(problems)
    of_codes = [line for line in filled if not _ANY.fullmatch(line.code)]
    return Answers(
        by_code={_digits(line.code): _digits(line.answer) for line in of_codes if not line.row},
        by_row={int(line.row): _digits(line.answer) for line in of_codes if line.row},
        any_under={
            found[1]: _YES_OR_NO[line.answer.casefold()]
            for line in filled
            if (found := _ANY.fullmatch(line.code))
        },
    )


def answers_text(migration: ListMigration, language: str) -> str:
    """The file: what is asked first, then what was answered."""
    lines = (*_common_lines(migration, language), *_open_lines(migration, language), *_answered(migration))
    return csv_text(COLUMNS, lines)


def choice_in_words(choice: CodeChoice, language: str) -> str:
    """A choice on one line: its code, its wording, and what tells it from the others."""
    said = [choice.wording or (say(choice.heading, language) if choice.heading else "")]
    said += [say(choice.note, language)] if choice.note else []
    facts = " › ".join(say(fact, language) for fact in choice.facts)
    return f"{choice.dotted} {' '.join(part for part in said if part)}{f' ({facts})' if facts else ''}"


def common_in_words(heading: str, count: int, edition: int, language: str) -> str:
    shown: dict[str, Param] = {
        "heading": _heading_in_words(heading, language),
        "edition": edition,
        "count": count,
    }
    return say(
        Text(
            "Do any of your goods stand under {heading} in HS {edition}? It concerns {count} codes.",
            shown,
        ),
        language,
    )


def _heading_in_words(heading: str, language: str) -> str:
    name = heading_name(heading)
    return f"{heading} ({say(name, language)})" if name else heading


def question_in_words(asked: OpenCode, end: int, language: str) -> str:
    shown: dict[str, Param] = {"code": dotted(asked.migrated.code), "edition": end}
    return say(Text("Where do the goods of {code} stand in HS {edition}?", shown), language)


def _problems(sheet: Sheet, line: _Line, start: int, end: int) -> Iterator[Problem]:
    def wrong(message: Text, column: str, value: str) -> Problem:
        return Problem(message, sheet.file, line.number, column, value)

    if _ANY.fullmatch(line.code):
        if line.answer.casefold() not in _YES_OR_NO:
            yield wrong(Text("Answer with yes or no."), "answer", line.answer)
        return
    choices = hs_editions().counterparts(_digits(line.code), start, end)
    if not choices:
        yield wrong(Text("HS {edition} has no such code.", {"edition": start}), "code", line.code)
    elif _digits(line.answer) not in choices:
        shown = {"choices": ", ".join(map(dotted, choices))}
        yield wrong(Text("Answer with one of these codes: {choices}.", shown), "answer", line.answer)
    if line.row and not (line.row.isascii() and line.row.isdigit()):
        yield wrong(Text("A row is a whole number."), "row", line.row)


def _common_lines(migration: ListMigration, language: str) -> Iterator[tuple[str, ...]]:
    for asked in migration.common:
        count = len(asked.codes)
        question = common_in_words(asked.heading, count, migration.end, language)
        yield f"any {asked.heading}", "", question, "yes | no", str(count), ""


def _open_lines(migration: ListMigration, language: str) -> Iterator[tuple[str, ...]]:
    answered_by_row = {
        one.code
        for row, one in zip(migration.codes.sheet.row_numbers, migration.migrated, strict=True)
        if row in migration.answers.by_row
    }
    for asked in migration.open_codes:
        question = question_in_words(asked, migration.end, language)
        choices = code_choices(asked.migrated.choices, migration.end)
        words = " | ".join(choice_in_words(choice, language) for choice in choices)
        if asked.migrated.code in answered_by_row:
            yield from ((asked.migrated.code, str(row), question, words, "1", "") for row in asked.rows)
        else:
            yield asked.migrated.code, "", question, words, str(len(asked.rows)), ""


def _answered(migration: ListMigration) -> Iterable[tuple[str, ...]]:
    answers = migration.answers
    written = dict(zip(migration.codes.sheet.row_numbers, migration.migrated, strict=True))
    for heading, is_so in answers.any_under.items():
        yield f"any {heading}", "", "", "", "", "yes" if is_so else "no"
    for code, answer in answers.by_code.items():
        yield code, "", "", "", "", answer
    for row, answer in answers.by_row.items():
        if row in written:
            yield written[row].code, str(row), "", "", "", answer


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")
