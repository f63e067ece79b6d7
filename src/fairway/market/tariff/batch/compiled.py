"""The rates of a release with their texts compiled, kept beside the releases.

A release never changes, so its texts are compiled once. The folder is named after the release and
the code that compiles; it may be deleted at any time and is made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from fairway.data.idb import selectors as idb
from fairway.data.idb.models import Release
from fairway.kernel import unit_table
from fairway.market.tariff.batch import compile as compiler
from fairway.market.tariff.batch.compile import CompiledText, compile_text
from fairway.market.tariff.domain import evaluate

RATES, ORIGINS, TEXTS = "rates.parquet", "origins.parquet", "texts.parquet"

# Two rates that could both be *the* rate of a day are left to the engine, whose order decides.
_RATES = """
WITH rate AS (
    SELECT row_number() OVER () AS place, goods_code, measure, programme, origins, excluded,
        x.text_no, x.form, x.percent, x.by_value,
        coalesce(valid_from, DATE '0001-01-01') AS first, coalesce(valid_to, DATE '9999-12-31') AS last
    FROM release_rates r JOIN texts x USING (rate_text, dialect, currency)
), doubtful AS (
    SELECT DISTINCT one.place FROM rate one JOIN rate other USING (goods_code, measure, programme)
    WHERE one.place <> other.place AND measure <> 'additional'
        AND one.first <= other.last AND other.first <= one.last
        AND (one.origins IS NULL OR other.origins IS NULL OR list_has_any(one.origins, other.origins))
)
SELECT rate.* EXCLUDE (place) REPLACE (CASE WHEN d.place IS NULL THEN form ELSE 'engine' END AS form)
FROM rate LEFT JOIN doubtful d USING (place) ORDER BY goods_code
"""

_ORIGINS = """
SELECT DISTINCT unnest(origins) AS origin FROM release_rates WHERE origins IS NOT NULL
UNION SELECT DISTINCT unnest(excluded) FROM release_rates WHERE excluded IS NOT NULL
"""


def compiled_rates(release: Release) -> Path:
    """The folder with RATES, ORIGINS and TEXTS of the release."""
    root = Path(settings.FAIRWAY_HOME) / "derived"
    folder = root / f"{release.pk}-{compiler_version()}"
    if not (folder / TEXTS).is_file():
        staged = root / f".{uuid4().hex}"
        staged.mkdir(parents=True)
        _compile(release, staged)
        _into_place(staged, folder)
    return folder


def named_origins(release: Release) -> list[str]:
    """Origins that a rate of the release is for, or is not for."""
    origins: list[str] = pq.read_table(compiled_rates(release) / ORIGINS)["origin"].to_pylist()
    return origins


def read_texts(folder: Path) -> dict[int, CompiledText]:
    """The texts that are not settled by their form alone, by number."""
    table = pq.read_table(folder / TEXTS, filters=[("form", "=", compiler.MEASURED)])
    return {row["text_no"]: _text(row) for row in table.to_pylist()}


@cache
def compiler_version() -> str:
    """A digest of the code that the compiled form depends on."""
    domain = Path(evaluate.__file__).parent
    sources = sorted(path for path in domain.rglob("*") if path.suffix in {".py", ".lark"})
    sources += [Path(unit_table.__file__), *sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def _compile(release: Release, folder: Path) -> None:
    with duckdb.connect() as db:
        db.register("release_rates", idb.release_table(release, "rates"))
        found = db.sql(
            "SELECT DISTINCT rate_text, dialect, currency FROM release_rates ORDER BY ALL"
        ).fetchall()
        texts = [compile_text(*row) for row in found]
        db.register("texts", _table(texts))
        for query, name in ((_RATES, RATES), (_ORIGINS, ORIGINS), ("FROM texts", TEXTS)):
            path = str(folder / name).replace("'", "''")
            db.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


def _table(texts: list[CompiledText]) -> pa.Table:
    return pa.table(
        {
            "text_no": pa.array(range(len(texts)), pa.int64()),
            "rate_text": pa.array([text.text for text in texts], pa.string()),
            "dialect": pa.array([text.dialect for text in texts], pa.string()),
            "currency": pa.array([text.currency for text in texts], pa.string()),
            "form": pa.array([text.form for text in texts], pa.string()),
            "percent": pa.array([text.percent for text in texts], pa.int64()),
            "by_value": pa.array([text.by_value for text in texts], pa.bool_()),
            "linear": pa.array([_linear_json(text) for text in texts], pa.string()),
            "units": pa.array([text.units for text in texts], pa.list_(pa.string())),
        }
    )


def _linear_json(text: CompiledText) -> str | None:
    terms = [(str(amount), currency, unit) for amount, currency, unit in text.terms]
    return json.dumps([str(text.ad_valorem), terms]) if text.linear else None


def _text(row: dict[str, Any]) -> CompiledText:
    words = (row["rate_text"], row["dialect"], row["currency"], compiler.MEASURED)
    ad_valorem, terms = json.loads(row["linear"]) if row["linear"] else ("0", [])
    kept = tuple((Decimal(amount), currency, unit) for amount, currency, unit in terms)
    linear = row["linear"] is not None
    return CompiledText(*words, None, row["by_value"], linear, Decimal(ad_valorem), kept, tuple(row["units"]))


def _into_place(staged: Path, folder: Path) -> None:
    """One rename, so that nobody reads half a folder; another process may have been faster."""
    try:
        staged.rename(folder)
    except OSError:
        shutil.rmtree(staged)
        if not (folder / TEXTS).is_file():
            raise
