"""`fairway aeo programmes`: the programmes, what one says on a day, and whether a file is right."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fairway.kernel.text import UserError
from fairway.platform.content.problem import Problem, SourceError
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.language import say
from fairway.trust.programmes import store
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.plain import law_plain, programme_plain
from fairway.trust.programmes.reading.programme import read_programme
from fairway.trust.programmes.reading.remarks import remarks

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def programmes() -> None:
    """The programmes of this instance, and the check of a programme file."""


@programmes.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_json
def check(file: Path, *, as_json: bool) -> None:
    """Read FILE as strictly as the instance does, and say every problem with its line.

    Exit code 2 when there is one. Remarks do not stop the file from being used.
    """
    try:
        found = read_programme(file, store.bank(), calendars=store.calendar_codes())
    except SourceError as error:
        raise BadInput.of(_faults(error.problems)) from None
    plain = {**programme_plain(found), "remarks": [say(one) for one in remarks(found)]}
    emit(plain, as_json=as_json, human=_print_checked)


@programmes.command("list")
@_as_json
def list_command(*, as_json: bool) -> None:
    """Every programme, and the files of the instance that cannot be used."""
    plain = {
        "programmes": [programme_plain(one) for one in store.programmes()],
        "broken": [str(problem.text) for problem in store.broken_files()],
    }
    emit(plain, as_json=as_json, human=_print_list)


@programmes.command()
@click.argument("code")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day, YYYY-MM-DD; today when left out.")
@_as_json
def show(code: str, *, on: datetime | None, as_json: bool) -> None:
    """What the programme CODE says on a day."""
    try:
        law = law_on(store.programme_of(code), on.date() if on else timezone.localdate())
    except UserError as error:
        raise BadInput("CODE", str(error)) from None
    emit(law_plain(law), as_json=as_json, human=_print_law)


def _faults(problems: tuple[Problem, ...]) -> dict[str, str]:
    """What is wrong by place: the file with its line, and the path in it."""
    faults: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        faults[str(problem.place)].append(say(problem.message))
    return {place: " ".join(messages) for place, messages in faults.items()}


def _print_checked(found: dict[str, Any], console: Console) -> None:
    versions = ", ".join(edition["version"] for edition in found["editions"])
    console.print(f"{found['programme']} can be used. Editions: {versions}.", markup=False, highlight=False)
    for remark in found["remarks"]:
        console.print(f"- {remark}", markup=False, highlight=False, soft_wrap=True)


def _print_list(found: dict[str, Any], console: Console) -> None:
    table = Table("Code", "Name", "Where", "Tiers", "Edition")
    for one in found["programmes"]:
        where, tiers = ", ".join(one["economies"]) or "anywhere", ", ".join(one["tiers"])
        table.add_row(one["programme"], one["name"], where, tiers, one["editions"][-1]["version"])
    console.print(table)
    for problem in found["broken"]:
        console.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)


def _print_law(found: dict[str, Any], console: Console) -> None:
    console.print(
        f"{found['name']}, edition {found['version']}, on {found['on']}", style="bold", markup=False
    )
    names = {criterion["criterion"]: criterion for criterion in found["criteria"]}
    for tier in found["tiers"]:
        above = f" (builds on {tier['builds_on']})" if tier["builds_on"] else ""
        table = Table("Criterion", "Asks", title=f"{tier['name']}{above}", title_justify="left")
        for code in tier["criteria"]:
            table.add_row(code, names[code]["asks"] if code in names else "not in force")
        console.print(table)
    doubt = "" if found["source"]["verified"] else " (not checked against the primary source)"
    console.print(f"Source: {found['source']['name']}{doubt}", markup=False, highlight=False, soft_wrap=True)
