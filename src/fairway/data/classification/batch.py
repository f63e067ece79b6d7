"""Suggestions for a whole catalogue into a file, row by row, so that a stopped run goes on where it was."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.domain.rows import GoodsRow, RowNote, read_rows
from fairway.data.classification.domain.sheet import Sheet, SheetRow
from fairway.data.classification.domain.suggestion import MOST_SUGGESTED, Suggested
from fairway.data.classification.review_presentation import code_name
from fairway.data.classification.suggesting import suggest
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import Problem
from fairway.platform.ui.downloads import neutralised
from fairway.platform.ui.language import say

_SUGGESTED = tuple(f"{what}_{place}" for place in range(1, MOST_SUGGESTED + 1) for what in ("code", "score"))
RESULT_COLUMNS = ("goods_code", "goods_name", "certainty", *_SUGGESTED, "question", "problem", "row")
_REMEMBERED = 10_000


class OtherResult(UserError):
    """What stands in the file is not the beginning of this catalogue's result."""


@dataclass(slots=True)
class Batch:
    """`accept` is the score, 0 to 1, from which the likeliest code is filled in; None: never."""

    source: str
    sheet: Sheet
    columns: Columns
    language: str = "en"
    accept: float | None = None
    accepted: int = 0
    written: int = 0
    earlier: int = 0  # rows that an earlier run had written
    problems: list[Problem] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return [neutralised(name) for name in (*self.sheet.header, *RESULT_COLUMNS)]


def batch_run(batch: Batch, out: Path, *, on_row: Callable[[int], None] = lambda done: None) -> Batch:
    """Write what `out` does not hold yet, each row at once. Raises OtherResult."""
    done = _written_so_far(batch, out)
    batch.earlier = len(done)
    _cut(out, done, batch.header)
    with out.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for line in _lines(batch, skip=len(done)):
            writer.writerow([neutralised(cell) for cell in line])
            file.flush()
            batch.written += 1
            on_row(batch.earlier + batch.written)
    return batch


def _lines(batch: Batch, *, skip: int) -> Iterator[list[str]]:
    find = lru_cache(maxsize=_REMEMBERED)(lambda words: suggest(words, batch.language))
    rows = zip(batch.sheet.rows, read_rows(batch.sheet.rows, batch.columns), strict=True)
    for place, (raw, row) in enumerate(rows):
        if place >= skip:
            yield _line(batch, raw, row, None if row.is_problem else find(row.description))


def _line(batch: Batch, raw: SheetRow, row: GoodsRow, found: Suggested | None) -> list[str]:
    code = _accepted(batch, found)
    scores = [cell for one in found.suggestions for cell in (one.hs6, _score(one.score))] if found else []
    name = code_name(code).heading if code else ""
    return [
        *raw.cells,
        code,
        say(name, batch.language),
        found.certainty.value if found else "",
        *scores,
        *[""] * (len(_SUGGESTED) - len(scores)),
        found.question if found else "",
        _problem(batch, row),
        str(raw.number),
    ]


def _accepted(batch: Batch, found: Suggested | None) -> str:
    if found is None or batch.accept is None or found.sureness < 1000 * batch.accept or not found.suggestions:
        return ""
    batch.accepted += 1
    return found.suggestions[0].hs6


def _problem(batch: Batch, row: GoodsRow) -> str:
    if row.note is not RowNote.NO_DESCRIPTION:
        return ""
    problem = Problem(
        Text("There are no words to search for."),
        batch.source,
        row.number,
        batch.sheet.header[batch.columns.description],
        row.description,
    )
    batch.problems.append(problem)
    return say(problem.message, batch.language)


def _written_so_far(batch: Batch, out: Path) -> list[list[str]]:
    """The whole lines of an earlier run, which must be of the same catalogue. Raises OtherResult."""
    if not out.exists() or not out.stat().st_size:
        return []
    text = out.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in csv.reader(text.splitlines(keepends=True)) if line]
    if not text.endswith("\n"):
        lines = lines[:-1]  # the run was killed while it wrote this one
    if lines and lines[0] != batch.header:
        raise OtherResult(_other(out))
    done = lines[1:]
    width = len(batch.sheet.header)
    for line, row in zip(done, batch.sheet.rows, strict=False):
        if line[:width] != [neutralised(cell) for cell in row.cells]:
            raise OtherResult(_other(out))
    if len(done) > len(batch.sheet.rows):
        raise OtherResult(_other(out))
    return done


def _other(out: Path) -> Text:
    return Text(
        "{file} holds something else than the beginning of this result. Choose another.", {"file": str(out)}
    )


def _cut(out: Path, done: list[list[str]], header: list[str]) -> None:
    """The file with nothing but whole lines; the new one is whole before it takes its place."""
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *done])
    fresh.replace(out)


def _score(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}"
