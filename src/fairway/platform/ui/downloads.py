"""Tables as files that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override

_CSV = "text/csv; charset=utf-8"
_ROWS_OF_A_PART = 500
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def neutralised(cell: object) -> str:
    """The cell as text; what a spreadsheet would run as a formula gets a leading apostrophe."""
    text = "" if cell is None else str(cell)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV table with its header; an absent cell is empty."""
    return _written([columns]) + _written([neutralised(cell) for cell in row] for row in rows)


def csv_stream(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same in parts, for a table too long to hold. The rows are made in the language active now."""
    return _parts(columns, iter(rows), get_language() or "en")


def csv_file(name: str, table: str) -> HttpResponse:
    """What `csv_text` has written, as the file `name`.csv."""
    return HttpResponse(table, content_type=_CSV, headers=_attached(name))


def csv_file_in_parts(name: str, parts: Iterable[str]) -> StreamingHttpResponse:
    """What `csv_stream` writes, as the file `name`.csv."""
    return StreamingHttpResponse(parts, content_type=_CSV, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def _parts(columns: Sequence[str], rows: Iterator[Sequence[object]], language: str) -> Iterator[str]:
    part = _written([columns])
    while part:
        yield part
        with override(language):  # when a response is streamed, its request's language is over
            part = _written([neutralised(cell) for cell in row] for row in islice(rows, _ROWS_OF_A_PART))


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
