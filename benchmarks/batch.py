"""A million shipments: the batch against a raw DuckDB join and multiply over the same files."""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.measure import Result, best_of
from benchmarks.quotes import ORIGINS
from fairway.data.idb import selectors as idb
from fairway.data.idb.domain.schema import Kind
from fairway.desk.helpdesk.domain.question import read_question
from fairway.desk.helpdesk.services import answer_compose

COLUMNS = ("id", "product", "from", "to", "value", "currency", "quantity", "unit", "quantity2", "unit2", "on")
SAMPLE = 400


def write_shipments(path: Path, count: int) -> None:
    """Invented shipments of real lines: US and ECOWAS, many origins, a year of days."""
    chosen = random.Random(3)
    us = idb.release_table(idb.current_release("US", Kind.TARIFF), "lines")["goods_code"].to_pylist()
    ecowas = idb.release_table(idb.current_release("ECOWAS", Kind.TARIFF), "lines")["goods_code"].to_pylist()
    days = [(date(2025, 1, 1) + timedelta(days=day)).isoformat() for day in range(365)]
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for number in range(count):
            to, codes = (("US", us), ("GH", ecowas), ("NG", ecowas))[number % 3]
            origin = chosen.choice(ORIGINS)
            origin = "TG" if origin == to else origin
            writer.writerow(
                (
                    number, chosen.choice(codes), origin, to, f"{chosen.randint(10_000, 9_000_000) / 100:.2f}",
                    "USD", chosen.randint(1, 20_000), "kg", chosen.randint(1, 500), "pcs", chosen.choice(days),
                )
            )  # fmt: skip


def bench_batch(folder: Path, count: int) -> list[Result]:
    source, out = folder / "shipments.csv", folder / "quotes.parquet"
    write_shipments(source, count)
    raw = best_of(lambda: _raw(source, folder / "raw.parquet"))
    cold = _in_process_of_its_own(source, out)  # also makes the cells that are kept with the instance
    seconds = min(_in_process_of_its_own(source, out) for _ in range(3))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    differing = _differences(source, out)
    ratio = seconds / raw
    return [
        Result(
            f"quote-batch, {count:,} shipments", f"{seconds:.2f} s (first time {cold:.2f} s)", f"raw DuckDB join and multiply: {raw:.2f} s",
            ratio, "≤ 3×", ratio <= 3,
        ),
        Result("quote-batch, memory", f"{memory:.0f} MiB", "–", None, "≤ 1,024 MiB", memory <= 1024),
        Result(
            f"quote-batch agrees with quote ({SAMPLE} rows)", f"{differing} differ", "–", None, "0", differing == 0
        ),
    ]  # fmt: skip


def _raw(source: Path, out: Path) -> None:
    """The anchor: read the shipments, join the MFN rate, multiply, write."""
    paths = [idb.release_file(idb.current_release(t, Kind.TARIFF), "rates") for t in ("US", "ECOWAS")]
    duckdb.connect().execute(
        f"""
        COPY (
            SELECT s.id, s.value * r.percent / 100 AS duty
            FROM read_csv('{source}') s LEFT JOIN (
                SELECT goods_code, TRY_CAST(replace(rate_text, '%', '') AS DOUBLE) AS percent
                FROM read_parquet({[str(path) for path in paths]}) WHERE measure = 'mfn'
            ) r ON r.goods_code = s.product
        ) TO '{out}' (FORMAT parquet, COMPRESSION zstd)
        """
    )


def _in_process_of_its_own(source: Path, out: Path) -> float:
    """Seconds of the computation alone, in a fresh process, so that its memory can be read."""
    code = (
        "import sys, time, django; django.setup()\n"
        "from datetime import date; from pathlib import Path\n"
        "from fairway.market.tariff.batch.run import quote_batch\n"
        "start = time.perf_counter()\n"
        "quote_batch(Path(sys.argv[1]), Path(sys.argv[2]), today=date(2025, 7, 1))\n"
        "print(time.perf_counter() - start)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(source), str(out)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def _differences(source: Path, out: Path) -> int:
    """How many sampled rows of the batch are not what a single quote says."""
    rows = duckdb.sql(
        f"SELECT * FROM read_csv('{source}', all_varchar = true) s "
        f"JOIN '{out}' o ON o.id = s.id USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (5)"
    )
    return sum(not _agrees(dict(zip(rows.columns, row, strict=True))) for row in rows.fetchall())


def _agrees(row: dict[str, object]) -> bool:
    question = read_question(
        {
            "product": str(row["product"]), "from": str(row["from"]), "to": str(row["to"]),
            "value": f"{row['value']} {row['currency']}", "on": str(row["on"]),
        },
        quantities=[f"{row['quantity']} {row['unit']}", f"{row['quantity2']} {row['unit2']}"],
        today=date(2025, 7, 1),
    )  # fmt: skip
    answer = answer_compose(question)
    assessment, best = answer.assessment, answer.best
    mfn = assessment.mfn if assessment else None
    expected: Sequence[object] = (
        answer.status.value,
        mfn.status.value if mfn else None,
        mfn.duty.amount if mfn and mfn.duty else None,
        best.kind.value if best else None,
        best.programme.label if best and best.programme else None,
        best.duty.amount if best and best.duty else None,
    )
    found = [
        row[name] for name in ("status", "mfn_status", "mfn_duty", "best_kind", "best_programme", "best_duty")
    ]
    return list(expected) == found
