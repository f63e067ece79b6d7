"""`fairway aeo population` and `fairway aeo simulate`: a register of firms, and rules tried out on it."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fairway.kernel.economy import economy_codes
from fairway.kernel.text import UserError
from fairway.platform.content.problem import SourceError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.terminal import BadInput, emit
from fairway.trust.programmes.domain.law import Law, NoLaw, law_on
from fairway.trust.programmes.simulation.changes import BadChange, changes_read
from fairway.trust.programmes.simulation.model import read_model
from fairway.trust.programmes.simulation.plain import simulation_plain
from fairway.trust.programmes.simulation.register import MOST_FIRMS, register_write
from fairway.trust.programmes.simulation.simulate import Report, simulate
from fairway.trust.programmes.store import bank, programme_of

_HEADINGS = (
    "Size",
    "Firms",
    "Eligible before",
    "Eligible after",
    "Become eligible",
    "Drop out",
    "Cannot tell",
    "Fees due",
    "Subsidies",
    "Case hours",
)
_on = click.option("--on", default="", help="Day, YYYY-MM-DD; today when left out.")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("population")
@click.option("--firms", type=click.IntRange(1, MOST_FIRMS), required=True, help="How many.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True)
@click.option("--economy", required=True, help="Two-letter code, such as DO.")
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Parquet file."
)
@_on
@_as_json
def population_write(*, firms: int, seed: int, economy: str, output: Path, on: str, as_json: bool) -> None:
    """Generate a register of firms for trying out rules, by declared shares of sizes, sectors and answers.

    No firm in it exists, and its shares are the same for every economy: it says nothing about a country.
    The same seed and day give the same register.
    """
    if economy not in economy_codes():
        raise BadInput("--economy", f"“{economy[:40]}” is not a two-letter economy code.")
    if not output.parent.is_dir():
        raise BadInput("--output", f"There is no folder {output.parent}.")
    day, model, start = _day(on), read_model(), time.monotonic()
    click.echo(f"Generating {firms:,} firms …", err=True)
    register_write(output, firms=firms, seed=seed, on=day, economy=economy, model=model)
    click.echo(f"Done in {time.monotonic() - start:.1f} s.", err=True)
    plain = {
        "output": str(output),
        "firms": firms,
        "seed": seed,
        "economy": economy,
        "on": day.isoformat(),
        "source": str(model.citation),
        "verified": model.citation.verified,
    }
    emit(plain, as_json=as_json, human=lambda row, console: console.print(f"{firms:,} firms in {output}"))


@click.command("simulate")
@click.option("--programme", "code", required=True, help="Its code.")
@click.option(
    "--set", "settings", multiple=True, help="PARAMETER.SIZE=VALUE, or PARAMETER=VALUE for all sizes."
)
@click.option(
    "--population",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parquet or CSV file with one row for each firm.",
)
@click.option("--tier", default="", help="Only this tier.")
@_on
@_as_json
def simulate_change(
    *, code: str, settings: tuple[str, ...], population: Path, tier: str, on: str, as_json: bool
) -> None:
    """What other numbers would do: which firms become eligible or drop out, and what that costs.

    Columns of the population: size_class, sector (section of ISIC), roles, evidence, and one for each fact.
    A column that is missing is not known of any firm. Fees, subsidies and hours are counted as if every
    eligible firm applied once.
    """
    law = _law(code, _day(on))
    overrides, chosen = _overrides(settings, law), _tier(tier, law)
    try:
        with tempfile.TemporaryDirectory(prefix="fairway-simulate-") as spill:
            found = simulate(population, law, overrides, bank(), spill=Path(spill), report=_report())
    except SourceError as error:
        raise BadInput.of(
            {problem.column or "--population": str(problem.text) for problem in error.problems}
        ) from error
    except UserError as error:
        raise BadInput("--programme", str(error)) from error
    plain = simulation_plain(found)
    plain["tiers"] = [row for row in plain["tiers"] if not chosen or row["tier"] == chosen]
    emit(plain, as_json=as_json, human=_print)


def _report() -> Report:
    start = time.monotonic()
    return lambda phase, firms: click.echo(
        f"{phase}: {firms:,} firms, {time.monotonic() - start:.1f} s", err=True
    )


def _law(code: str, on: date) -> Law:
    try:
        return law_on(programme_of(code), on)
    except NoLaw as error:
        raise BadInput("--on", str(error)) from error
    except UserError as error:
        raise BadInput("--programme", str(error)) from error


def _overrides(settings: tuple[str, ...], law: Law) -> dict[tuple[str, SizeClass], Decimal]:
    try:
        return changes_read(settings, law)
    except BadChange as error:
        raise BadInput("--set", str(error)) from error


def _tier(tier: str, law: Law) -> str:
    try:
        return law.tier(tier).code if tier else ""
    except UserError as error:
        raise BadInput("--tier", str(error)) from error


def _day(text: str) -> date:
    if not text:
        return timezone.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("--on", f"“{text[:40]}” is not a day. Write it as 2026-03-02.") from None


def _print(plain: dict[str, Any], console: Console) -> None:
    if plain["columns_missing"]:
        console.print(f"Not known of any firm: {', '.join(plain['columns_missing'])}")
    for tier in plain["tiers"]:
        table = Table(*_HEADINGS, title=f"{tier['name']} ({plain['currency']})")
        for line in (*tier["by_size"], {"size_class": "all", **tier["total"]}):
            table.add_row(*_cells(line))
        console.print(table)


def _cells(line: dict[str, Any]) -> list[str]:
    counts = (
        "firms",
        "eligible_before",
        "eligible_after",
        "become_eligible",
        "drop_out",
        "cannot_tell_after",
    )
    costs = ("fees_due", "subsidy_cost", "case_hours")
    return [
        str(line["size_class"] or "not known"),
        *(f"{line[name]:,}" for name in counts),
        *(str(line["after"][name] or "–") for name in costs),
    ]
