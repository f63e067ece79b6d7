"""A million firms: the policy simulator against a raw DuckDB scan of the same columns."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.measure import Result, best_of
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.dossier import Dossier, Held, Incident, TradeRole, Value
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.simulation.model import read_model
from fairway.trust.programmes.simulation.register import register_write
from fairway.trust.programmes.simulation.simulate import outcomes_of
from fairway.trust.programmes.simulation.sql_law import facts_of
from fairway.trust.programmes.store import bank, programme_of

PROGRAMME, CHANGE = "safe-msme", "aeo.min_documents_per_year.micro=5"
ON = date(2026, 3, 31)
SAMPLE = 300


def bench_simulation(folder: Path, firms: int) -> list[Result]:
    path = folder / "firms.parquet"
    register_write(path, firms=firms, seed=11, on=ON, economy="XX", model=read_model())
    law = law_on(programme_of(PROGRAMME), ON)
    raw = best_of(lambda: _raw(path, law))
    runs = [_in_process_of_its_own(path) for _ in range(3)]
    seconds, memory = min(run[0] for run in runs), max(run[1] for run in runs)
    differing = _differences(path, folder / "sample.parquet", law)
    return [
        Result(
            f"aeo simulate, {firms:,} firms", f"{seconds:.2f} s", f"raw DuckDB scan of its columns: {raw:.2f} s",
            seconds / raw, "≤ 5 s", seconds <= 5,
        ),
        Result("aeo simulate, memory", f"{memory:.0f} MiB", "–", None, "≤ 1,024 MiB", memory <= 1024),
        Result(
            f"aeo simulate agrees with aeo assess ({SAMPLE} firms)", f"{differing} differ", "–", None, "0",
            differing == 0,
        ),
    ]  # fmt: skip


def _raw(path: Path, law: Law) -> None:
    """The anchor: count the values of every column that the simulation reads, by size and sector."""
    columns = ["roles", "evidence", *facts_of(law)]
    counts = ", ".join(f"sum(hash({column}) % 3)" for column in columns)
    duckdb.sql(f"SELECT size_class, sector, {counts} FROM '{path}' GROUP BY ALL").fetchall()


def _in_process_of_its_own(path: Path) -> tuple[float, float]:
    """Seconds of the computation alone, and the most memory in MiB, of a fresh process."""
    code = (
        "import sys, time, tempfile, resource, django; django.setup()\n"
        "from datetime import date; from pathlib import Path\n"
        "from fairway.trust.programmes.domain.law import law_on\n"
        "from fairway.trust.programmes.simulation.changes import changes_read\n"
        "from fairway.trust.programmes.simulation.simulate import simulate\n"
        "from fairway.trust.programmes.store import bank, programme_of\n"
        f"law = law_on(programme_of('{PROGRAMME}'), date.fromisoformat('{ON}'))\n"
        f"changes, facts = changes_read(['{CHANGE}'], law), bank()\n"
        "start = time.perf_counter()\n"
        "simulate(Path(sys.argv[1]), law, changes, facts, spill=Path(tempfile.mkdtemp()))\n"
        "seconds = time.perf_counter() - start\n"
        "print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    seconds, memory = run.stdout.split()
    return float(seconds), float(memory)


def _differences(path: Path, sample: Path, law: Law) -> int:
    """How many sampled firms the one-firm engine judges otherwise."""
    duckdb.sql(f"COPY (SELECT * FROM '{path}' LIMIT {SAMPLE}) TO '{sample}' (FORMAT parquet)")
    rows = duckdb.sql(f"SELECT * FROM '{sample}'")
    firms = [_dossier(dict(zip(rows.columns, row, strict=True))) for row in rows.fetchall()]
    found = outcomes_of(sample, law, bank(), spill=sample.parent)
    meaning = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.CANNOT_TELL}
    return sum(
        [meaning[one] for one in outcomes] != [tier.outcome for tier in assess(firm, law, bank()).tiers]
        for firm, outcomes in zip(firms, found, strict=True)
    )


def _dossier(row: dict[str, Any]) -> Dossier:
    return Dossier(
        roles=tuple(TradeRole(role) for role in row["roles"]),
        size_class=SizeClass(row["size_class"]),
        answers={fact: _value(row[fact]) for fact in bank().facts if row[fact] is not None},
        evidence=tuple(Held(**piece) for piece in row["evidence"]),
    )


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(Incident(**one) for one in value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
