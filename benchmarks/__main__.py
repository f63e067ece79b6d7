"""Run every benchmark on a fresh instance and print the table.

`--smoke`: small sizes; checks that everything runs and agrees with the reference result, not the
times. `--only WORD`: those whose name contains it. `--write`: also put the table into
docs/benchmarks.md. BENCHMARK_DATABASE names an empty database in place of SQLite, as DATABASE_URL
would.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.instance import make_instance
from benchmarks.measure import Result, machine

ROOT = Path(__file__).parents[1]
HEADER = ("What", "Measured", "Anchor in the same run", "Ratio", "Promise", "Kept")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small sizes, agreement only")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--only", metavar="WORD", default="", help="such as goods_search or plans")
    options = parser.parse_args()
    if options.only and options.write:
        parser.error("--write is for the whole table.")
    shared = Path(os.environ.pop("FAIRWAY_SHARED", "") or ROOT.parent / "shared")
    with tempfile.TemporaryDirectory(prefix="fairway-bench-") as name:
        folder = Path(name)
        make_instance(folder / "home")
        results = _run(folder, shared, smoke=options.smoke, only=options.only)
    table = _table(results)
    print(f"\n{machine()}, {datetime.now(tz=UTC):%Y-%m-%d}\n\n{table}")
    if options.write:
        _write(table)
    broken = [result for result in results if not result.kept and _counts(result, smoke=options.smoke)]
    for result in broken:
        print(f"Not kept: {result.name}: {result.figure} ({result.limit})", file=sys.stderr)
    return 1 if broken else 0


def _run(folder: Path, shared: Path, *, smoke: bool, only: str) -> list[Result]:
    # Imported here: Django must be set up for the instance first.
    from benchmarks.aeo_engine import bench_assess
    from benchmarks.aeo_queue import bench_aeo_queue
    from benchmarks.aeo_simulation import bench_simulation
    from benchmarks.backup import bench_backup
    from benchmarks.batch import bench_batch
    from benchmarks.concurrency import bench_concurrency
    from benchmarks.goods_search import bench_goods_search
    from benchmarks.loading import bench_loading
    from benchmarks.plans import bench_plans
    from benchmarks.quotes import bench_compare, bench_page, bench_quote
    from benchmarks.recognition import bench_recognition
    from benchmarks.serving import bench_serving

    size = (
        {
            "quotes": 40,
            "batch": 20_000,
            "requests": 200,
            "plans": 200,
            "pages": 3,
            "seconds": 4,
            "bytes": 20_000_000,
            "firms": 20,
            "population": 20_000,
            "cases": 300,
            "lookups": 60,
        }
        if smoke
        else {
            "quotes": 400,
            "batch": 1_000_000,
            "requests": 3_000,
            "plans": 10_000,
            "pages": 100,
            "seconds": 60,
            "bytes": 1_000_000_000,
            "firms": 400,
            "population": 1_000_000,
            "cases": 100_000,
            "lookups": 2_000,
        }
    )
    steps: dict[str, Callable[[], list[Result]]] = {
        "quote": lambda: bench_quote(size["quotes"]),
        "compare": lambda: bench_compare(max(10, size["quotes"] // 8)),
        "page": lambda: bench_page(max(20, size["quotes"] // 4)),
        "serving": lambda: bench_serving(size["requests"]),
        "batch": lambda: bench_batch(folder, size["batch"]),
        "loading": lambda: bench_loading(folder, shared),
        "plans": lambda: bench_plans(size["plans"], size["pages"]),
        "concurrency": lambda: bench_concurrency(size["seconds"]),
        "backup": lambda: bench_backup(folder, size["bytes"]),
        "assess": lambda: bench_assess(size["firms"]),
        "simulation": lambda: bench_simulation(folder, size["population"]),
        "aeo_queue": lambda: bench_aeo_queue(size["cases"], size["pages"]),
        "recognition": lambda: bench_recognition(size["lookups"], size["cases"]),
        "goods_search": lambda: bench_goods_search(shared, smoke=smoke),
    }
    results: list[Result] = []
    for name, step in steps.items():
        found = step() if only in name else []
        for result in found:
            print(f"{result.name}: {result.figure}", file=sys.stderr)
        results += found
    return results


def _counts(result: Result, *, smoke: bool) -> bool:
    """A smoke run judges agreement and sizes; times belong to the full run."""
    timed = any(mark in result.limit for mark in ("ms", "×", "/s", " s"))
    return not (smoke and timed)


def _table(results: list[Result]) -> str:
    rows = [HEADER, tuple("---" for _ in HEADER), *(result.cells() for result in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _write(table: str) -> None:
    page = ROOT / "docs" / "benchmarks.md"
    marker = "<!-- figures -->"
    head = page.read_text(encoding="utf-8").split(marker)[0] if page.exists() else ""
    stamp = f"Measured on {datetime.now(tz=UTC):%Y-%m-%d}: {machine()}."
    page.write_text(f"{head}{marker}\n\n{stamp}\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
