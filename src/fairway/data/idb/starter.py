"""The starter pack: finished releases that come with the package, made again by one command.

It holds facts only (codes, rates, units, dates, citations), from sources that may be carried: see
`content/starter/README.md`. The same sources give the same files, byte for byte, under one version of
PyArrow: nothing in a release depends on the clock.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
import pyarrow.compute as pc
from rich.console import Console

from fairway.data.idb.adapters import find_adapter
from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.ecb_rates.parser import bundled_history
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.manifest import Manifest
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.folder import release_write
from fairway.data.idb.services import STARTER
from fairway.kernel.period import Period
from fairway.kernel.text import UserError
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.language import say

FIRST_EXCHANGE_DAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One release of the pack: its adapter and where the source lies in the data folder."""

    adapter: str
    source: Callable[[Path], Path]
    shorten: Callable[[Parsed], Parsed] = lambda parsed: parsed


def _recent(parsed: Parsed) -> Parsed:
    """The exchange rates from FIRST_EXCHANGE_DAY on."""
    table = parsed.tables["exchange"]
    recent = table.filter(pc.greater_equal(table["date"], FIRST_EXCHANGE_DAY))
    return replace(parsed, tables={"exchange": recent}, period=Period(FIRST_EXCHANGE_DAY, parsed.period.end))


PACK = (
    Ingredient("us-tariff-database", lambda data: data / "us/tariff_database_2025_06062025.csv.gz"),
    Ingredient("us-section-301", lambda data: data / "us/s301_products.csv"),
    Ingredient("us-pga", lambda data: data / "us/pga_2026_02.csv.gz"),
    Ingredient("afcfta-etariff", lambda data: data / "afcfta/ecowas.json.gz"),
    Ingredient("ecb-rates", lambda _data: bundled_history(), _recent),
)


def starter_build(data: Path, out: Path) -> list[Manifest]:
    """Make every release of the pack in `out`, in place of those there; `data` holds the sources.

    Raises UserError with `out` unchanged when a source cannot be used.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".build-") as area:
        manifests = [_release(ingredient, data, Path(area)) for ingredient in PACK]
        for ingredient in PACK:
            shutil.rmtree(out / ingredient.adapter, ignore_errors=True)
            (Path(area) / ingredient.adapter).rename(out / ingredient.adapter)
    return manifests


def _release(ingredient: Ingredient, data: Path, area: Path) -> Manifest:
    adapter = find_adapter(ingredient.adapter)
    report = LoadReport(adapter.known_defects)
    parsed = adapter.read(ingredient.source(data), LoadOptions(), report)
    report.raise_problems()
    for assertion in adapter.assertions:
        assertion.check(parsed.tables)
    return release_write(
        ingredient.shorten(parsed),
        area / ingredient.adapter,
        kind=adapter.kind,
        adapter=adapter.name,
        adapter_version=adapter.version,
        defects={code: defect.count for code, defect in report.defects.items()},
    )


@click.command("starter-build")
@click.option(
    "--from",
    "data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path("../shared/data"),
    show_default=True,
    help="Folder with the sources.",
)
@click.option("--out", type=click.Path(path_type=Path), default=STARTER, help="Default: the package itself.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def starter_build_command(data: Path, out: Path, as_json: bool) -> None:
    """Make the starter pack of the package again from its sources."""
    try:
        manifests = starter_build(data, out)
    except UserError as error:
        raise BadInput("--from", say(error.text)) from error
    emit(_plain(manifests, out), as_json=as_json, human=_print)


def _plain(manifests: list[Manifest], out: Path) -> dict[str, Any]:
    releases = [
        {"adapter": manifest.adapter, "territory": manifest.territory, "tables": manifest.row_counts}
        for manifest in manifests
    ]
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return {"out": str(out), "bytes": size, "releases": releases}


def _print(built: dict[str, Any], console: Console) -> None:
    for release in built["releases"]:
        rows = ", ".join(f"{rows:,} {table}" for table, rows in release["tables"].items())
        console.print(f"{release['adapter']}: {rows}", markup=False)
    console.print(f"{built['bytes']:,} bytes in {built['out']}", markup=False)
