"""`fairway quote-batch`: a whole file of shipments at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console

from fairway.market.tariff.batch.run import BadShipments, BatchResult
from fairway.market.tariff.batch.run import quote_batch as run_batch
from fairway.platform.terminal import BadInput, ExitCode, emit


@click.command("quote-batch")
@click.argument("shipments", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Parquet file.")
@click.option("--memory", default="700MB", show_default=True, help="Memory for the computation.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def quote_batch(shipments: Path, out: Path, memory: str, as_json: bool) -> None:
    """Quote every shipment of a CSV file: MFN duty and the best option of each, into Parquet.

    Columns: id, product, from, to, value, currency, quantity, unit, and optionally quantity2,
    unit2, on.
    """
    progress = Console(stderr=True)
    try:
        result = run_batch(
            shipments,
            out,
            today=timezone.now().date(),
            memory_limit=memory,
            report=lambda phase, rows: progress.print(f"{phase}: {rows:,} shipments"),
        )
    except BadShipments as error:
        raise BadInput("SHIPMENTS", str(error)) from error
    emit(_plain(result, out), as_json=as_json, human=_print)
    raise SystemExit(ExitCode.BAD_INPUT if result.invalid else ExitCode.COMPUTED)


def _plain(result: BatchResult, out: Path) -> dict[str, Any]:
    return {
        "out": str(out),
        "rows": result.rows,
        "invalid": result.invalid,
        "by_engine": result.by_engine,
        "problems": str(result.problems) if result.problems else None,
    }


def _print(plain: dict[str, Any], console: Console) -> None:
    console.print(f"{plain['rows']:,} shipments quoted into {plain['out']}")
    if plain["invalid"]:
        console.print(f"{plain['invalid']:,} faults in rows that could not be read: see {plain['problems']}")
