"""Releases and changes as plain values, for JSON and for tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fairway.data.idb.domain.diff import Change
from fairway.data.idb.models import Release
from fairway.data.idb.selectors import release_file
from fairway.data.idb.services import LoadResult
from fairway.kernel.text import Text
from fairway.platform.ui.downloads import neutralised

_CSV_ROWS_AT_ONCE = 2000


def release_plain(release: Release) -> dict[str, Any]:
    """Everything the store knows of a release, ready for JSON."""
    return {
        "release": release.pk,
        "territory": release.territory,
        "kind": release.kind,
        "current": release.is_current,
        "rows": sum(release.row_counts.values()),
        "tables": release.row_counts,
        "members": release.members,
        "hs_edition": release.hs_edition,
        "currency": release.currency or None,
        "period": {"from": _iso(release.period_start), "to": _iso(release.period_end)},
        "adapter": release.adapter,
        "adapter_version": release.adapter_version,
        "source": release.source,
        "licence": release.licence,
        "published_at": _iso(release.published_at),
        "superseded_at": _iso(release.superseded_at),
        "superseded_by": release.superseded_by_id,
        "defects": release.defects,
    }


def load_plain(result: LoadResult, say: Callable[[Text], str]) -> dict[str, Any]:
    """What a load did: the release, and what the adapter counted and tolerated."""
    defects = [
        {
            "code": defect.code,
            "meaning": say(defect.meaning),
            "count": defect.count,
            "examples": [say(example.text) for example in defect.examples],
        }
        for defect in result.report.defects.values()
    ]
    return {
        **release_plain(result.release),
        "outcome": result.outcome,
        "defects": defects,
        "counts": dict(result.report.counts),
    }


def change_plain(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "change": change.kind,
        "key": list(change.key),
        "old": change.old,
        "new": change.new,
    }


def csv_stream(release: Release, table: str) -> Iterator[str]:
    """The table as CSV text, piece by piece. Raises ReleaseDamaged before the first piece."""
    parquet = pq.ParquetFile(release_file(release, table))
    return _csv_pieces(parquet)


def _csv_pieces(parquet: pq.ParquetFile) -> Iterator[str]:
    with parquet:
        yield _csv_text([parquet.schema_arrow.names])
        for batch in parquet.iter_batches(_CSV_ROWS_AT_ONCE):
            yield _csv_text(zip(*(_csv_column(column) for column in batch.columns), strict=True))


def _csv_column(column: pa.Array) -> Sequence[str]:
    if pa.types.is_list(column.type):
        return [" ".join(values or ()) for values in column.to_pylist()]
    return [neutralised(value) for value in column.to_pylist()]


def _csv_text(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
