"""Tables as files that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def neutralised(cell: object) -> str:
    """The cell as text; what a spreadsheet would run as a formula gets a leading apostrophe."""
    text = "" if cell is None else str(cell)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV table with its header; an absent cell is empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return out.getvalue()
